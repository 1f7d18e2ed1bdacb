public import Objects
internal import Packs

extension Repository {
    /// The best common ancestors of two commits, newest first: those that are not ancestors of another one. Several in
    /// criss-cross histories, none if they have nothing in common.
    public func mergeBases(of a: ObjectID, and b: ObjectID) throws -> [ObjectID] {
        try Ancestry(self).mergeBases(of: a, and: b)
    }
}

/// A walk from two commits at once (git's paint_down_to_common).
struct Ancestry {
    private let repository: Repository

    private struct Marks: OptionSet {
        let rawValue: UInt8
        static let left = Marks(rawValue: 1)
        static let right = Marks(rawValue: 2)
        /// An ancestor of a common one.
        static let stale = Marks(rawValue: 4)
        static let both: Marks = [.left, .right]
    }

    init(_ repository: Repository) {
        self.repository = repository
    }

    func mergeBases(of a: ObjectID, and b: ObjectID) throws -> [ObjectID] { try mergeBases(of: a, andAnyOf: [b]) }

    /// The same with a hypothetical merge of `others`.
    func mergeBases(of a: ObjectID, andAnyOf others: [ObjectID]) throws -> [ObjectID] {
        if others.contains(a) { return [a] }
        let candidates = try commonAncestors(a, others)
        guard candidates.count > 1 else { return candidates }
        // Dates may be wrong: an ancestor of another candidate is not among the best.
        var best: [ObjectID] = []
        for candidate in candidates {
            let others = candidates.filter { $0 != candidate }
            if try !others.contains(where: { try isAncestor(candidate, of: $0) }) { best.append(candidate) }
        }
        return best
    }

    /// Whether `ancestor` is `commit` or one of its ancestors. Walks no further than the ancestor's date, if the dates
    /// are right.
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws -> Bool {
        try ancestor == commit || commonAncestors(ancestor, [commit]).contains(ancestor)
    }

    private func commonAncestors(_ a: ObjectID, _ others: [ObjectID]) throws -> [ObjectID] {
        var marks: [ObjectID: Marks] = [:]
        var waiting = DateQueue<(id: ObjectID, commit: Commit)>()
        var found: [ObjectID] = []
        func push(_ id: ObjectID, _ new: Marks) throws {
            let old = marks[id] ?? []
            guard !old.isSuperset(of: new) else { return }
            marks[id] = old.union(new)
            let commit = try repository.objects.commit(id)
            waiting.insert((id, commit), date: commit.date.seconds)
        }
        try push(a, .left)
        for other in others { try push(other, .right) }
        while waiting.contains(where: { !marks[$0.id]!.contains(.stale) }), let (id, commit) = waiting.popNewest() {
            var now = marks[id]!
            if now.isSuperset(of: .both) {
                if !now.contains(.stale), !found.contains(id) { found.append(id) }
                now.insert(.stale)
            }
            for parent in commit.parents { try push(parent, now) }
        }
        return found.filter { !marks[$0]!.contains(.stale) }
    }
}
