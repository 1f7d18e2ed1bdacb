public import Objects
internal import Packs

extension Repository {
    /// Applies the changes of some commits to the current branch, or reverts them.
    ///
    /// - Parameters:
    ///   - commits: in the order in which their changes are applied.
    ///   - reverting: whether the changes are reverted.
    ///   - mainline: which parent a merge commit is compared with, from 1.
    ///   - who: the committer, and the author of what is not a replayed commit.
    ///   - settings: how conflicts are shown and renames are found.
    public func pick(
        _ commits: [ObjectID], reverting: Bool, mainline: Int? = nil, _ who: Authorship, _ settings: MergeSettings
    ) throws -> ReplayReport {
        try withWriteLock { lock in
            let (head, commit) = try startingPlace()
            guard let commit else { throw RevisionError.unknown("HEAD") }
            let replay = Replay(
                kind: reverting ? .revert : .cherryPick, place: (head, commit), tip: commit, commits: commits,
                end: head,
                start: (head, commit), mainline: mainline)
            return try run(replay, unstagedIndex(at: commit), who, settings, ReplayReport(), lock)
        }
    }

    /// Replays the commits that HEAD has and `upstream` lacks on `upstream`, or on `onto`. Merge commits are left out.
    ///
    /// - Returns: nil if the branch is based on it already.
    public func rebase(
        on upstream: ObjectID, onto: ObjectID? = nil, _ who: Authorship, _ settings: MergeSettings
    ) throws -> ReplayReport? {
        try withWriteLock { lock -> ReplayReport? in
            let (head, commit) = try startingPlace()
            guard let commit else { throw RevisionError.unknown("HEAD") }
            let target = onto ?? upstream
            var history = try History(self, from: [commit], hiding: [upstream])
            var commits: [ObjectID] = []
            var isLinear = true
            while let (id, next) = history.next() {
                if next.parents.count > 1 { isLinear = false } else { commits.append(id) }
            }
            if let error = history.error { throw error }
            if isLinear, try mergeBases(of: commit, and: target) == [target],
                try mergeBases(of: commit, and: upstream) == [target]
            {
                return nil
            }
            let replay = Replay(
                kind: .rebase, place: (head, commit), tip: target, commits: commits.reversed(), end: head,
                start: (head, commit))
            _ = try unstagedIndex(at: commit)
            let files = Index(sorted: try files(of: objects.commit(target).tree))
            return try run(replay, files, who, settings, ReplayReport(), lock)
        }
    }

    /// Continues a cherry-pick, revert or rebase after its conflicts were resolved: commits what is staged, and applies
    /// the remaining commits.
    ///
    /// - Parameters:
    ///   - kind: which of the three must be in progress.
    ///   - message: nil for the message of the replayed commit.
    ///   - who: the committer, and the author of what is not a replayed commit.
    ///   - settings: how conflicts are shown and renames are found.
    public func resume(
        _ kind: InProgress.Kind, message: String? = nil, _ who: Authorship, _ settings: MergeSettings
    ) throws -> ReplayReport {
        guard let operation = try operationInProgress(), operation.kind == kind else {
            throw MergeError.nothingInProgress(kind)
        }
        let conflicts = try index().conflicts
        guard conflicts.isEmpty else { throw MergeError.unresolved(conflicts.map(\.path)) }
        var report = ReplayReport()
        let staged = try Change.between(files(of: headTree()), and: index().entries)
        if !staged.isEmpty {
            var options = CommitOptions()
            options.sign = settings.sign
            let (id, _) = try commit(message: message, author: who.author, committer: who.committer, options)
            report.made.append((operation.commit, id))
        }
        return try goOn(kind, report, who, settings)
    }

