public import Objects

extension Repository {
    /// The operation that has stopped and can be continued; nil if there is none, or HEAD has moved since.
    public func operationInProgress() throws -> InProgress? { try operationInProgress(in: index()) }

    func operationInProgress(in index: Index) throws -> InProgress? {
        guard let operation = index.inProgress, try refs.headCommit() == operation.head else { return nil }
        return operation
    }

    /// - Throws: ``MergeError/inProgress(_:)``, ``MergeError/unresolved(_:)``.
    package func checkNothingInProgress() throws {
        let index = try index()
        if let operation = try operationInProgress(in: index) { throw MergeError.inProgress(operation) }
        guard index.conflicts.isEmpty else { throw MergeError.unresolved(index.conflicts.map(\.path)) }
    }

    /// Aborts an operation: HEAD, index and working tree return to where it began. Files that it did not touch stay as
    /// they are.
    ///
    /// - Throws: ``MergeError/nothingInProgress(_:)`` unless one of `kinds` is in progress.
    public func abort(_ kind: InProgress.Kind, who: Person, _ options: CheckoutOptions = CheckoutOptions()) throws
        -> InProgress
    {
        try withWriteLock { lock in
            guard let operation = try operationInProgress(), operation.kind == kind else {
                throw MergeError.nothingInProgress(kind)
            }
            let pending = PendingCheckout(
                .abort, from: (try refs.head(), operation.head), to: (operation.startHead, operation.start),
                force: true,
                who: who, message: "\(kind.rawValue): aborted")
            try carryOut(pending, options, lock)
            return operation
        }
    }

    /// Writes one side of each conflict at `paths` and below into the working tree. The conflicts stay until the files
    /// are added.
    ///
    /// - Returns: the paths that were written or removed.
    public func takeSide(ours: Bool, of paths: [TreePath?]) throws -> [TreePath] {
        try withWriteLock { _ in
            let index = try index()
            let workTree = try workTree()
            var plan = CheckoutPlan()
            var taken: [TreePath] = []
            for path in paths {
                let conflicts = index.conflicts(within: path)
                guard !conflicts.isEmpty else {
                    throw MergeError.noConflict(path)
                }
                for conflict in conflicts where !taken.contains(conflict.path) {
                    taken.append(conflict.path)
                    if let side = ours ? conflict.ours : conflict.theirs {
                        plan.write(side, over: index.find(conflict.path))
                    } else if let entry = index.find(conflict.path) {
                        plan.remove(entry)
                    }
                }
            }
            var options = CheckoutOptions()
            options.force = true
            var trace = CheckoutTrace()
            try carryOut(plan, index, workTree, options, keepingIndex: true, &trace)
            return taken
        }
    }
}
