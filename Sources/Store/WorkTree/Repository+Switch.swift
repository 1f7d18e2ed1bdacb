public import Objects
internal import Packs

extension Repository {
    /// Switches to a branch or a commit: HEAD, index and working tree.
    ///
    /// - Parameters:
    ///   - head: the target.
    ///   - start: creates the branch at this commit first.
    ///   - who: who moves HEAD, for its log.
    ///   - message: the reason, for the log.
    ///   - options: how the working tree is updated.
    public func switchTo(
        _ head: Head, making start: ObjectID? = nil, who: Person, message: String,
        _ options: CheckoutOptions = CheckoutOptions()
    ) throws {
        try withWriteLock(settling: !options.force) { lock in
            if !options.force { try checkNothingInProgress() }
            let old = (head: try refs.head(), commit: try refs.headCommit())
            var new: ObjectID?
            switch head {
            case .branch(let name):
                try checkIsFree(name)
                new = try refs.find(name)
                if let start {
                    guard new == nil else { throw RefError.exists(name) }
                    try refs.checkConflicts([name])
                    new = start
                }
            case .detached(let id): new = id
            }
            let pending = PendingCheckout(
                .switch, from: old, to: (head, new), force: options.force, who: who, message: message)
            try carryOut(pending, movesHeadOnly: start == nil, options, lock)
        }
    }

    /// What a reset moves.
    public enum ResetMode: Hashable, Sendable {
        /// The branch only.
        case soft
        /// The branch and the index.
        case mixed
        /// The branch, the index and the working tree.
        case hard
    }

    /// Moves the current branch to `id`, a commit.
    public func reset(to id: ObjectID, _ mode: ResetMode, who: Person, _ options: CheckoutOptions = CheckoutOptions())
        throws
    {
        try withWriteLock(settling: mode != .hard) { lock in
            let tree = try objects.commit(id).tree
            if mode == .soft { try checkNothingInProgress() }
            let old = (head: try refs.head(), commit: try refs.headCommit())
            let head: Head =
                switch old.head {
                case .branch: old.head
                case .detached: .detached(id)
                }
            let pending = PendingCheckout(
                mode == .hard ? .reset : .mixed, from: old, to: (head, id), force: mode == .hard, who: who,
                message: "reset: moving to \(id.short)")
            switch mode {
            case .soft: try arrive(pending, lock)
            case .mixed:
                let index = try index()
                let new = index.takingOver(try files(of: tree))
                do {
                    try begin(pending)
                    try writeIndex(new)
                    try arrive(pending, lock)
                } catch {
                    rollBack(pending, index, CheckoutTrace())
                    throw error
                }
            case .hard: try carryOut(pending, options, lock)
            }
        }
    }
}
