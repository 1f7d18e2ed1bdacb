internal import Files
public import Objects

/// A move of one ref: its expected value, and its new one.
public struct RefUpdate: Hashable, Sendable {
    /// The expected value of a ref before the move.
    public enum Expectation: Hashable, Sendable {
        /// Any value.
        case anything
        /// Exactly this value; nil for a ref that must not exist.
        case exactly(ObjectID?)
    }

    public let name: RefName
    public let expected: Expectation
    /// Nil removes the ref.
    public let new: ObjectID?
    /// For the reflog.
    public let message: String

    public init(_ name: RefName, expected: Expectation, new: ObjectID?, message: String) {
        self.name = name
        self.expected = expected
        self.new = new
        self.message = message
    }
}

/// A move of HEAD itself, to another branch or commit.
public struct HeadUpdate: Hashable, Sendable {
    public let new: Head
    /// For the reflog.
    public let message: String

    public init(_ new: Head, message: String) {
        self.new = new
        self.message = message
    }
}

/// Updates are checked as a whole before anything changes. Call under the repository's write lock.
extension RefStore {
    /// Checks an update of refs, and of HEAD with them, and returns what it will do.
    ///
    /// - Throws: ``RefError/moved(_:expected:found:)`` if a ref does not have the value expected,
    ///   ``RefError/conflict(_:with:)``, ``RefError/blocked(_:by:)``,
    ///   ``RefError/namedTwice(_:)``.
    package func plan(_ updates: [RefUpdate], head update: HeadUpdate? = nil, who: Person) throws -> RefMoves {
        var moves: [RefMoves.Move] = []
        var names: Set<RefName> = []
        for update in updates {
            guard names.insert(update.name).inserted else { throw RefError.namedTwice(update.name) }
            let found = try find(update.name)
            if case .exactly(let expected) = update.expected, expected != found {
                throw RefError.moved(update.name, expected: expected, found: found)
            }
            guard update.new != found || update.expected == .anything && found != nil else { continue }
            let entry = ReflogEntry(old: found, new: update.new, who: who, message: update.message)
            moves.append(RefMoves.Move(name: update.name, entry: entry))
        }
        let head = try update.map { update in
            let new: ObjectID? =
                switch update.new {
                case .branch(let name): try updates.first { $0.name == name }.map(\.new) ?? find(name)
                case .detached(let id): id
                }
            let entry = ReflogEntry(old: try headCommit(), new: new, who: who, message: update.message)
            return RefMoves.HeadMove(
                worktree: place.name, old: try self.head(), new: update.new, entry: entry)
        }
        let coming = moves.lazy.filter { $0.old == nil && $0.new != nil }
        let going = Set(moves.lazy.filter { $0.new == nil }.map(\.name))
        try checkConflicts(Set(coming.map(\.name)), without: going)
        for move in moves { try checkPlace(of: move, besides: going) }
        let plan = RefMoves(moves, head: head)
        if try head != nil || plan.isOnHead(self.head()) { try checkLog(of: nil) }
        return plan
    }

    /// Updates refs, and HEAD with them, atomically.
    func apply(_ updates: [RefUpdate], head: HeadUpdate? = nil, who: Person) throws {
        try make(plan(updates, head: head, who: who))
    }

    /// `a` and `a/b` cannot both be refs: one would be the folder of the other.
    ///
    /// - Parameters:
    ///   - coming: new refs.
    ///   - going: refs that the same update removes.
    func checkConflicts(_ coming: Set<RefName>, without going: Set<RefName> = []) throws {
        guard !coming.isEmpty else { return }
        var names = coming
        try forEach(in: journal()) { name, _ in if !going.contains(name) { names.insert(name) } }
        for name in names {
            for folder in name.folders where names.contains(folder) {
                if coming.contains(name) { throw RefError.conflict(name, with: folder) }
                if coming.contains(folder) { throw RefError.conflict(folder, with: name) }
            }
        }
    }

    /// Checks that the files of a ref and of its log can be written, and that nothing else has their names.
    ///
    /// - Parameter going: refs that the same update removes.
    private func checkPlace(of move: RefMoves.Move, besides going: Set<RefName>) throws {
        func goes(_ text: String) -> Bool { (try? RefName(text)).map(going.contains) ?? false }
        func blocked(_ path: String) -> RefError { .blocked(move.name.text, by: path) }
        /// The first file in a folder that the update does not remove.
        func stray(in folder: Folder, _ prefix: String) throws -> String? {
            for name in try folder.names() {
                let text = prefix + name.description
                if try folder.find(name)?.kind == .folder {
                    if let found = try stray(in: folder.openFolder(name), text + "/") { return found }
                } else if !goes(text) {
                    return folder.path(of: name)
                }
            }
            return nil
        }
        try checkLog(of: move.name)
        var folder = folder
        var text = ""
        let parts = move.name.components.map { Name($0) }
        for (number, part) in parts.enumerated() {
            text += (number == 0 ? "" : "/") + part.description
            let kind = try folder.find(part)?.kind
            switch kind {
            case .folder? where number < parts.count - 1: folder = try folder.openFolder(part)
            case .folder?:
                if move.new != nil, let found = try stray(in: folder.openFolder(part), text + "/") {
                    throw blocked(found)
                }
            case .regular? where number == parts.count - 1 || goes(text): return try folder.checkWritable()
            case nil: return try folder.checkWritable()
            default: throw blocked(folder.path(of: part))
            }
        }
        try folder.checkWritable()
    }
}
