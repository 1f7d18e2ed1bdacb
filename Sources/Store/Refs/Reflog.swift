public import Objects

/// What a ref stood for before, who moved it, and why (docs/format.md §7.3).
public struct ReflogEntry: Hashable, Sendable {
    public let old: ObjectID?
    public let new: ObjectID?
    public let who: Person
    public let message: String

    private static let nothing = String(repeating: "0", count: 64)

    var line: String {
        let clean = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(old?.hex ?? Self.nothing) \(new?.hex ?? Self.nothing) \(who.text)\t\(clean)\n"
    }

    init(old: ObjectID?, new: ObjectID?, who: Person, message: String) {
        self.old = old
        self.new = new
        self.who = who
        self.message = message
    }

    init?(line: Substring) {
        let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        let words = parts[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2, words.count == 3, let who = try? Person(parsing: words[2]) else { return nil }
        func id(_ text: Substring) -> ObjectID?? { text == Self.nothing ? .some(nil) : ObjectID(hex: text).map { $0 } }
        guard let old = id(words[0]), let new = id(words[1]) else { return nil }
        self.init(old: old, new: new, who: who, message: String(parts[1]))
    }
}

extension RefStore {
    private static let limit = 256 << 20

    /// The entries of a ref's log, oldest first; `HEAD`'s with nil. A last line that was cut short is left out.
    public func log(of name: RefName?) throws -> [ReflogEntry] {
        guard let (folder, file) = try logPlace(name, create: false),
            let bytes = try folder.contents(of: file, limit: Self.limit)
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap(ReflogEntry.init(line:))
    }

    /// Every identity that a log of this repository names: what gc keeps for those who moved a ref by mistake.
    func loggedIDs(since oldest: Int64) throws -> Set<ObjectID> {
        var ids: Set<ObjectID> = []
        func walk(_ folder: Folder) throws {
            for file in try folder.names() {
                switch try folder.find(file)?.kind {
                case .folder?: try walk(try folder.openFolder(file))
                case .regular?:
                    let text = String(decoding: try folder.contents(of: file, limit: Self.limit) ?? [], as: UTF8.self)
                    for entry in text.split(separator: "\n").compactMap(ReflogEntry.init(line:))
                    where entry.who.date.seconds >= oldest {
                        ids.formUnion([entry.old, entry.new].compactMap { $0 })
                    }
                default: continue
                }
            }
        }
        if let logs = try folder.findFolder("logs") { try walk(logs) }
        return ids
    }

    func appendLog(_ name: RefName?, _ entry: ReflogEntry) throws {
        guard let (folder, file) = try logPlace(name, create: true) else { return }
        let log = try folder.openForAppending(file)
        // A line that a crash cut short would swallow this one: end it first.
        let length = try log.status().size
        if length > 0, try log.read(1, at: length - 1) != [UInt8(ascii: "\n")] {
            try log.write([UInt8(ascii: "\n")])
        }
        try log.write(Array(entry.line.utf8))
        if isDurable { try log.sync() }
    }

    private func logPlace(_ name: RefName?, create: Bool) throws -> (Folder, Name)? {
        var folder = folder
        // No ref has a tilde in its name: the log of `a` is never in the way of the logs of `a/b`.
        let file = name.map { $0.text + "~" } ?? "HEAD"
        let parts = (["logs"] + file.split(separator: "/").map(String.init)).map { Name($0) }
        for part in parts.dropLast() {
            if create { try folder.createFolder(part) }
            guard try folder.find(part)?.kind == .folder, let next = try folder.findFolder(part) else { return nil }
            folder = next
        }
        guard try create || folder.find(parts.last!)?.kind == .regular else { return nil }
        return (folder, parts.last!)
    }
}
