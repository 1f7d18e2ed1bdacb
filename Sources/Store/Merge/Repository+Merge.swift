public import Objects
internal import Packs

/// How to merge.
public struct MergeSettings: Sendable {
    /// Whether to fast-forward instead of merging.
    public enum Forward: Hashable, Sendable {
        /// Fast-forwards if possible.
        case allowed
        /// Always makes a merge commit.
        case never
        /// Refuses if a merge commit would be necessary.
        case only
    }

    public var tree = MergeOptions()
    public var forward = Forward.allowed
    public var message = ""
    /// Whether unrelated histories may be merged.
    public var allowsUnrelated = false
    /// Whether a clean merge stops before its commit, like one with conflicts.
    public var stopsBeforeCommit = false
    /// Signs a commit before it is written.
    public var sign: (@Sendable (Commit) throws -> Commit)?
    public var checkout = Repository.CheckoutOptions()

    public init() {}

    func signed(_ commit: Commit) throws -> Commit { try sign?(commit) ?? commit }
}

/// Who makes commits.
public struct Authorship: Sendable {
    public let author: Person
    public let committer: Person

    public init(author: Person, committer: Person) {
        self.author = author
        self.committer = committer
    }
}

/// The outcome of a merge.
public enum MergeOutcome: Sendable {
    case upToDate
    case forward(from: ObjectID?, to: ObjectID)
    case merged(ObjectID, Commit, notes: [MergeNote])
    /// At conflicts, or before the commit. The index contains them.
    case stopped([Index.Conflict], notes: [MergeNote])
}

extension Repository {
    /// Merges `commit` into the current branch, with index and working tree.
    ///
    /// If both sides changed the same, the working tree receives what could be merged and the index the conflicts. HEAD
    /// stays until they are resolved and committed.
    ///
    /// - Throws: ``MergeError``; ``WorkTreeError/wouldLose(_:because:)`` if an uncommitted file would be overwritten.
    ///   Then nothing has changed.
    public func merge(_ theirs: ObjectID, _ who: Authorship, _ settings: MergeSettings) throws -> MergeOutcome {
        let transaction = try transaction()
        return try withWriteLock { lock in
            let place = try startingPlace()
            guard let ours = place.commit else {
                return try forward(to: theirs, from: place, who.committer, settings, lock)
            }
            let bases = try mergeBases(of: ours, and: theirs)
            if bases == [theirs] { return .upToDate }
            if bases == [ours], settings.forward != .never {
                return try forward(to: theirs, from: place, who.committer, settings, lock)
            }
            guard settings.forward != .only else { throw MergeError.notFastForward }
            guard !bases.isEmpty || settings.allowsUnrelated else { throw MergeError.unrelated }
            let index = try unstagedIndex(at: ours)
            let base = try MergeBase(self, bases, settings.tree)
            var merge = TreeMerge(self, settings.tree, transaction, baseLabel: base.label)
            let result = try merge.merge(
                base: base.tree, ours: objects.commit(ours).tree, theirs: objects.commit(theirs).tree, ourFiles: index)
            var merged = index
            merged.apply(result.changes)
            guard result.isClean, !settings.stopsBeforeCommit else {
                merged.inProgress = InProgress(
                    .merge, head: ours, commit: theirs, message: settings.message, startHead: place.head, start: ours)
                try stop(
                    at: merged, result.conflicts, from: place, to: place, who.committer, settings, transaction, lock)
                return .stopped(result.conflicts, notes: result.notes)
            }
            let commit = try settings.signed(
                Commit(
                    tree: merged.writeTrees { try transaction.put(.tree, $0.payload) }, parents: [ours, theirs],
                    author: who.author, committer: who.committer, message: settings.message))
            let id = try transaction.put(commit)
            try transaction.publish()
            let pending = PendingCheckout(
                .apply, from: place, to: Self.moved(place.head, to: id), force: false, who: who.committer,
                message: "merge \(settings.tree.theirLabel): \(commit.subject)")
            try carryOut(pending, settings.checkout, lock)
            return .merged(id, commit, notes: result.notes)
        }
    }

    private func forward(
        to id: ObjectID, from place: (head: Head, commit: ObjectID?), _ who: Person, _ settings: MergeSettings,
        _ lock: borrowing WriteLock
    ) throws -> MergeOutcome {
        let pending = PendingCheckout(
            .apply, from: place, to: Self.moved(place.head, to: id), force: false, who: who,
            message: "merge \(settings.tree.theirLabel): fast-forward")
        try carryOut(pending, settings.checkout, lock)
        return .forward(from: place.commit, to: id)
    }

    /// HEAD and its commit, if nothing is in progress.
    func startingPlace() throws -> (head: Head, commit: ObjectID?) {
        try checkNothingInProgress()
        return (try refs.head(), try refs.headCommit())
    }

    /// HEAD, or its branch, at another commit.
    static func moved(_ head: Head, to id: ObjectID) -> (head: Head, commit: ObjectID?) {
        switch head {
        case .branch: (head, id)
        case .detached: (.detached(id), id)
        }
    }

    /// The index, which must equal the tree of `commit`.
    func unstagedIndex(at commit: ObjectID) throws -> Index {
        let index = try index()
        let staged = Change.between(try files(of: objects.commit(commit).tree), and: index.entries)
        guard staged.isEmpty else { throw MergeError.stagedChanges(staged.map(\.path)) }
        return index.settled
    }

    /// Checks out an index with conflicts, or with an operation that is to be continued.
    func stop(
        at index: Index, _ conflicts: [Index.Conflict], from: (head: Head, commit: ObjectID?),
        to: (head: Head, commit: ObjectID?), _ who: Person, _ settings: MergeSettings, _ transaction: Transaction,
        _ lock: borrowing WriteLock
    ) throws {
        var index = index
        index.conflicts = conflicts
        try checkUnchanged(conflicts)
        let target = try transaction.put(.blob, index.bytesWithoutSignatures)
        try transaction.publish()
        let what = index.inProgress.map { "\($0.kind.rawValue) stopped at \($0.commit.short)" } ?? "stopped"
        let pending = PendingCheckout(
            .apply, from: from, to: to, force: false, index: target, who: who, message: what)
        try carryOut(pending, settings.checkout, lock)
    }

    /// Resolving or aborting a conflict discards the file at its path: that must be committed.
    func checkUnchanged(_ conflicts: [Index.Conflict]) throws {
        let (index, workTree) = (try index(), try workTree())
        let changed = try conflicts.map(\.path).filter { path in
            guard let entry = index.find(path) else { return false }
            let verdict = try compare(entry, in: workTree).verdict
            return verdict != .same && verdict != .missing
        }
        guard changed.isEmpty else {
            throw WorkTreeError.wouldLose(changed, because: "unstaged changes would be overwritten")
        }
    }
}