    /// Skips the commit at which a cherry-pick, revert or rebase has stopped, and applies the remaining ones.
    public func skip(_ kind: InProgress.Kind, _ who: Authorship, _ settings: MergeSettings) throws -> ReplayReport {
        var report = ReplayReport()
        try withWriteLock { lock in
            guard let operation = try operationInProgress(), operation.kind == kind else {
                throw MergeError.nothingInProgress(kind)
            }
            report.dropped = [operation.commit]
            let transaction = try transaction()
            let target = Index(
                sorted: try files(of: headTree()),
                inProgress: InProgress(
                    kind, head: operation.head, commit: operation.commit, message: operation.message,
                    rest: operation.rest, startHead: operation.startHead, start: operation.start),
                stash: try self.index().stash)
            let index = try transaction.put(.blob, target.bytesWithoutSignatures)
            try transaction.publish()
            let place = (head: try refs.head(), commit: Optional(operation.head))
            let pending = PendingCheckout(
                .abort, from: place, to: place, force: true, index: index, who: who.committer,
                message: "\(kind.rawValue): skipped \(operation.commit.short)")
            try carryOut(pending, settings.checkout, lock)
        }
        return try goOn(kind, report, who, settings)
    }

    private func goOn(
        _ kind: InProgress.Kind, _ report: ReplayReport, _ who: Authorship, _ settings: MergeSettings
    ) throws -> ReplayReport {
        try withWriteLock { lock in
            let (head, commit) = (try refs.head(), try refs.headCommit())
            guard let commit else { throw RevisionError.unknown("HEAD") }
            guard let operation = try operationInProgress(), operation.kind == kind else {
                // The commit that was just made was the last one.
                var report = report
                report.head = commit
                return report
            }
            let start = (operation.startHead, operation.start)
            let replay = Replay(
                kind: kind, place: (head, commit), tip: commit, commits: operation.rest,
                end: kind == .rebase ? operation.startHead : head, start: start)
            return try run(replay, unstagedIndex(at: commit), who, settings, report, lock)
        }
    }

    /// Makes the commits, and then moves HEAD, index and working tree to the last one in one step.
    private func run(
        _ replay: Replay, _ files: Index, _ who: Authorship, _ settings: MergeSettings,
        _ report: ReplayReport, _ lock: borrowing WriteLock
    ) throws -> ReplayReport {
        var report = report
        var tip = replay.tip
        var index = files
        for (number, id) in replay.commits.enumerated() {
            let commit = try objects.commit(id)
            let (old, new) = try replay.change(of: commit, id, objects)
            // Published one by one, so that each merge can read the result of the previous one.
            let transaction = try transaction()
            var options = settings.tree
            let name = "\(id.short) (\(commit.subject))"
            let isRevert = replay.kind == .revert
            options.theirLabel = isRevert ? "parent of \(name)" : name
            var merge = TreeMerge(
                self, options, transaction, baseLabel: isRevert ? name : "parent of \(name)")
            let result = try merge.merge(
                base: isRevert ? new : old, ours: objects.commit(tip).tree, theirs: isRevert ? old : new,
                ourFiles: index)
            index.apply(result.changes)
            report.notes += result.notes
            let message = replay.message(of: commit, id)
            guard result.isClean else {
                index.inProgress = InProgress(
                    replay.kind, head: tip, commit: id, message: message,
                    rest: Array(replay.commits[(number + 1)...]), startHead: replay.start.head,
                    start: replay.start.commit)
                let place = replay.kind == .rebase ? (.detached(tip), tip) : Self.moved(replay.place.head, to: tip)
                try stop(
                    at: index, result.conflicts, from: (replay.place.head, replay.place.commit), to: place,
                    who.committer, settings, transaction, lock)
                report.head = tip
                report.stop = (id, result.conflicts)
                return report
            }
            if result.changes.isEmpty, old != new {
                report.dropped.append(id)
                continue
            }
            let made = try settings.signed(
                Commit(
                    tree: index.writeTrees { try transaction.put(.tree, $0.payload) }, parents: [tip],
                    author: isRevert ? who.author : commit.author, committer: who.committer, message: message))
            tip = try transaction.put(made)
            try transaction.publish()
            report.made.append((id, tip))
        }
        report.head = tip
        let end = replay.kind == .rebase ? Self.moved(replay.end, to: tip) : Self.moved(replay.place.head, to: tip)
        let pending = PendingCheckout(
            .apply, from: (replay.place.head, replay.place.commit), to: end, force: false, who: who.committer,
            message: "\(replay.kind.rawValue): \(try objects.commit(tip).subject)")
        try carryOut(pending, settings.checkout, lock)
        return report
    }
}
