internal import Files
internal import Objects

/// An atomic update of refs, and of HEAD with them (docs/format.md §11.8).
///
/// An update of more than one is first written to the journal, the file `moves`. Once that is in place the whole update has
/// happened for every reader; the files of the refs follow.
package struct RefMoves: Hashable, Sendable {
    struct Move: Hashable, Sendable {
        let name: RefName
        /// The line for the ref's log, with the old and the new value.
        let entry: ReflogEntry

        var old: ObjectID? { entry.old }
        var new: ObjectID? { entry.new }
    }

    struct HeadMove: Hashable, Sendable {
        /// The further working tree whose HEAD it is; nil for the first.
        var worktree: String?
        let old: Head
        let new: Head
        let entry: ReflogEntry
    }

    let refs: [Move]
    let head: HeadMove?
    private let places: [RefName: Int]

    static let fileName: Name = "moves"
    /// The journal's name once it is applied. A reader that finds a new file under this name knows that refs moved while it
    /// read.
    static let doneName: Name = "moved"
    static let maximumLength = 256 << 20

    /// - Parameter refs: at most one for each name.
    init(_ refs: [Move], head: HeadMove? = nil) {
        self.refs = refs
        self.head = head
        places = Dictionary(refs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
    }

    /// Whether the current branch moves.
    func isOnHead(_ head: Head) -> Bool {
        if case .branch(let name) = head { return self[name] != nil }
        return false
    }

    var count: Int { refs.count + (head == nil ? 0 : 1) }

    subscript(name: RefName) -> Move? { places[name].map { refs[$0] } }

    /// The value of a ref whose file has the value `found`. If that is the old value, the file is yet to be written.
    /// Any other value counts: the file was written, or the ref was moved later by a program that does not know the
    /// journal.
    func value(of name: RefName, found: ObjectID?) -> ObjectID? {
        guard let move = self[name], move.old == found else { return found }
        return move.new
    }

    /// The value of a working tree's HEAD whose file has the value `found`.
    func value(ofHead found: Head, of worktree: String?) -> Head {
        guard let head, head.worktree == worktree, head.old == found else { return found }
        return head.new
    }

    /// Whether the HEAD of a working tree moves itself.
    func movesHead(of worktree: String?) -> Bool { head.map { $0.worktree == worktree } ?? false }

    /// The moves in the order in which they are applied. Removals that make room for a new ref come first; all others come
    /// last, so that a program that does not know the journal finds every commit under a name.
    var ordered: (before: [Move], after: [Move]) {
        let coming = Set(refs.lazy.filter { $0.new != nil }.map(\.name))
        let folders = Set(coming.flatMap(\.folders))
        func makesRoom(_ move: Move) -> Bool {
            move.new == nil && (folders.contains(move.name) || move.name.folders.contains(where: coming.contains))
        }
        return (
            refs.filter(makesRoom) + refs.filter { $0.new != nil }, refs.filter { $0.new == nil && !makesRoom($0) }
        )
    }
}

extension RefName {
    /// The folders of the ref's file that could be refs themselves: `refs/heads/a` for `refs/heads/a/b`.
    var folders: [RefName] {
        text.utf8.indices.compactMap { index in
            guard text.utf8[index] == UInt8(ascii: "/") else { return nil }
            return try? RefName(String(decoding: text.utf8[..<index], as: UTF8.self))
        }
    }
}

// MARK: Coding: a mark, a line for each move, a checksum

extension RefMoves {
    private static let mark = "at1moves 1\n"

    var bytes: [UInt8] {
        var text = Self.mark
        for move in refs { text += "\(move.name) \(move.entry.line)" }
        if let head { text += "\(Self.headWord(head.worktree)) \(head.old.word) \(head.new.word) \(head.entry.line)" }
        let bytes = Array(text.utf8)
        return bytes + Array("\(Digest(of: bytes))\n".utf8)
    }

    /// `HEAD`, or `worktrees/NAME/HEAD`.
    private static func headWord(_ worktree: String?) -> String {
        worktree.map { "\(WorktreePlace.folderName)/\($0)/HEAD" } ?? "HEAD"
    }

    /// The working tree that such a word names; nil for any other word.
    private static func worktree(ofHeadWord word: String) -> String?? {
        if word == "HEAD" { return .some(nil) }
        let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "\(WorktreePlace.folderName)", parts[2] == "HEAD",
            WorktreePlace.isName(parts[1])
        else { return nil }
        return .some(parts[1])
    }

    init(parsing bytes: [UInt8]) throws(DecodeError) {
        let checksumLength = 2 * Digest.byteCount + 1
        let body = bytes.dropLast(checksumLength)
        guard bytes.suffix(checksumLength).elementsEqual("\(Digest(of: body))\n".utf8) else {
            throw DecodeError(.notCanonical, "it does not end with its checksum")
        }
        guard body.starts(with: Self.mark.utf8), body.last == UInt8(ascii: "\n") else {
            throw DecodeError(.syntax, "it does not start with its mark")
        }
        var refs: [Move] = []
        var head: HeadMove?
        var names: Set<RefName> = []
        for line in ReflogEntry.lines(Array(body.dropFirst(Self.mark.utf8.count))) {
            let bad = DecodeError(.syntax, "line \(refs.count + 2) is not a move of a ref")
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
            guard head == nil, words.count == 4 else { throw bad }
            let texts = words.map { String(decoding: $0, as: UTF8.self) }
            if let worktree = Self.worktree(ofHeadWord: texts[0]) {
                guard let old = Head(word: texts[1]), let new = Head(word: texts[2]),
                    let entry = ReflogEntry(line: words[3])
                else { throw bad }
                head = HeadMove(worktree: worktree, old: old, new: new, entry: entry)
            } else {
                guard let name = try? RefName(texts[0]), names.insert(name).inserted,
                    let entry = ReflogEntry(line: line.dropFirst(words[0].count + 1))
                else { throw bad }
                refs.append(Move(name: name, entry: entry))
            }
        }
        self.init(refs, head: head)
        guard self.bytes == bytes else { throw DecodeError(.notCanonical, "it is not what a writer would write") }
    }
}

extension Head {
    /// One word: the name of a branch, or a commit.
    fileprivate var word: String {
        switch self {
        case .branch(let name): name.text
        case .detached(let id): id.hex
        }
    }

    fileprivate init?(word: String) {
        if let id = ObjectID(hex: word) {
            self = .detached(id)
        } else if let name = try? RefName(word), name.isBranch {
            self = .branch(name)
        } else {
            return nil
        }
    }
}
