internal import Files
public import Objects

/// A previous value of a ref, who moved it, and why (docs/format.md §7.3).
public struct ReflogEntry: Hashable, Sendable {
    public let old: ObjectID?
    public let new: ObjectID?
    public let who: Person
    public let message: String

    private static let nothing = String(repeating: "0", count: 64)

    var line: String {
        let clean = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        let text = "\(old?.hex ?? Self.nothing) \(new?.hex ?? Self.nothing) \(Self.withoutTabs(who).text)\t\(clean)\t"
        return "\(text)\(Self.checksum(text.utf8))\n"
    }

    /// A TAB ends the person, so a name cannot contain one: it is replaced with a blank, or removed at either end.
    private static func withoutTabs(_ who: Person) -> Person {
        func clean(_ text: String) -> String {
            text.split(whereSeparator: { $0 == "\t" || $0 == " " }).joined(separator: " ")
        }
        guard who.text.utf8.contains(UInt8(ascii: "\t")) else { return who }
        return (try? Person(name: clean(who.name), email: clean(who.email), date: who.date)) ?? who
    }

    // MARK: The checksum at a line's end

    private static let checksumLength = 16

    /// The checksum of everything before it.
    private static func checksum(_ text: some Sequence<UInt8>) -> String {
        String(Digest(of: text).hex.prefix(checksumLength))
    }

    /// A line without its checksum, and whether that is right.
    private static func split<Line: Collection<UInt8>>(_ line: Line) -> (text: Line.SubSequence, isRight: Bool) {
        let text = line.dropLast(checksumLength)
        guard text.suffix(1).elementsEqual([UInt8(ascii: "\t")]) else { return (line[...], false) }
        return (text.dropLast(), line.dropFirst(text.count).elementsEqual(checksum(text).utf8))
    }

    /// Whether a line is intact.
    static func isIntact(_ line: some Collection<UInt8>) -> Bool {
        split(line).isRight && ReflogEntry(line: line) != nil
    }

    init(old: ObjectID?, new: ObjectID?, who: Person, message: String) {
        self.old = old
        self.new = new
        self.who = who
        self.message = message
    }

    /// Parses a line without its end; nil if it is malformed. A wrong checksum is ignored: what the line still says may
    /// be the only mention of an object.
    init?(line: some Collection<UInt8>) {
        let line = Self.split(line).text
        // The first TAB after the mail address ends the person: older writers left TABs in names.
        guard let mail = line.firstIndex(of: UInt8(ascii: ">")),
            let tab = line[mail...].firstIndex(of: UInt8(ascii: "\t"))
        else { return nil }
        let words = line[..<tab].split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 3, let who = try? Person(parsing: words[2]) else { return nil }
        func id(_ text: String) -> ObjectID?? { text == Self.nothing ? .some(nil) : ObjectID(hex: text).map { $0 } }
        guard let old = id(words[0]), let new = id(words[1]) else { return nil }
        self.init(old: old, new: new, who: who, message: String(decoding: line[tab...].dropFirst(), as: UTF8.self))
    }

    /// The lines of a log. An unterminated last line was truncated, and does not count.
    static func lines(_ log: [UInt8]) -> [ArraySlice<UInt8>] {
        let lineEnd = UInt8(ascii: "\n")
        return log[..<(log.lastIndex(of: lineEnd) ?? 0)].split(separator: lineEnd)
    }
}

extension RefStore {
    private static let limit = 256 << 20

    /// The entries of a ref's log, oldest first; of HEAD's for nil. A truncated last line is left out.
    public func log(of name: RefName?) throws -> [ReflogEntry] {
        try atOneInstant { moves in
            let entries = try logLines(of: name).compactMap { ReflogEntry(line: $0) }
            guard let moves, let next = try entry(of: name, in: moves), next.line != entries.last?.line else {
                return entries
            }
            return entries + [next]
        }
    }

    /// The journal's line for a log, as long as the file of the ref, or HEAD, is not written.
    private func entry(of name: RefName?, in moves: RefMoves) throws -> ReflogEntry? {
        if name == nil {
            let head = try head(in: nil)
            if let move = moves.head, move.worktree == place.name { return move.old == head ? move.entry : nil }
            if case .branch(let branch) = head { return try entry(of: branch, in: moves) }
        }
        guard let name, let move = moves[name], try find(name, in: nil) == move.old else { return nil }
        return move.entry
    }

    /// The newest entry in the file of a ref's log; nil if none can be read.
    ///
    /// - Parameter place: the working tree whose HEAD it is, for `nil`; that of this value by default.
    func lastMove(of name: RefName?, in place: WorktreePlace? = nil) throws -> ReflogEntry? {
        try logLines(of: name, in: place).reversed().lazy.compactMap { ReflogEntry(line: $0) }.first
    }

