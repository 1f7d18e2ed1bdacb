/// A folder: names, and the object of each (docs/format.md §3.5).
public struct Tree: Hashable, Sendable {
    /// A name, and the file, link or folder that has it.
    public struct Entry: Hashable, Sendable {
        public let name: EntryName
        public let mode: FileMode
        public let kind: ObjectKind
        public let id: ObjectID

        /// `kind` must be one that `mode` allows.
        public init(name: EntryName, mode: FileMode, kind: ObjectKind, id: ObjectID) {
            precondition(mode.allows(kind))
            self.name = name
            self.mode = mode
            self.kind = kind
            self.id = id
        }

        /// Folders are ordered as if their name ended in a slash, so that a walk through trees is in order of paths.
        fileprivate func precedes(_ other: Entry) -> Bool {
            let (bytes, others) = (name.bytes, other.name.bytes)
            let common = min(bytes.count, others.count)
            for index in 0..<common where bytes[index] != others[index] { return bytes[index] < others[index] }
            return byte(at: common) < other.byte(at: common)
        }

        /// A byte of the name, or what orders the entry behind its end.
        private func byte(at index: Int) -> Int {
            if index < name.bytes.count { return Int(name.bytes[index]) }
            return mode == .folder ? Int(UInt8(ascii: "/")) : -1
        }
    }

    /// In order, each name once.
    public let entries: [Entry]

    /// Sorts `entries`. Each name must occur once.
    public init(_ entries: [Entry]) {
        self.entries = entries.sorted { $0.precedes($1) }
        precondition(Self.repeatedName(self.entries) == nil, "a tree names an entry twice")
    }

    /// The entry of that name; nil if there is none.
    public func find(_ name: EntryName) -> Entry? {
        entries.first { $0.name == name }
    }

    /// - Parameter entries: in order, so that a name that is there twice is once a folder's, and all names between start
    ///   with it.
    private static func repeatedName(_ entries: [Entry]) -> EntryName? {
        for (index, entry) in entries.enumerated() {
            if index > 0, entries[index - 1].name == entry.name { return entry.name }
            guard entry.mode == .folder else { continue }
            for other in entries[..<index].reversed() {
                guard other.name.bytes.starts(with: entry.name.bytes) else { break }
                if other.name == entry.name { return entry.name }
            }
        }
        return nil
    }
}

extension Tree {
    /// The canonical bytes: for each entry `mode SP kind SP name NUL` and the 32 bytes of its identity.
    public var payload: [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes.append(contentsOf: "\(entry.mode.rawValue) \(entry.kind.rawValue) ".utf8)
            bytes.append(contentsOf: entry.name.bytes)
            bytes.append(0)
            bytes.append(entry.id.digest)
        }
        return bytes
    }

    /// What an entry begins with: `mode SP kind SP`.
    private static let types: [(text: [UInt8], mode: FileMode, kind: ObjectKind)] = FileMode.allCases.flatMap { mode in
        ObjectKind.allCases.filter(mode.allows).map { (Array("\(mode.rawValue) \($0.rawValue) ".utf8), mode, $0) }
    }

    private static func type(_ reader: inout ByteReader) throws(DecodeError) -> (FileMode, ObjectKind) {
        for type in types where reader.skip(type.text) { return (type.mode, type.kind) }
        let at = reader.offset
        let space = UInt8(ascii: " ")
        let mode = String(decoding: try reader.take(upTo: space, "a mode"), as: UTF8.self)
        guard FileMode(rawValue: mode) != nil else {
            throw DecodeError(.outOfRange, "'\(mode.prefix(20))' is not a mode", at: at)
        }
        let kind = String(decoding: try reader.take(upTo: space, "a kind"), as: UTF8.self)
        throw DecodeError(.outOfRange, "'\(kind.prefix(20))' is not a kind that mode \(mode) has", at: at)
    }

    /// Reads the payload of a tree. Refuses one that is not canonical: entries out of order or duplicated, bad names, a
    /// mode that does not match the kind.
    public init(payload: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(payload)
        var entries: [Entry] = []
        while !reader.isAtEnd {
            let at = reader.offset
            let (mode, kind) = try Self.type(&reader)
            let name: EntryName
            do throws(DecodeError) {
                name = try EntryName(try reader.take(upTo: 0, "a name"))
            } catch {
                throw DecodeError(error.reason, error.detail, at: error.offset ?? at)
            }
            let entry = Entry(name: name, mode: mode, kind: kind, id: ObjectID(try reader.digest("an identity")))
            if let last = entries.last, !last.precedes(entry) {
                throw DecodeError(.order, "'\(name)' stands after '\(last.name)'", at: at)
            }
            entries.append(entry)
        }
        if let name = Self.repeatedName(entries) {
            throw DecodeError(.order, "'\(name)' is there twice")
        }
        self.entries = entries
    }
}
