internal import Files
public import Objects
internal import Packs

/// Stashed work: a commit of the files, whose parents are HEAD's commit and a commit of the index.
public struct StashEntry: Sendable {
    /// `stash@{number}`: 0 is the newest.
    public let number: Int
    public let id: ObjectID
    public let commit: Commit
}

extension Repository {
    /// The stashes, newest first.
    public func stashes() throws -> [StashEntry] {
        try index().stash.reversed().enumerated().map { StashEntry(number: $0, id: $1, commit: try objects.commit($1)) }
    }

    /// Stashes uncommitted changes: index and working tree return to the last commit.
    ///
    /// - Parameters:
    ///   - message: nil for the last commit's subject.
    ///   - withUntracked: whether to stash untracked files, too.
    ///   - who: author and committer of the stash commit.
    ///   - options: how the working tree is restored to the last commit.
    /// - Returns: the stash commit; nil if there is nothing to stash.
    public func pushStash(
        message: String?, withUntracked: Bool, who: Person, _ options: CheckoutOptions = CheckoutOptions()
    ) throws -> ObjectID? {
        let transaction = try transaction()
        return try withWriteLock { lock -> ObjectID? in
            let (head, commit) = try startingPlace()
            guard let commit else { throw RevisionError.unknown("HEAD") }
            let (index, workTree) = (try index(), try workTree())
            var files = index
            let changes = try workTreeChanges(of: index, workTree, transaction, withUntracked: withUntracked)
            files.apply(changes)
            let last = try objects.commit(commit)
            let branch = if case .branch(let name) = head { name.short } else { "(no branch)" }
            let place = "\(branch): \(message ?? "\(commit.short) \(last.subject)")"
            func make(_ files: Index, _ parents: [ObjectID], _ what: String) throws -> (id: ObjectID, tree: ObjectID) {
                let tree = try files.writeTrees { try transaction.put(.tree, $0.payload) }
                let made = Commit(
                    tree: tree, parents: parents, author: who, committer: who, message: "\(what) \(place)\n")
                return (try transaction.put(made), tree)
            }
            let staged = try make(index, [commit], "index on")
            let all = try make(files, [commit, staged.id], message == nil ? "WIP on" : "On")
            guard staged.tree != last.tree || all.tree != last.tree else { return nil }
            let target = Index(sorted: try self.files(of: last.tree), stash: index.stash + [all.id])
            let blob = try transaction.put(.blob, target.bytesWithoutSignatures)
            // Untracked files are stashed together with tracked ones.
            let before = changes.compactMapValues(\.self)
            let after = Dictionary(
                uniqueKeysWithValues: changes.keys.compactMap { path in target.find(path).map { (path, $0) } })
            let work = try Operation.Step(from: put(before, transaction), to: put(after, transaction))
            // Undo brings the edits back.
            if changes.isEmpty { try transaction.publish() } else { try record(before, after, transaction) }
            let pending = PendingCheckout(
                .apply, from: (head, commit), to: (head, commit), force: true, index: blob,
                work: changes.isEmpty ? nil : work, who: who, message: "stash")
            var options = options
            options.isKept = true
            try carryOut(pending, options, lock)
            return all.id
        }
    }

    /// The differences between working tree and index, as changes of the index.
    private func workTreeChanges(
        of index: Index, _ workTree: WorkTree, _ transaction: Transaction, withUntracked: Bool
    ) throws -> [TreePath: Index.Entry?] {
        var changes: [TreePath: Index.Entry?] = [:]
        for change in try unstagedChanges(index, workTree).changes {
            guard change.new != nil, let status = try workTree.findSafely(change.path) else {
                changes[change.path] = .some(nil)
                continue
            }
            changes[change.path] =
                try read(change.path, status, index.find(change.path), workTree, transaction).entry
        }
        guard withUntracked else { return changes }
        try workTree.scan(nil, isTracked: { !index.entries(within: $0).isEmpty }) { visit in
            if case .file(let found) = visit, index.find(found.path) == nil,
                let status = try workTree.find(found.path), status.kind != .folder
            {
                changes[found.path] = try read(found.path, status, nil, workTree, transaction).entry
            }
            return true
        }
        return changes
    }

