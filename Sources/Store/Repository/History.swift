public import Objects
internal import Packs

/// The commits that are reachable from some, newest first and parents after their children.
public struct History: Sequence, IteratorProtocol {
    private let repository: Repository
    private var waiting = DateQueue<(id: ObjectID, commit: Commit)>()
    private var seen: Set<ObjectID> = []
    private var failure: (any Error)?

    /// - Parameters:
    ///   - repository: contains the commits.
    ///   - starts: commits, which are part of the history.
    ///   - hidden: commits that are left out, with all their ancestors.
    public init(_ repository: Repository, from starts: [ObjectID], hiding hidden: [ObjectID] = []) throws {
        self.repository = repository
        if !hidden.isEmpty {
            for (id, _) in try History(repository, from: hidden) { seen.insert(id) }
        }
        for start in starts { try push(start) }
    }

    private mutating func push(_ id: ObjectID) throws {
        guard seen.insert(id).inserted else { return }
        let commit = try repository.objects.commit(id)
        waiting.insert((id, commit), date: commit.date.seconds)
    }

    public mutating func next() -> (id: ObjectID, commit: Commit)? {
        guard failure == nil, let next = waiting.popNewest() else { return nil }
        do {
            for parent in next.commit.parents { try push(parent) }
        } catch {
            failure = error
        }
        return next
    }

    /// Why the walk ended early; nil if it was completed.
    public var error: (any Error)? { failure }
}

extension Repository {
    /// How many commits each side has that the other lacks.
    public func aheadBehind(_ ours: ObjectID, relativeTo theirs: ObjectID) throws -> (ahead: Int, behind: Int) {
        if ours == theirs { return (0, 0) }
        return (
            try History(self, from: [ours], hiding: [theirs]).reduce(0) { count, _ in count + 1 },
            try History(self, from: [theirs], hiding: [ours]).reduce(0) { count, _ in count + 1 }
        )
    }

    /// Whether `ancestor` is `commit` or one of its ancestors.
    public func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws -> Bool {
        try History(self, from: [commit]).contains { $0.id == ancestor }
    }
}

extension Repository {
    /// Whether `new` has all commits of `old`. Both must be present.
    package func isForward(from old: ObjectID, to new: ObjectID) throws -> Bool {
        guard let a = try objects.readableTagChain(from: old), let b = try objects.readableTagChain(from: new),
            a.kind == .commit, b.kind == .commit
        else { return false }
        return try isAncestor(a.end, of: b.end)
    }
}
