internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// How files of the working tree are written.
    public struct CheckoutOptions: Sendable {
        /// Whether to overwrite uncommitted changes.
        public var force = false
        /// Whether to leave out large files and recipes until they are requested.
        public var isLazy = false
        /// Called with the size of each file that is in place.
        public var progress: @Sendable (UInt64) -> Void = { _ in }
        /// Whether to leave out files of computations that cannot be executed here, perhaps for lack of trust.
        public var leavesUnready = false
        /// With `force`, only files last changed before this time are discarded; nil for all of them.
        var forceBefore: Int64?
        /// Whether what is discarded is in the store and in the record of operations already.
        var isKept = false
        /// With `force`, whether to keep files that are the same in the target and in the index, and that did not
        /// conflict.
        var keepsUnchanged = false

        public init() {}
    }

    /// Plans the move of index and working tree from `base` to `target`. What differs from `base` and is the same in
    /// `target` stays; nothing uncommitted is overwritten.
    ///
    /// - Throws: ``WorkTreeError/wouldLose(_:because:)``; nothing is changed here.
    func planSwitch(from base: ObjectID?, to target: CheckoutTarget, _ options: CheckoutOptions) throws -> CheckoutPlan
    {
        let workTree = try workTree()
        let index = try index()
        // What is discarded need not be compared.
        var baseFiles = options.force ? [] : try files(of: base)[...]
        let conflicting = Set(index.conflicts.map(\.path))

        var plan = CheckoutPlan()
        var conflicts = Conflicts()
        let work = target.work
        let moved = Set((work?.old.entries ?? []).map(\.path) + (work?.new.entries ?? []).map(\.path))
        try Change.forEachPath(of: index.entries, and: target.files.entries) { staged, wanted in
            let path = (staged ?? wanted)!.path
            if !moved.isEmpty, moved.contains(path) { return }
            while let first = baseFiles.first, first.path < path { baseFiles.removeFirst() }
            let base = baseFiles.first.flatMap { $0.path == path ? $0 : nil }
            if options.force {
                if options.keepsUnchanged, Self.isSame(staged, wanted), !conflicting.contains(path) { return }
                // Everything is moved to the target: what matches already stays as it is.
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
        if let work {
            try Change.forEachPath(of: work.old.entries, and: work.new.entries) { old, wanted in
                let path = (old ?? wanted)!.path
                if let found = try workTree.findSafely(path), found.kind != .folder,
                    try !isAny(of: [old, wanted], in: workTree)
                {
                    return conflicts.modified.append(path)
                }
                if let wanted {
                    plan.write(wanted, over: old)
                } else if let old {
                    plan.remove(old)
                }
            }
        }
        if !options.force { try conflicts.collect(index, plan, workTree) }
        try conflicts.check()
        return plan
    }

    /// Whether the file in the working tree equals one of the entries.
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

    /// Whether the file in the working tree may be replaced: it is as in the index, or already as wanted, or missing.
    private func isSafe(toReplace staged: Index.Entry?, by wanted: Index.Entry, in workTree: WorkTree) throws -> Bool {
        if let staged {
            let verdict = try compare(staged, in: workTree).verdict
            if verdict == .same || verdict == .missing { return true }
        }
        let verdict = try compare(wanted, in: workTree).verdict
        if verdict == .same { return true }
        guard verdict == .missing, staged == nil else { return false }
        // Nothing there, or a folder, or a file where a folder is needed: this depends on what else is tracked.
        return true
    }

    /// Whether the bytes of a file are absent and unavailable.
    private func isUnreachable(_ entry: Index.Entry, _ absent: AbsentContent) throws -> Bool {
        try absent.listed[entry.id] == entry.kind && objects.find(entry.id) == nil
    }

    /// Removes and writes files, and updates the index, unless it is to stay as it is.
    ///
    /// - Parameters:
    ///   - target: the target of a whole checkout; nil if only some files are restored.
    ///   - trace: what was changed, also after an error.
    package func carryOut(
        _ plan: CheckoutPlan, _ index: Index, _ workTree: WorkTree, _ options: CheckoutOptions,
        to target: CheckoutTarget? = nil, keepingIndex: Bool = false, isSpaceChecked: Bool = false,
        _ trace: inout CheckoutTrace
    ) throws {
        try checkNames(plan, index, workTree)
        if target != nil || !keepingIndex { note { $0.movesFiles = true } }
        if !isSpaceChecked { try checkSpace(for: plan, workTree, options) }
        if !options.isKept, options.force || target == nil {
            try keep(discarded(by: plan, in: workTree), workTree)
        }
        var changes: [TreePath: Index.Entry?] = [:]
        let (before, after) = plan.removalsInOrder
        try remove(before, workTree, isForced: options.force, &trace, &changes)
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
                continue
            }
            if let kind = try workTree.findSafely(entry.path)?.kind, kind != .folder {
                if let old {
                    try note(old, in: workTree, isForced: options.force, &trace)
                } else {
                    trace.givenUp.insert(entry.path)
                }
            }
            if try options.isLazy && isLarge(entry) || isUnreachable(entry, absent)
                || options.leavesUnready && isUnready(entry)
            {
                // The old file is in the store, or was discarded: see above.
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
        trace.made = missing
        try getContent(of: missing.map { ($0.kind, $0.id) })
        let materialiser = try Materialiser(self, workTree, progress: options.progress)
        // In batches, so that memory does not grow with the number of files, yet large enough that hardly a frame is
        // decoded twice.
        for start in stride(from: 0, to: missing.count, by: 1 << 16) {
            let batch = Array(missing[start..<min(missing.count, start + (1 << 16))])
            let signatures = try materialiser.write(batch)
            for var entry in batch {
                entry.signature = signatures[entry.path]
                changes[entry.path] = entry
            }
        }
        try remove(after, workTree, isForced: options.force, &trace, &changes)
        if keepingIndex { return }
        var index = index
        index.apply(changes)
        if let target { index = target.index?.knowing(index) ?? index.settled }
        try writeIndex(index)
    }

    /// Records a file that is removed or replaced. What differs from the index is in no store, and is discarded.
    private func note(
        _ entry: Index.Entry, in workTree: WorkTree, isForced: Bool, _ trace: inout CheckoutTrace
    ) throws {
        if try isForced && compare(entry, in: workTree).verdict != .same {
            trace.givenUp.insert(entry.path)
        } else {
            trace.replaced.append(entry)
        }
    }

    private func remove(
        _ entries: [Index.Entry], _ workTree: WorkTree, isForced: Bool, _ trace: inout CheckoutTrace,
        _ changes: inout [TreePath: Index.Entry?]
    ) throws {
        for entry in entries {
            if let status = try workTree.findSafely(entry.path) {
                if status.kind != .folder { try note(entry, in: workTree, isForced: isForced, &trace) }
                try workTree.remove(entry.path)
            }
            changes[entry.path] = .some(nil)
        }
    }
}

/// The target of a checkout.
package struct CheckoutTarget {
    /// The files for the working tree.
    let files: Index
    /// The index afterwards; nil for the files, with changes of the user's own carried along.
    let index: Index?
    /// Files that move besides: as they are, and as they are to be. A path in only one of the two appears or goes.
    var work: (old: Index, new: Index)?
}

/// What a checkout will do.
package struct CheckoutPlan {
    private(set) var writes: [(entry: Index.Entry, old: Index.Entry?)] = []
    private(set) var removals: [Index.Entry] = []

    var isEmpty: Bool { writes.isEmpty && removals.isEmpty }

    mutating func write(_ entry: Index.Entry, over old: Index.Entry?) { writes.append((entry, old)) }
    mutating func remove(_ entry: Index.Entry) { removals.append(entry) }

    /// The removals that make room for new files, and those that can wait until these are written: a checkout that
    /// fails in between has removed no more than necessary. If a file system treats two names as the same, the old one
    /// makes room for the new one.
    var removalsInOrder: (before: [Index.Entry], after: [Index.Entry]) {
        guard !removals.isEmpty, !writes.isEmpty else { return ([], removals) }
        func key(_ path: TreePath) -> String { FoldedNames.key(path.bytes[...]) }
        func parents(_ path: TreePath) -> some Sequence<TreePath> { sequence(first: path) { $0.parent }.dropFirst() }
        let written = Set(writes.map { key($0.entry.path) })
        let folders = Set(writes.flatMap { parents($0.entry.path) }.lazy.map(key))
        func isInTheWay(_ path: TreePath) -> Bool {
            written.contains(key(path)) || folders.contains(key(path))
                || parents(path).contains { written.contains(key($0)) }
        }
        return (removals.filter { isInTheWay($0.path) }, removals.filter { !isInTheWay($0.path) })
    }
}

/// What a checkout has changed in the working tree.
package struct CheckoutTrace {
    /// Index entries whose files were, or would have been, removed or replaced.
    var replaced: [Index.Entry] = []
    /// Files that were, or would have been, written.
    var made: [Index.Entry] = []
    /// Files whose content was discarded: it cannot be restored.
    var givenUp: Set<TreePath> = []
}

/// Why a checkout would lose something.
private struct Conflicts {
    var staged: [TreePath] = []
    var modified: [TreePath] = []
    var untracked: [TreePath] = []

    /// Untracked files where the plan needs a folder, and in folders where it needs a file.
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
            (modified, "unstaged changes would be overwritten"),
            (untracked, "untracked files would be overwritten"),
        ] where !paths.isEmpty {
            throw WorkTreeError.wouldLose(Array(Set(paths)).sorted(), because: why)
        }
    }
}

extension WorkTree {
    /// The same as ``find(_:)``; nil for what is behind a symbolic link.
    func findSafely(_ path: TreePath) throws -> FileStatus? {
        do { return try find(path) } catch WorkTreeError.behindLink { return nil }
    }

    /// Removes what is in the way of `path` and its folders: files and links that were tracked, or that the user has
    /// discarded, and empty folders.
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
            throw WorkTreeError.wouldLose([path], because: "a folder with untracked files is in the way")
        }
    }

    /// Removes a folder and the folders in it, as far as they contain no files.
    private func removeFolders(_ path: TreePath) throws {
        var folders: [TreePath] = []
        var waiting = [path]
        while let next = waiting.popLast() {
            guard let folder = try openFolder(next) else { continue }
            folders.append(next)
            for name in try folder.names() where try folder.find(name)?.kind == .folder {
                if let entry = try? EntryName(name.bytes) { waiting.append(next.appending(entry)) }
            }
        }
        // Each follows the one that contains it.
        for folder in folders.reversed() {
            forgetFolders()
            try self.folder(of: folder)?.removeFolder(Name(folder.name.bytes))
        }
        forgetFolders()
    }
}
