public import Objects

extension Repository {
    /// Removes untracked files at `paths` and below, and folders that become empty. Ignored files stay.
    public func removeUntracked(_ paths: [TreePath]) throws {
        try withWriteLock { _ in
            let (index, workTree) = (try index(), try workTree())
            var files: [TreePath] = []
            for path in paths {
                try workTree.scan(path, isTracked: { !index.entries(within: $0).isEmpty }) { visit in
                    if case .file(let found) = visit, index.find(found.path) == nil,
                        index.conflicts(within: found.path).isEmpty
                    {
                        files.append(found.path)
                    }
                    return true
                }
            }
            var discarded = DiscardedFiles()
            for file in files {
                guard let status = try workTree.findSafely(file) else { continue }
                discarded.add(file, status, staged: nil, replacedBy: nil)
            }
            try keep(discarded, workTree, makesRoom: true)
            for file in files { try workTree.remove(file) }
        }
    }
}
