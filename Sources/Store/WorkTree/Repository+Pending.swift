internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// The interrupted checkout; nil if there is none. The next command that changes something completes it.
    public func pendingCheckout() throws -> PendingCheckout? {
        guard let bytes = try place.folder.contents(of: PendingCheckout.fileName, limit: PendingCheckout.maximumLength)
        else {
            return nil
        }
        do {
            return try PendingCheckout(parsing: bytes)
        } catch {
            throw Damage(.file("pending"), "\(error)")
        }
    }

    /// Records where HEAD, index and working tree are going. Durable before the first of them moves.
    func begin(_ pending: PendingCheckout) throws {
        guard pending.bytes.count <= PendingCheckout.maximumLength else {
            throw LimitExceeded("\(pending)", "moves too many refs at once")
        }
        try place.folder.replace(
            PendingCheckout.fileName, with: pending.bytes, durable: options.isDurable, through: temporary)
    }

    /// Removes the record: all have been moved.
    func endPending() throws {
        guard try place.folder.find(PendingCheckout.fileName) != nil else { return }
        try place.folder.removeFile(PendingCheckout.fileName)
        if options.isDurable { try place.folder.sync() }
    }

    /// Moves index and working tree, then HEAD or its branch, to the target of a checkout. Every checkout of a commit
    /// goes through here, and is recorded before it changes anything. If it fails, it is rolled back; if the system
    /// does not permit that, as on a disk that stays full, the next command completes it.
    ///
    /// - Parameters:
    ///   - movesHeadOnly: whether only HEAD moves if no file changes, so that no record is needed then.
    ///   - rollsBack: false if the caller continues with a partial checkout.
    package func carryOut(
        _ pending: PendingCheckout, movesHeadOnly: Bool = false, rollsBack: Bool = true, _ options: CheckoutOptions,
        _ lock: borrowing WriteLock
    ) throws {
        var options = options
        options.force = pending.force
        options.isLazy = options.isLazy || isLazy
        options.leavesUnready = true
        options.keepsUnchanged = pending.kind == .abort
        let base = try pending.base ?? pending.from.map { try objects.commit($0).tree }
        let target = try target(of: pending)
        let plan = try planSwitch(from: base, to: target, options)
        try checkSpace(for: plan, workTree(), options)
        let index = try index()
        var trace = CheckoutTrace()
        do {
            if !plan.isEmpty || !movesHeadOnly { try begin(pending) }
            try carryOut(plan, index, workTree(), options, to: target, isSpaceChecked: true, &trace)
            try arrive(pending, lock)
            if let work = pending.work { note { $0.work.append(work) } }
        } catch {
            if rollsBack { rollBack(pending, index, trace) }
            throw error
        }
    }

    /// The target index of a checkout, and the files for the working tree.
    func target(of pending: PendingCheckout) throws -> CheckoutTarget {
        guard let id = pending.index else {
            let files = Index(sorted: try self.files(of: pending.to.map { try objects.commit($0).tree }))
            return CheckoutTarget(files: files, index: nil)
        }
        do {
            let index = try Index(parsing: objects.get(id, .blob))
            let files = try pending.files.map { Index(sorted: try self.files(of: $0)) } ?? index
            var target = CheckoutTarget(files: files, index: index)
            if let work = pending.work {
                target.work = (
                    try Index(parsing: objects.get(work.old, .blob)), try Index(parsing: objects.get(work.new, .blob))
                )
            }
            return target
        } catch let error as DecodeError {
            throw Damage(.file("pending"), "its index: \(error)")
        }
    }

    /// Restores files and index after a failed checkout, and removes its record, so that the next command does not
    /// complete it. If the system does not permit all of it, as on a full disk, the record stays, and the next command
    /// completes the checkout instead.
    func rollBack(_ pending: PendingCheckout, _ index: Index, _ trace: CheckoutTrace) {
        let place = try? (refs.head(), refs.headCommit())
        let isAtStart = place.map { $0 == (pending.oldHead, pending.from) } ?? true
        let hasArrived = place.map { $0 == (pending.newHead, pending.to) } ?? false
        guard isAtStart || !hasArrived else { return _ = try? endPending() }
        guard let workTree = try? workTree() else { return }
        // The index first. If it has to stay as the checkout made it, the files that it names must stay, too.
        do {
            if try self.index().bytes != index.bytes { try writeIndex(index) }
        } catch {
            return
        }
        func isThere(_ entry: Index.Entry) -> Bool { (try? compare(entry, in: workTree).verdict) == .same }
        // New files are removed first, which makes room. Replaced files stay until the old ones are complete beside
        // them.
        let replaced = Set(trace.replaced.map(\.path))
        for var entry in trace.made where !trace.givenUp.contains(entry.path) && !replaced.contains(entry.path) {
            entry.signature = nil
            if isThere(entry) { try? workTree.remove(entry.path) }
        }
        var missing = trace.replaced.filter { !isThere($0) }
        for entry in missing { try? workTree.makeRoom(for: entry.path) }
        do {
            _ = try Materialiser(self, workTree).write(missing)
        } catch {
            // One by one, so that one file that cannot be restored does not prevent the others.
            missing = missing.filter { !isThere($0) }
            for entry in missing { _ = try? Materialiser(self, workTree).write([entry]) }
        }
        if missing.allSatisfy(isThere) { try? endPending() }
    }

    /// Moves HEAD or its branch to the target of a checkout: the last step, after index and working tree.
    package func arrive(_ pending: PendingCheckout, _ lock: borrowing WriteLock) throws {
        var updates: [RefUpdate] = []
        var head: HeadUpdate? = HeadUpdate(pending.newHead, message: pending.message)
        switch (pending.kind, pending.newHead) {
        case (.switch, .branch(let name)):
            if let id = pending.to, try refs.find(name) == nil {
                let message = "branch: created at \(id.short)"
                updates = [RefUpdate(name, expected: .exactly(nil), new: id, message: message)]
            }
        case (.restore, _):
            updates = pending.refs.map {
                RefUpdate($0.name, expected: .anything, new: $0.new, message: pending.message)
            }
            if try refs.head() == pending.newHead { head = nil }
        case (.apply, _), (.abort, _):
            if case .branch(let name) = pending.newHead, try refs.find(name) != pending.to {
                updates = [RefUpdate(name, expected: .anything, new: pending.to, message: pending.message)]
            }
            if try refs.head() == pending.newHead { head = nil }
        case (_, .branch(let name)):
            updates = [RefUpdate(name, expected: .anything, new: pending.to, message: pending.message)]
            head = nil
        case (_, .detached): break
        }
        if !updates.isEmpty || head != nil { try update(updates, head: head, who: pending.who, lock) }
        try endPending()
    }

    /// Completes a checkout of a killed process. What was changed in the working tree since then is not touched.
    ///
    /// - Throws: ``WorkTreeError/interrupted(_:because:)`` if completing it would lose something.
    func settle(_ lock: borrowing WriteLock) throws {
        guard let pending = try pendingCheckout() else { return }
        let (head, commit) = (try refs.head(), try refs.headCommit())
        let isAtStart = head == pending.oldHead && commit == pending.from
        let hasArrived = head == pending.newHead && commit == pending.to
        // Completed, and killed before the record could be removed; or overtaken by a program that does not know the
        // record.
        guard isAtStart, !hasArrived || pending.from == pending.to else { return try endPending() }
        do {
            switch pending.kind {
            case .mixed: try writeIndex(try index().takingOver(target(of: pending).files.entries))
            case .switch where pending.from == pending.to && !pending.force: break
            case .switch, .reset, .apply, .abort, .restore:
                var options = CheckoutOptions()
                options.force = pending.force
                options.keepsUnchanged = pending.kind == .abort
                options.isLazy = isLazy
                options.leavesUnready = true
                if pending.force { options.forceBefore = try place.folder.find(PendingCheckout.fileName)?.changed }
                let base = try pending.base ?? pending.from.map { try objects.commit($0).tree }
                let target = try target(of: pending)
                let plan = try planSwitch(from: base, to: target, options)
                var trace = CheckoutTrace()
                try carryOut(plan, index(), workTree(), options, to: target, &trace)
            }
        } catch WorkTreeError.wouldLose(let paths, let why) {
            throw WorkTreeError.interrupted(
                pending, because: WorkTreeError.wouldLose(paths, because: why).description)
        }
        try arrive(pending, lock)
        if let work = pending.work { note { $0.work.append(work) } }
        self.options.completed(pending)
    }
}
