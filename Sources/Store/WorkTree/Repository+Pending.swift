internal import Objects

extension Repository {
    /// The checkout that was cut short, nil when there is none. The next command that changes something completes it.
    public func pendingCheckout() throws -> PendingCheckout? {
        guard let bytes = try folder.contents(of: PendingCheckout.fileName, limit: PendingCheckout.maximumLength) else {
            return nil
        }
        do {
            return try PendingCheckout(parsing: bytes)
        } catch {
            throw RepositoryError.damaged("the file 'pending'", what: "\(error)")
        }
    }

    /// Leaves word of where HEAD, index and work tree are going. Durable before the first of them moves.
    func begin(_ pending: PendingCheckout) throws {
        try folder.replace(
            PendingCheckout.fileName, with: pending.bytes, durable: options.isDurable, through: temporary)
    }

    /// Takes the word back: all have arrived.
    func endPending() throws {
        guard try folder.find(PendingCheckout.fileName) != nil else { return }
        try folder.removeFile(PendingCheckout.fileName)
        if options.isDurable { try folder.sync() }
    }

    /// Brings index and work tree, then HEAD or its branch, to where a checkout goes. Every checkout of a commit comes by
    /// here, and leaves word before it changes anything.
    ///
    /// - Parameter movesHeadOnly: whether nothing but HEAD moves where no file changes, so that no word is needed then.
    func carryOut(
        _ pending: PendingCheckout, movesHeadOnly: Bool = false, _ options: CheckoutOptions,
        _ lock: borrowing WriteLock
    ) throws {
        var options = options
        options.force = pending.force
        options.isLazy = options.isLazy || isLazy
        let base = try pending.from.map { try objects.commit($0).tree }
        let plan = try planSwitch(from: base, to: try pending.to.map { try objects.commit($0).tree }, options)
        if !plan.isEmpty || !movesHeadOnly { try begin(pending) }
        try carryOut(plan, index(), workTree(), options)
        try arrive(pending, lock)
    }

    /// Moves HEAD or its branch to where a checkout goes: its last step, after index and work tree.
    func arrive(_ pending: PendingCheckout, _ lock: borrowing WriteLock) throws {
        switch (pending.kind, pending.newHead) {
        case (.switch, let head):
            if case .branch(let name) = head, let id = pending.to, try refs.find(name) == nil {
                let update = RefUpdate(
                    name, expected: .exactly(nil), new: id, message: "branch: created at \(id.short)")
                try self.update([update], who: pending.who, lock)
            }
            try setHead(head, who: pending.who, message: pending.message, lock)
        case (_, .branch(let name)):
            let update = RefUpdate(name, expected: .anything, new: pending.to, message: pending.message)
            try self.update([update], who: pending.who, lock)
        case (_, .detached): try setHead(pending.newHead, who: pending.who, message: pending.message, lock)
        }
        try endPending()
    }

    /// Completes a checkout that a killed process began. What was changed in the work tree since then is not touched.
    ///
    /// - Throws: ``RepositoryError/interrupted(_:because:)`` when completing it would lose something.
    func settle(_ lock: borrowing WriteLock) throws {
        guard let pending = try pendingCheckout() else { return }
        let (head, commit) = (try refs.head(), try refs.headCommit())
        let isAtStart = head == pending.oldHead && commit == pending.from
        let hasArrived = head == pending.newHead && commit == pending.to
        // Arrived, and killed before the word could be taken back; or overtaken by one who does not know of it.
        guard isAtStart, !hasArrived || pending.from == pending.to else { return try endPending() }
        let tree = try pending.to.map { try objects.commit($0).tree }
        do {
            switch pending.kind {
            case .mixed: try writeIndex(try index().takingOver(try files(of: tree)))
            case .switch where pending.from == pending.to && !pending.force: break
            case .switch, .reset:
                var options = CheckoutOptions()
                options.force = pending.force
                options.isLazy = isLazy
                if pending.force { options.forceBefore = try folder.find(PendingCheckout.fileName)?.changed }
                let base = try pending.from.map { try objects.commit($0).tree }
                let plan = try planSwitch(from: base, to: tree, options)
                try carryOut(plan, index(), workTree(), options)
            }
        } catch RepositoryError.wouldLose(let paths, let why) {
            throw RepositoryError.interrupted(
                pending, because: RepositoryError.wouldLose(paths, because: why).description)
        }
        try arrive(pending, lock)
    }
}
