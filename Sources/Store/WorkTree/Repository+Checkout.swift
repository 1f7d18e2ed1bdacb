internal import Objects

extension Repository {
    public struct CheckoutOptions: Sendable {
        /// Whether to overwrite what is not committed.
        public var force = false
        /// Whether large files and recipes stay away until they are asked for.
        public var isLazy = false
        /// Called with the bytes of each file that is in place.
        public var progress: @Sendable (UInt64) -> Void = { _ in }
        /// With `force`, only what was last changed before this time is given up; nil for all of it.
        var forceBefore: Int64?

        public init() {}
    }

    /// What brings index and work tree to `target`, a tree, from `base`, the tree they came from. What differs from `base`
    /// and is the same in `target` stays; nothing that is not committed is overwritten.
    ///
    /// - Throws: ``RepositoryError/wouldLose(_:because:)``; nothing is changed here.
    func planSwitch(from base: ObjectID?, to target: ObjectID?, _ options: CheckoutOptions) throws -> CheckoutPlan {
        let workTree = try workTree()
        let index = try index()
        let baseFiles = Dictionary(uniqueKeysWithValues: try files(of: base).map { ($0.path, $0) })
        let targetFiles = try files(of: target)

        var plan = CheckoutPlan()
        var conflicts = Conflicts()
        try Change.forEachPath(index.entries, targetFiles) { staged, wanted in
            let path = (staged ?? wanted)!.path
            let base = baseFiles[path]
            if options.force {
                // Everything is brought to the target: what is there already stays as it is.
                if let time = options.forceBefore, let found = try workTree.findSafely(path), found.kind != .folder,
                    found.changed >= time, try !isAny(of: [staged, wanted], in: workTree)
                {
                    return conflicts.modified.append(path)
                }
                if let wanted {
                    plan.write(wanted, over: staged)
                } else if let staged {
                    plan.remove(staged)
                }
                return
            }
            let isUnchanged = Self.isSame(base, wanted)
            if isUnchanged || Self.isSame(staged, wanted) { return }  // the person's own changes are carried along
            guard Self.isSame(staged, base) else { return conflicts.staged.append(path) }
            if let wanted {
                if try isSafe(toReplace: staged, by: wanted, in: workTree) {
                    plan.write(wanted, over: staged)
                } else if staged == nil {
                    conflicts.untracked.append(path)
                } else {
                    conflicts.modified.append(path)
                }
            } else if let staged {
                let verdict = try compare(staged, in: workTree).verdict
                if verdict == .same || verdict == .missing {
                    plan.remove(staged)
                } else {
                    conflicts.modified.append(path)
                }
            }
        }
        if !options.force { try conflicts.collect(index, plan, workTree) }
        try conflicts.check()
        return plan
    }

    /// Whether the file in the work tree is the same as one of the entries.
    private func isAny(of entries: [Index.Entry?], in workTree: WorkTree) throws -> Bool {
        try entries.contains { entry in try entry.map { try compare($0, in: workTree).verdict == .same } ?? false }
    }

    private static func isSame(_ a: Index.Entry?, _ b: Index.Entry?) -> Bool {
        switch (a, b) {
        case (nil, nil): true
        case (let a?, let b?): a.isSame(as: b)
        default: false
        }
    }

    /// Whether what lies in the work tree may be replaced: it is as the index has it, or already as wanted, or not there.
    private func isSafe(toReplace staged: Index.Entry?, by wanted: Index.Entry, in workTree: WorkTree) throws -> Bool {
        if let staged {
            let verdict = try compare(staged, in: workTree).verdict
            if verdict == .same || verdict == .missing { return true }
        }
        let verdict = try compare(wanted, in: workTree).verdict
        if verdict == .same { return true }
        guard verdict == .missing, staged == nil else { return false }
        // Nothing there, or a folder, or a file where a folder is needed: decided by what else is tracked.
        return true
    }

    /// Whether the bytes of a file are away and cannot be got.
    private func isUnreachable(_ entry: Index.Entry, _ absent: AbsentContent) throws -> Bool {
        try absent.listed[entry.id] == entry.kind && objects.find(entry.id) == nil
    }

