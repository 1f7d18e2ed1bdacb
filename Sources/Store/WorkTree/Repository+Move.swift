internal import Files
public import Objects

extension Repository {
    /// Removes files from the index and, unless `keepingFiles`, from the working tree.
    ///
    /// - Parameters:
    ///   - paths: files and folders; nil is the whole working tree.
    ///   - recursive: whether a folder may be named; otherwise that is an error.
    ///   - keepingFiles: whether the files stay in the working tree.
    ///   - force: whether to remove uncommitted changes.
    /// - Returns: the paths that were removed.
    public func remove(_ paths: [TreePath?], recursive: Bool, keepingFiles: Bool, force: Bool) throws -> [TreePath] {
        try withWriteLock { _ in
            let workTree = try workTree()
            let index = try index()
            let committed = Dictionary(uniqueKeysWithValues: try files(of: headTree()).map { ($0.path, $0) })
            var entries: [Index.Entry] = []
            var resolved: Set<TreePath> = []
            for path in paths {
                let found = index.entries(within: path)
                let name = path?.description ?? "."
                resolved.formUnion(index.conflicts(within: path).map(\.path))
                guard !found.isEmpty || !index.conflicts(within: path).isEmpty else {
                    throw WorkTreeError.notFound(name)
                }
                guard recursive || found.isEmpty || found.first?.path == path else {
                    throw WorkTreeError.isFolder(name)
                }
                entries += found
            }
            if !force {
                let unsafe = try entries.filter { entry in
                    if resolved.contains(entry.path) { return false }
                    let isCommitted = committed[entry.path]?.isSame(as: entry) == true
                    let verdict = try compare(entry, in: workTree).verdict
                    let isFileSafe = verdict == .same || verdict == .missing
                    return keepingFiles ? !isCommitted && !isFileSafe : !isCommitted || !isFileSafe
                }
                guard unsafe.isEmpty else {
                    throw WorkTreeError.wouldLose(
                        unsafe.map(\.path), because: "uncommitted content would be lost")
                }
            }
            // The files first: as long as they are in the index, the same call can continue after an interruption.
            if !keepingFiles {
                note { $0.movesFiles = true }
                var plan = CheckoutPlan()
                for entry in entries { plan.remove(entry) }
                try keep(discarded(by: plan, in: workTree), workTree, makesRoom: true)
                for entry in entries where try workTree.findSafely(entry.path) != nil {
                    try workTree.remove(entry.path)
                }
            }
            var changed = index
            changed.apply(Dictionary(entries.map { ($0.path, Index.Entry?.none) }, uniquingKeysWith: { $1 }))
            changed.resolve(resolved)
            try writeIndex(changed)
            return entries.map(\.path)
        }
    }

    /// Renames a file or a folder in the working tree and in the index. A move that was interrupted is completed.
    ///
    /// - Returns: what moved where.
    public func move(_ source: TreePath, to target: TreePath, force: Bool) throws -> [(from: TreePath, to: TreePath)] {
        try withWriteLock { _ in
            let workTree = try workTree()
            let index = try index()
            let entries = index.entries(within: source)
            guard !entries.isEmpty else { throw WorkTreeError.notFound(source.description) }
            let areAbsent = entries.allSatisfy(\.isAbsent)
            guard !target.isWithin(source) else {
                throw WorkTreeError.movedIntoItself(source)
            }
            let isMoved =
                try !areAbsent && workTree.find(source) == nil && index.entries(within: target).isEmpty
                && entries.allSatisfy { try compare($0.moved(from: source, to: target), in: workTree).verdict == .same }
            guard try isMoved || areAbsent || workTree.find(source) != nil else {
                throw WorkTreeError.notFound(source.description)
            }
            if !isMoved, let there = try workTree.find(target), !force || there.kind == .folder {
                throw WorkTreeError.wouldLose([target], because: "a file would be overwritten")
            }
            var changes: [TreePath: Index.Entry?] = [:]
            var moves: [(from: TreePath, to: TreePath)] = []
            for entry in entries {
                let moved = try entry.moved(from: source, to: target)
                changes[entry.path] = .some(nil)
                changes[moved.path] = moved
                moves.append((entry.path, moved.path))
            }
            note { $0.movesFiles = true }
            if try workTree.find(source) != nil, let from = try workTree.folder(of: source) {
                let folder = try workTree.makeFolder(of: target)
                try from.rename(Name(source.name.bytes), to: Name(target.name.bytes), in: folder)
                workTree.forgetFolders()
            }
            try workTree.removeEmptyFolders(from: source.parent)
            var changed = index
            changed.apply(changes)
            try writeIndex(changed)
            return moves
        }
    }
}

extension Index.Entry {
    /// The same at another path: below `target` as it was below `source`.
    fileprivate func moved(from source: TreePath, to target: TreePath) throws -> Index.Entry {
        let path = try TreePath(target.bytes + self.path.bytes.dropFirst(source.bytes.count))
        var moved = Index.Entry(path: path, mode: mode, kind: kind, id: id)
        moved.isAbsent = isAbsent
        return moved
    }
}
