public import Objects
internal import Packs

/// The commits that are reachable from some.
public struct History: Sequence, IteratorProtocol {
    /// Which commit comes next.
    public enum Order: Sendable {
        /// The newest of those whose children have come, or one of them: where clocks were wrong, a parent may come before
        /// another of its children.
        case newestFirst
        /// Lines of development one after the other, and no commit before all of its children. All commits are read first.
        case lines
    }

    private let repository: Repository
    private var waiting = DateQueue<(id: ObjectID, commit: Commit)>()
    private var seen: Set<ObjectID> = []
    private var failure: (any Error)?
    /// The commits that are left, the next one last, if they are in the order of lines.
    private var lines: [(id: ObjectID, commit: Commit)] = []

    /// - Parameters:
    ///   - repository: contains the commits.
    ///   - starts: commits, which are part of the history.
    ///   - hidden: commits that are left out, with all their ancestors.
    ///   - order: which commit comes next.
    public init(
        _ repository: Repository, from starts: [ObjectID], hiding hidden: [ObjectID] = [],
        in order: Order = .newestFirst
    ) throws {
        self.repository = repository
        if !hidden.isEmpty {
            for (id, _) in try History(repository, from: hidden) { seen.insert(id) }
        }
        for start in starts { try push(start) }
        if order == .lines { try sortIntoLines() }
    }

    /// Reads all commits, and puts them into the order in which each follows all of its children.
    private mutating func sortIntoLines() throws {
        var all: [(id: ObjectID, commit: Commit)] = []
        while let next = next() { all.append(next) }
        if let failure { throw failure }
        var places: [ObjectID: Int] = [:]
        for (place, (id, _)) in all.enumerated() { places[id] = place }
        var children = [Int](repeating: 0, count: all.count)
        for (_, commit) in all {
            for parent in commit.parents { if let place = places[parent] { children[place] += 1 } }
        }
        // The line that was begun last goes on first.
        var ready = all.indices.reversed().filter { children[$0] == 0 }
        var sorted: [(id: ObjectID, commit: Commit)] = []
        sorted.reserveCapacity(all.count)
        while let place = ready.popLast() {
            sorted.append(all[place])
            for parent in all[place].commit.parents {
                guard let place = places[parent] else { continue }
                children[place] -= 1
                if children[place] == 0 { ready.append(place) }
            }
        }
        lines = sorted.reversed()
    }

    private mutating func push(_ id: ObjectID) throws {
        guard seen.insert(id).inserted else { return }
        let commit = try repository.objects.commit(id)
        waiting.insert((id, commit), date: commit.date.seconds)
    }

    public mutating func next() -> (id: ObjectID, commit: Commit)? {
        if let next = lines.popLast() { return next }
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
