internal import Objects
internal import Packs

/// The base of a merge: a tree, and its name in conflicts.
struct MergeBase {
    let tree: ObjectID?
    let label: String

    /// The maximum depth of recursive merges of bases; beyond it, the newest one is used.
    private static let maximumDepth = 24

    /// The base of two commits. If there are several, as in criss-cross histories, those are merged first, oldest to
    /// newest (git's recursive merge).
    init(_ repository: Repository, _ bases: [ObjectID], _ options: MergeOptions, depth: Int = 0) throws {
        guard let newest = bases.first else {
            (tree, label) = (nil, "empty tree")
            return
        }
        guard bases.count > 1, depth < Self.maximumDepth else {
            (tree, label) = (try repository.objects.commit(newest).tree, newest.short)
            return
        }
        var options = options
        options.ourLabel = "Temporary merge branch 1"
        options.theirLabel = "Temporary merge branch 2"
        let ancestry = Ancestry(repository)
        var commits = [bases.last!]
        var merged = try repository.objects.commit(bases.last!).tree
        for next in bases.dropLast().reversed() {
            let inner = try MergeBase(
                repository, ancestry.mergeBases(of: next, andAnyOf: commits), options, depth: depth + 1)
            // Published at once, so that the next merge can read the result of this one.
            let transaction = try repository.transaction()
            var merge = TreeMerge(repository, options, transaction, baseLabel: inner.label, depth: depth + 1)
            let files = Index(sorted: try repository.files(of: merged))
            let result = try merge.merge(
                base: inner.tree, ours: merged, theirs: repository.objects.commit(next).tree, ourFiles: files)
            var index = files
            index.apply(result.changes)
            merged = try index.writeTrees { try transaction.put(.tree, $0.payload) }
            try transaction.publish()
            commits.append(next)
        }
        (tree, label) = (merged, "merged common ancestors")
    }
}
