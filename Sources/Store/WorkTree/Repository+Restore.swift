public import Objects
internal import Packs

extension Repository {
    /// Resets the index at `paths` and below to `tree`.
    public func unstage(_ paths: [TreePath], to tree: ObjectID?) throws {
        try withWriteLock { _ in
            let index = try index()
            let source = try files(of: tree)
            var changes: [TreePath: Index.Entry?] = [:]
            for path in paths {
                let wanted = source.filter { $0.path.isWithin(path) }
                guard !wanted.isEmpty || !index.entries(within: path).isEmpty else {
                    throw WorkTreeError.notFound(path.description)
                }
                for entry in index.entries(within: path) { changes[entry.path] = .some(nil) }
                for entry in wanted {
                    changes[entry.path] = index.find(entry.path).flatMap { $0.isSame(as: entry) ? $0 : nil } ?? entry
                }
            }
            var changed = index
            changed.apply(changes)
            changed.conflicts.removeAll { conflict in paths.contains { conflict.path.isWithin($0) } }
            try writeIndex(changed)
        }
    }

    /// Resets the working tree at `paths` and below to `tree`, or to the index for nil. Overwrites changes.
    ///
    /// - Parameters:
    ///   - paths: files and folders; nil for everything.
    ///   - tree: a tree, or nil for the index.
    ///   - staging: whether to reset the index as well, and remove files that `tree` lacks.
    ///   - options: how the files are written.
    public func restore(
        _ paths: [TreePath?], from tree: ObjectID?, staging: Bool, _ options: CheckoutOptions = CheckoutOptions()
    ) throws {
        // Restoring files from the index is how the user gets out of a checkout that cannot be completed.
        try withWriteLock(settling: tree != nil) { _ in
            var index = try index()
            let source = try tree.map { try files(of: $0) } ?? index.entries
            if tree != nil, staging {
                index.conflicts.removeAll { conflict in paths.contains { $0.map(conflict.path.isWithin) ?? true } }
            }
            var plan = CheckoutPlan()
            for path in paths {
                let wanted = source.filter { entry in path.map { entry.path.isWithin($0) } ?? true }
                let tracked = index.entries(within: path)
                guard !wanted.isEmpty || (staging && !tracked.isEmpty) || path == nil else {
                    throw WorkTreeError.notFound(path!.description)
                }
                // A file that is named is wanted; in a folder, deliberately absent files stay absent.
                if let file = wanted.first, file.path == path,
                    let (kind, id) = try unreachableContent(of: [(file.kind, file.id)])
                {
                    throw ObjectError.absent(kind, id)
                }
                for entry in wanted { plan.write(entry, over: index.find(entry.path)) }
                if staging {
                    let kept = Set(wanted.map(\.path))
                    for entry in tracked where !kept.contains(entry.path) { plan.remove(entry) }
                }
            }
            var trace = CheckoutTrace()
            try carryOut(plan, index, workTree(), options, keepingIndex: !staging && tree != nil, &trace)
        }
    }
}