    /// Removes and writes files, and brings the index up to date, unless it is to stay as it is.
    func carryOut(
        _ plan: CheckoutPlan, _ index: Index, _ workTree: WorkTree, _ options: CheckoutOptions,
        keepingIndex: Bool = false
    ) throws {
        var changes: [TreePath: Index.Entry?] = [:]
        for entry in plan.removals {
            if try workTree.findSafely(entry.path) != nil { try workTree.remove(entry.path) }
            changes[entry.path] = .some(nil)
        }
        var missing: [Index.Entry] = []
        let absent = try absentContent()
        for (entry, old) in plan.writes {
            let (verdict, signature) = try compare(
                Index.Entry(
                    path: entry.path, mode: entry.mode, kind: entry.kind, id: entry.id,
                    signature: old?.isSame(as: entry) == true ? old?.signature : nil), in: workTree)
            if verdict == .same {
                var entry = entry
                entry.signature = signature
                changes[entry.path] = entry
            } else if try options.isLazy && isLarge(entry) || isUnreachable(entry, absent) {
                // What the old file was is in the store, or was given up: see above.
                if try workTree.findSafely(entry.path)?.kind != .folder, try workTree.findSafely(entry.path) != nil {
                    try workTree.remove(entry.path)
                }
                var entry = entry
                entry.isAbsent = true
                changes[entry.path] = entry
            } else {
                try workTree.makeRoom(for: entry.path)
                missing.append(entry)
            }
        }
        try getContent(of: missing.map { ($0.kind, $0.id) })
        let signatures = try Materialiser(self, workTree, progress: options.progress).write(missing)
        for var entry in missing {
            entry.signature = signatures[entry.path]
            changes[entry.path] = entry
        }
        if keepingIndex { return }
        var index = index
        index.apply(changes)
        try writeIndex(index)
    }
}

/// What a checkout will do.
struct CheckoutPlan {
    private(set) var writes: [(entry: Index.Entry, old: Index.Entry?)] = []
    private(set) var removals: [Index.Entry] = []

    var isEmpty: Bool { writes.isEmpty && removals.isEmpty }

    mutating func write(_ entry: Index.Entry, over old: Index.Entry?) { writes.append((entry, old)) }
    mutating func remove(_ entry: Index.Entry) { removals.append(entry) }
}

/// Why a checkout cannot be done without losing something.
private struct Conflicts {
    var staged: [TreePath] = []
    var modified: [TreePath] = []
    var untracked: [TreePath] = []

    /// Files that are not tracked, where the plan needs a folder; and folders of them, where it needs a file.
    mutating func collect(_ index: Index, _ plan: CheckoutPlan, _ workTree: WorkTree) throws {
        let removed = Set(plan.removals.map(\.path))
        for (entry, _) in plan.writes {
            var parent = entry.path.parent
            while let folder = parent {
                if let status = try workTree.findSafely(folder), status.kind != .folder, !removed.contains(folder) {
                    untracked.append(folder)
                    break
                }
                parent = folder.parent
            }
            guard try workTree.findSafely(entry.path)?.kind == .folder else { continue }
            try workTree.scan(entry.path, isTracked: { _ in true }, withIgnored: true) { visit in
                if case .file(let found) = visit, !removed.contains(found.path) { untracked.append(found.path) }
                return true
            }
        }
    }

    func check() throws {
        for (paths, why) in [
            (staged, "staged changes would be lost"),
            (modified, "changes that are not staged would be overwritten"),
            (untracked, "files that are not tracked would be overwritten"),
        ] where !paths.isEmpty {
            throw RepositoryError.wouldLose(Array(Set(paths)).sorted(), because: why)
        }
    }
}

extension WorkTree {
    /// The same as ``find(_:)``, nil for what is behind a symbolic link.
    func findSafely(_ path: TreePath) throws -> FileStatus? {
        do { return try find(path) } catch RepositoryError.behindLink { return nil }
    }

    /// Takes away what stands where `path` or one of its folders must be: files and links that were tracked, or that the
    /// person has given up, and folders that are empty.
    func makeRoom(for path: TreePath) throws {
        var folder: TreePath?
        for name in path.names.dropLast() {
            let here = TreePath.path(of: name, in: folder)
            if let status = try find(here), status.kind != .folder { try remove(here) }
            folder = here
        }
        guard let status = try find(path), status.kind == .folder else { return }
        try removeFolders(path)
        if try find(path)?.kind == .folder {
            throw RepositoryError.wouldLose([path], because: "a folder with files that are not tracked is in the way")
        }
    }

    /// Removes a folder and the folders in it, as far as they hold no files.
    private func removeFolders(_ path: TreePath) throws {
        guard let folder = try openFolder(path) else { return }
        for name in try folder.names() where try folder.find(name)?.kind == .folder {
            if let entry = try? EntryName(name.bytes) { try removeFolders(path.appending(entry)) }
        }
        try self.folder(of: path)?.removeFolder(Name(path.name.bytes))
        forgetFolders()
    }
}
