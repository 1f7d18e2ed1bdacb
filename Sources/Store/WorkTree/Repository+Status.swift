internal import Files
public import Objects

/// The differences between the last commit, the index and the working tree.
public struct Status: Sendable {
    /// Where HEAD is.
    public let head: Head
    /// The commit there; nil before the first one.
    public let headCommit: ObjectID?
    /// The index compared with the last commit.
    public let staged: [Change]
    /// The working tree compared with the index. `new` has the index's object: only its mode may differ.
    public let unstaged: [Change]
    /// What a merge left unresolved; these paths are neither staged nor unstaged.
    public let conflicts: [Index.Conflict]
    /// The merge, or another operation, that has stopped and can be continued.
    public let inProgress: InProgress?
    /// Untracked files, and folders that contain only such files.
    public let untracked: [(path: TreePath, isFolder: Bool)]
    /// Files that are deliberately absent from the working tree.
    public let absent: [TreePath]
    /// Files in the working tree that cannot be stored: FIFOs, sockets, devices.
    public let unusable: [String]

    /// Whether there is nothing to add and nothing to commit.
    public var isClean: Bool { staged.isEmpty && unstaged.isEmpty && untracked.isEmpty && conflicts.isEmpty }
}

extension Repository {
    /// Compares the last commit, the index and the working tree. Files that had to be read again and were unchanged are
    /// noted in the index, if no other process holds the lock.
    ///
    /// - Parameter paths: what to examine; everything for an empty list.
    public func status(within paths: [TreePath] = []) throws -> Status {
        let workTree = try workTree()
        let index = try index()
        let isWanted = { (path: TreePath) in paths.isEmpty || paths.contains { path.isWithin($0) } }
        let conflicts = index.conflicts.filter { isWanted($0.path) }
        let conflicting = Set(conflicts.map(\.path))
        let staged = Change.between(try files(of: headTree()), and: index.entries).filter {
            isWanted($0.path) && !conflicting.contains($0.path)
        }
        let (unstaged, refreshed) = try unstagedChanges(index, workTree) {
            isWanted($0) && !conflicting.contains($0)
        }
        let (untracked, unusable) = try untracked(index, workTree, paths)
        remember(refreshed)
        let absent = try index.entries.filter { entry in
            try entry.isAbsent && isWanted(entry.path) && workTree.findSafely(entry.path) == nil
        }
        return Status(
            head: try refs.head(), headCommit: try refs.headCommit(), staged: staged, unstaged: unstaged,
            conflicts: conflicts, inProgress: try operationInProgress(in: index), untracked: untracked,
            absent: absent.map(\.path), unusable: unusable)
    }

    /// The working tree compared with the index, and the entries that were read again and found unchanged.
    func unstagedChanges(
        _ index: Index, _ workTree: WorkTree, _ isWanted: (TreePath) -> Bool = { _ in true }
    ) throws -> (changes: [Change], refreshed: [Index.Entry]) {
        var changes: [Change] = []
        var refreshed: [Index.Entry] = []
        for entry in index.entries where isWanted(entry.path) {
            let (verdict, signature) = try compare(entry, in: workTree)
            switch verdict {
            case .same:
                guard let signature, signature != entry.signature, FileClock.now - signature.modified > 20_000_000
                else { continue }
                var entry = entry
                entry.signature = signature
                entry.isAbsent = false
                refreshed.append(entry)
            case .missing, .different(mode: nil): changes.append(Change(old: entry, new: nil))
            case .different(let mode?):
                let kind = mode == .symbolicLink ? .blob : entry.kind
                changes.append(
                    Change(old: entry, new: Index.Entry(path: entry.path, mode: mode, kind: kind, id: entry.id)))
            }
        }
        return (changes, refreshed)
    }

    /// Writes new file signatures into the index, so that the next status need not read those files again. Best effort.
    private func remember(_ refreshed: [Index.Entry]) {
        guard !refreshed.isEmpty else { return }
        try? withoutWaiting().withWriteLock { _ in
            let before = try index()
            var index = before
            let known = refreshed.filter { entry in index.find(entry.path)?.isSame(as: entry) == true }
            index.apply(Dictionary(uniqueKeysWithValues: known.map { ($0.path, $0) }))
            try writeIndex(index, replacing: before)
        }
    }

    private func untracked(
        _ index: Index, _ workTree: WorkTree, _ paths: [TreePath]
    ) throws -> (untracked: [(path: TreePath, isFolder: Bool)], unusable: [String]) {
        var untracked: [(path: TreePath, isFolder: Bool)] = []
        var unusable: [String] = []
        let isTracked = { (path: TreePath) in
            !index.entries(within: path).isEmpty || !index.conflicts(within: path).isEmpty
        }
        func holdsFiles(_ folder: TreePath) throws -> Bool {
            var found = false
            try workTree.scan(folder, isTracked: { _ in false }) { visit in
                if case .file = visit { found = true }
                return !found
            }
            return found
        }
        for path in paths.isEmpty ? [nil] : paths.map(Optional.some) {
            try workTree.scan(path, isTracked: isTracked) { visit in
                switch visit {
                case .file(let found):
                    if index.find(found.path) == nil, index.conflicts(within: found.path).isEmpty {
                        untracked.append((found.path, false))
                    }
                case .folder(let folder):
                    if folder == path || isTracked(folder) { return true }
                    if try holdsFiles(folder) { untracked.append((folder, true)) }
                    return false
                case .unusable(let path), .reserved(let path, _): unusable.append(path)
                }
                return true
            }
        }
        return (untracked, unusable)
    }
}

extension Repository {
    /// The same changes, with the objects that the files of the working tree would become as `new`. Reads the files
    /// that differ from the index.
    public func identifyingFiles(_ changes: [Change]) throws -> [Change] {
        let workTree = try workTree()
        let index = try index()
        return try changes.map { change in
            guard let new = change.new else { return change }
            if let entry = index.find(new.path), try compare(entry, in: workTree).verdict == .same {
                return Change(old: change.old, new: entry)
            }
            let (kind, id) = try identify(new, in: workTree)
            return Change(old: change.old, new: Index.Entry(path: new.path, mode: new.mode, kind: kind, id: id))
        }
    }

    /// The object that the file at the entry's path would become: the entry's own if only the mode differs.
    private func identify(_ entry: Index.Entry, in workTree: WorkTree) throws -> (kind: ObjectKind, id: ObjectID) {
        if entry.mode == .symbolicLink {
            guard let id = try linkID(entry.path, in: workTree) else {
                throw WorkTreeError.changedWhileRead(entry.path.description)
            }
            return (.blob, id)
        }
        if try isContent(of: workTree.openFile(entry.path), entry.kind, entry.id) { return (entry.kind, entry.id) }
        let content = try ContentReader(transaction: nil).read(workTree.openFile(entry.path))
        return (content.kind, content.id)
    }

    /// The tracked files of the working tree compared with a tree.
    public func workTreeChanges(against tree: ObjectID) throws -> [Change] {
        let unstaged = Dictionary(uniqueKeysWithValues: try status().unstaged.map { ($0.path, $0) })
        var changes: [Change] = []
        try Change.forEachPath(of: files(of: tree), and: index().entries) { old, staged in
            let path = (old ?? staged)!.path
            if let change = unstaged[path] {
                if old != nil || change.new != nil { changes.append(Change(old: old, new: change.new)) }
            } else if let old, let staged, old.isSame(as: staged) {
                return
            } else {
                changes.append(Change(old: old, new: staged))
            }
        }
        return changes
    }
}
