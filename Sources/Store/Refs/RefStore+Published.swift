internal import Files
internal import Objects
internal import Packs

/// The log of published moves: every move of a branch or a tag since it was begun (docs/format.md §11.11). It is only ever
/// appended to.
extension RefStore {
    static let witnessFolder: Name = "witness"
    static let publishedLog: Name = "log"
    /// The message of a line that states a move that was not recorded when it happened.
    private static let found = "witness: found"
    private static let maximumLength = 256 << 20

    /// The folder of the log; nil if there is no log.
    private func publishedFolder() throws -> Folder? {
        guard try folder.find(Self.witnessFolder)?.kind == .folder,
            let witness = try folder.findFolder(Self.witnessFolder),
            try witness.find(Self.publishedLog)?.kind == .regular
        else { return nil }
        return witness
    }

    /// The lines of the log, without their ends; nil if there is none. An unterminated last line was truncated, and does
    /// not count.
    func publishedLines() throws -> [ArraySlice<UInt8>]? {
        guard let bytes = try publishedFolder()?.contents(of: Self.publishedLog, limit: Self.maximumLength) else {
            return nil
        }
        return ReflogEntry.lines(bytes)
    }

    // MARK: Writing, under the repository's write lock

    /// Appends moves that are about to be carried out, if there is a log.
    ///
    /// A ref that is not where the log left it was moved by a program that does not know the log: a line that states this
    /// comes before that of the move.
    ///
    /// - Parameter again: whether lines of the moves may be in the log already.
    func logPublished(_ moves: [RefMoves.Move], again: Bool) throws {
        let moves = moves.filter { PublishedMove.isPublished($0.name) }
        guard !moves.isEmpty, let witness = try publishedFolder() else { return }
        try append(to: witness) { log, end in
            let logged = try newest(of: Set(moves.map(\.name)), in: log, end)
            return try moves.flatMap { move -> [PublishedMove] in
                let last = logged[move.name]
                if again {
                    guard last?.line != move.entry.line, try find(move.name, in: nil) == move.old else { return [] }
                }
                let own = PublishedMove(name: move.name, entry: move.entry)
                guard last?.new != move.old else { return [own] }
                return [Self.found(move.name, from: last?.new, at: move.old, who: move.entry.who), own]
            }
        }
    }

    /// Begins the log, if there is none, with the moves in the logs of refs; then appends a line for each ref that is not
    /// where the log left it. After that the log says where each branch and each tag is.
    func completePublishedLog(who: Person) throws {
        if try publishedFolder() == nil {
            if try folder.find(Self.witnessFolder) == nil {
                try folder.createFolder(Self.witnessFolder)
                if isDurable { try folder.sync() }
            }
            let bytes = try earlierMoves().flatMap(\.line)
            try folder.openFolder(Self.witnessFolder).replace(
                Self.publishedLog, with: bytes, durable: isDurable, through: temporary)
        }
        guard let witness = try publishedFolder(), let lines = try publishedLines() else { return }
        var places: [RefName: ObjectID] = [:]
        for move in lines.lazy.compactMap({ PublishedMove(leaf: $0) }) { places[move.name] = move.entry.new }
        let refs = try list(in: nil).filter { PublishedMove.isPublished($0.name) }
        var moves = refs.compactMap { name, id -> PublishedMove? in
            let logged = places.removeValue(forKey: name)
            return logged == id ? nil : Self.found(name, from: logged, at: id, who: who)
        }
        moves += places.sorted { $0.key < $1.key }.map { Self.found($0.key, from: $0.value, at: nil, who: who) }
        try append(to: witness) { _, _ in moves }
    }

    private static func found(_ name: RefName, from old: ObjectID?, at new: ObjectID?, who: Person) -> PublishedMove {
        PublishedMove(name: name, entry: ReflogEntry(old: old, new: new, who: who, message: found))
    }

    /// The moves in the logs of refs, by their times; those of one ref in their order, whatever their times.
    private func earlierMoves() throws -> [PublishedMove] {
        var moves: [(time: Int64, move: PublishedMove)] = []
        try forEachLog { log, bytes in
            guard let name = log.name, PublishedMove.isPublished(name) else { return }
            var time = Int64.min
            for entry in ReflogEntry.lines(bytes).compactMap({ ReflogEntry(line: $0) }) {
                time = max(time, entry.who.date.seconds)
                moves.append((time, PublishedMove(name: name, entry: entry)))
            }
        }
        let order = moves.enumerated().sorted { a, b in
            let (first, second) = (a.element, b.element)
            if first.time != second.time { return first.time < second.time }
            return first.move.name == second.move.name ? a.offset < b.offset : first.move.name < second.move.name
        }
        return order.map(\.element.move)
    }

    private func append(
        to witness: Folder, _ moves: (borrowing File, _ end: UInt64) throws -> [PublishedMove]
    ) throws {
        let log = try witness.openForAppending(Self.publishedLog)
        let length = try log.status().size
        let end = try endOfLines(log, length)
        let lines = try moves(log, end).flatMap(\.line)
        guard !lines.isEmpty else { return }
        guard end + UInt64(lines.count) <= UInt64(Self.maximumLength) else {
            throw LimitExceeded("the log of published moves", "has no room for more")
        }
        // A truncated line would absorb the first one.
        if end < length { try log.truncate(to: end) }
        try log.write(lines)
        if isDurable { try log.sync() }
    }

    /// The last move of each of these refs in the first `end` bytes of the log.
    private func newest(
        of names: Set<RefName>, in log: borrowing File, _ end: UInt64
    ) throws -> [RefName: ReflogEntry] {
        let lineEnd = UInt8(ascii: "\n")
        var found: [RefName: ReflogEntry] = [:]
        var at = end
        // The end of a line that begins before `at`.
        var rest: [UInt8] = []
        while at > 0, found.count < names.count {
            let start = at - min(at, 1 << 18)
            var bytes = try log.read(Int(at - start), at: start) + rest
            at = start
            rest = []
            if start > 0 {
                let first = bytes.firstIndex(of: lineEnd).map { $0 + 1 } ?? bytes.count
                rest = Array(bytes[..<first])
                bytes.removeFirst(first)
            }
            for line in bytes.split(separator: lineEnd).reversed() {
                guard let move = PublishedMove(leaf: line), names.contains(move.name), found[move.name] == nil else {
                    continue
                }
                found[move.name] = move.entry
            }
        }
        return found
    }
}