    /// Applies a stash to the present files.
    ///
    /// - Parameters:
    ///   - number: 0 for the newest.
    ///   - drops: whether to drop the stash afterwards; it stays if there are conflicts.
    ///   - withIndex: whether to restore the index as well.
    ///   - who: the user, for the record of operations.
    ///   - settings: how conflicts are shown and renames are found.
    public func applyStash(
        _ number: Int, drops: Bool, withIndex: Bool, who: Person, _ settings: MergeSettings
    ) throws -> (conflicts: [Index.Conflict], notes: [MergeNote]) {
        let transaction = try transaction()
        return try withWriteLock { lock in
            let (head, commit) = try startingPlace()
            let index = try index()
            let id = try stash(number, of: index)
            let stashed = try objects.commit(id)
            guard stashed.parents.count >= 2 else {
                throw Damage(.content(.commit, id), "it is a stash, and has no index")
            }
            let base = try objects.commit(stashed.parents[0]).tree
            let staged = try objects.commit(stashed.parents[1]).tree
            let ours = try index.writeTrees { try transaction.put(.tree, $0.payload) }
            try transaction.publish()
            let step = try self.transaction()
            var options = settings.tree
            (options.ourLabel, options.theirLabel) = ("Updated upstream", "Stashed changes")
            var merge = TreeMerge(self, options, step, baseLabel: "Stash base")
            let result = try merge.merge(base: base, ours: ours, theirs: stashed.tree, ourFiles: index)
            var files = index
            files.apply(result.changes)
            var after = files
            if result.isClean {
                after = try indexAfterStash(index, files: files, changes: result.changes, staged: staged)
                if withIndex {
                    var second = TreeMerge(self, options, step, baseLabel: "Stash base")
                    let again = try second.merge(base: base, ours: ours, theirs: staged, ourFiles: index)
                    guard again.isClean else { throw MergeError.unresolved(again.conflicts.map(\.path)) }
                    after = index
                    after.apply(again.changes)
                }
                if drops { after.stash.remove(at: after.stash.count - 1 - number) }
            }
            try checkUnchanged(result.conflicts)
            after.conflicts = result.conflicts
            let tree = try files.writeTrees { try step.put(.tree, $0.payload) }
            let blob = try step.put(.blob, after.bytesWithoutSignatures)
            // What is restored unstaged, for undo.
            let unstaged = result.changes.keys.filter { files.find($0) != after.find($0) }
            func entries(of index: Index) -> [TreePath: Index.Entry] {
                Dictionary(uniqueKeysWithValues: unstaged.compactMap { path in index.find(path).map { (path, $0) } })
            }
            let work = try Operation.Step(from: put(entries(of: index), step), to: put(entries(of: files), step))
            try step.publish()
            let pending = PendingCheckout(
                .apply, from: (head, commit), to: (head, commit), force: false, index: blob, files: tree, who: who,
                message: "stash: applied")
            try carryOut(pending, settings.checkout, lock)
            if !unstaged.isEmpty { note { $0.work.append(work) } }
            return (result.conflicts, result.notes)
        }
    }

    /// Changes are restored unstaged; a new file is staged if it was.
    private func indexAfterStash(
        _ index: Index, files: Index, changes: [TreePath: Index.Entry?], staged: ObjectID
    ) throws -> Index {
        var added: [TreePath: Index.Entry?] = [:]
        for path in changes.keys where index.find(path) == nil {
            if let entry = files.find(path), try self.entry(at: path, in: staged) != nil { added[path] = entry }
        }
        var after = index
        after.apply(added)
        return after
    }

    /// Drops a stash.
    ///
    /// - Returns: its commit.
    public func dropStash(_ number: Int) throws -> ObjectID {
        try withWriteLock { _ in
            var index = try index()
            let id = try stash(number, of: index)
            index.stash.remove(at: index.stash.count - 1 - number)
            try writeIndex(index)
            return id
        }
    }

    private func stash(_ number: Int, of index: Index) throws -> ObjectID {
        guard number >= 0, number < index.stash.count else { throw MergeError.noSuchStash(number) }
        return index.stash[index.stash.count - 1 - number]
    }
}