    private func logLines(of name: RefName?, in place: WorktreePlace? = nil) throws -> [ArraySlice<UInt8>] {
        guard let (folder, file) = try logPlace(name, in: place, create: false),
            let bytes = try folder.contents(of: file, limit: Self.limit)
        else { return [] }
        return ReflogEntry.lines(bytes)
    }

    /// Every identity in the logs of this repository: gc retains these for users who moved a ref by mistake.
    func loggedIDs(since oldest: Int64) throws -> Set<ObjectID> {
        var ids: Set<ObjectID> = []
        try forEachLog { _, bytes in
            for entry in ReflogEntry.lines(bytes).compactMap({ ReflogEntry(line: $0) })
            where entry.who.date.seconds >= oldest {
                ids.formUnion([entry.old, entry.new].compactMap { $0 })
            }
        }
        return ids
    }

    /// A file with the moves of one name.
    struct LogFile {
        /// Its name in errors.
        let path: String
        /// Nil for HEAD's, and for a file that is not a ref's.
        let name: RefName?
        let folder: Folder
        let file: Name
        /// Whether it is the log of a HEAD.
        let isHead: Bool
    }

    /// Passes the bytes of every log to `body`.
    func forEachLog(_ body: (LogFile, _ bytes: [UInt8]) throws -> Void) throws {
        func walk(_ folder: Folder, _ prefix: String) throws {
            for file in try folder.names() {
                let text = prefix + file.description
                switch try folder.find(file)?.kind {
                case .folder?: try walk(try folder.openFolder(file), text + "/")
                case .regular?:
                    guard let bytes = try folder.contents(of: file, limit: Self.limit) else { continue }
                    let name = text.hasSuffix("~") ? try? RefName(String(text.dropLast())) : nil
                    let log = LogFile(
                        path: folder.path(of: file), name: name, folder: folder, file: file, isHead: text == "HEAD")
                    try body(log, bytes)
                default: continue
                }
            }
        }
        for place in try places() {
            if let logs = try place.folder.findFolder("logs") { try walk(logs, "") }
        }
    }

    func appendLog(_ name: RefName?, in place: WorktreePlace? = nil, _ entry: ReflogEntry) throws {
        guard let (folder, file) = try logPlace(name, in: place, create: true) else { return }
        let isNew = try folder.find(file) == nil
        let log = try folder.openForAppending(file)
        // A truncated line would absorb this one.
        let length = try log.status().size
        let end = try endOfLines(log, length)
        if end < length { try log.truncate(to: end) }
        try log.write(Array(entry.line.utf8))
        if isDurable {
            try log.sync()
            if isNew { try folder.sync() }
        }
    }

    /// The end of the last complete line of a log.
    func endOfLines(_ log: borrowing File, _ length: UInt64) throws -> UInt64 {
        var end = length
        while end > 0 {
            let start = end - min(end, 4096)
            let bytes = try log.read(Int(end - start), at: start)
            if let last = bytes.lastIndex(of: UInt8(ascii: "\n")) { return start + UInt64(last) + 1 }
            end = start
        }
        return 0
    }

    private func logPlace(_ name: RefName?, in place: WorktreePlace?, create: Bool) throws -> (Folder, Name)? {
        var folder = name == nil ? (place ?? self.place).folder : folder
        let (folders, file) = logPath(name)
        for part in folders {
            if try create && folder.find(part) == nil {
                try folder.createFolder(part)
                if isDurable { try folder.sync() }
            }
            guard try folder.find(part)?.kind == .folder, let next = try folder.findFolder(part) else { return nil }
            folder = next
        }
        guard try create || folder.find(file)?.kind == .regular else { return nil }
        return (folder, file)
    }

    private func logPath(_ name: RefName?) -> (folders: [Name], file: Name) {
        guard let name else { return (["logs"], "HEAD") }
        let parts = name.components.map { Name($0) }
        // No ref has a tilde in its name: the log of `a` never conflicts with the logs of `a/b`.
        return (["logs"] + parts.dropLast(), Name(parts[parts.count - 1].bytes + [UInt8(ascii: "~")]))
    }

    /// Checks that a log can be written, and that nothing else has its name.
    func checkLog(of name: RefName?) throws {
        func blocked(_ path: String) -> RefError { .blocked(name?.text ?? "HEAD", by: path) }
        var folder = name == nil ? place.folder : folder
        let (folders, file) = logPath(name)
        for part in folders {
            guard let status = try folder.find(part) else { return try folder.checkWritable() }
            guard status.kind == .folder else { throw blocked(folder.path(of: part)) }
            folder = try folder.openFolder(part)
        }
        switch try folder.find(file)?.kind {
        case nil: try folder.checkWritable()
        case .regular?: try folder.checkWritable(file)
        default: throw blocked(folder.path(of: file))
        }
    }
}
