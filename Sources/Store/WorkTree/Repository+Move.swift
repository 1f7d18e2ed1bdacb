public import Objects

extension Repository {
    /// Takes files out of the index, and out of the work tree unless `keepingFiles`.
    ///
    /// - Parameter force: whether to remove what is not committed anywhere.
    /// - Returns: the paths that were removed.
    public func remove(_ paths: [TreePath], recursive: Bool, keepingFiles: Bool, force: Bool) throws -> [TreePath] {
        try withWriteLock { _ in
            let workTree = try workTree()
            let index = try index()
            let committed = Dictionary(uniqueKeysWithValues: try files(of: headTree()).map { ($0.path, $0) })
            var entries: [Index.Entry] = []
            for path in paths {
                let found = index.entries(within: path)
                guard !found.isEmpty else { throw RepositoryError.pathNotFound(path.description) }
                guard recursive || found.first?.path == path else {
                    throw RepositoryError.notSupported("'\(path)' is a folder; name it with -r to remove all in it")
                }
                entries += found
            }
            if !force {
                let unsafe = try entries.filter { entry in
                    let isCommitted = committed[entry.path]?.isSame(as: entry) == true
                    let verdict = try compare(entry, in: workTree).verdict
                    let isFileSafe = verdict == .same || verdict == .missing
                    return keepingFiles ? !isCommitted && !isFileSafe : !isCommitted || !isFileSafe
                }
                guard unsafe.isEmpty else {
                    throw RepositoryError.wouldLose(
                        unsafe.map(\.path), because: "content that is not committed would be lost")
                }
            }
            var changed = index
            changed.apply(Dictionary(entries.map { ($0.path, Index.Entry?.none) }, uniquingKeysWith: { $1 }))
            try writeIndex(changed)
            if !keepingFiles {
                for entry in entries where try workTree.findSafely(entry.path) != nil {
                    try workTree.remove(entry.path)
                }
            }
            return entries.map(\.path)
        }
    }

    /// Renames a file or a folder in the work tree and in the index.
    ///
    /// - Returns: what moved where.
    public func move(_ source: TreePath, to target: TreePath, force: Bool) throws -> [(from: TreePath, to: TreePath)] {
        try withWriteLock { _ in
            let workTree = try workTree()
            let index = try index()
            let entries = index.entries(within: source)
            let isPresent = try workTree.find(source) != nil
            guard !entries.isEmpty, isPresent || entries.allSatisfy(\.isAbsent) else {
                throw RepositoryError.pathNotFound(source.description)
            }
            guard !target.isWithin(source) else {
                throw RepositoryError.notSupported("'\(source)' cannot be moved into itself")
            }
            if let there = try workTree.find(target), !force || there.kind == .folder {
                throw RepositoryError.wouldLose([target], because: "a file would be overwritten")
            }
            var changes: [TreePath: Index.Entry?] = [:]
            var moves: [(from: TreePath, to: TreePath)] = []
            for entry in entries {
                let path = try TreePath(target.bytes + entry.path.bytes.dropFirst(source.bytes.count))
                changes[entry.path] = .some(nil)
                var moved = Index.Entry(path: path, mode: entry.mode, kind: entry.kind, id: entry.id)
                moved.isAbsent = entry.isAbsent
                changes[path] = moved
                moves.append((entry.path, path))
            }
            if isPresent {
                guard let from = try workTree.folder(of: source) else {
                    throw RepositoryError.pathNotFound(source.description)
                }
                try from.rename(
                    Name(source.name.bytes), to: Name(target.name.bytes), in: workTree.makeFolder(of: target))
                workTree.forgetFolders()
                try workTree.removeEmptyFolders(from: source.parent)
            }
            var changed = index
            changed.apply(changes)
            try writeIndex(changed)
            return moves
        }
    }
}
