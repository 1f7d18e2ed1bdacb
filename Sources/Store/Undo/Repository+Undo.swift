internal import Files
public import Objects
internal import Packs

/// Why an operation cannot be undone.
public enum UndoError: Error, Hashable, Sendable, CustomStringConvertible {
    case nothing
    case unknown(String)
    case ambiguous(String)
    /// A ref has another value than the operation left.
    case moved(RefName)

    public var description: String {
        switch self {
        case .nothing: "there is nothing to undo"
        case .unknown(let text): "'\(text)' is not an operation"
        case .ambiguous(let text): "'\(text)' is ambiguous: several operations match"
        case .moved(let name): "\(name) has moved since, in a way that no operation recorded"
        }
    }
}

extension Repository {
    /// The operations in this repository, newest first.
    public func operations() throws -> [Operation] { try operationLog.read().reversed() }

    /// Undoes the newest operation that has not been undone: refs, HEAD and index, and the files that it moved.
    ///
    /// - Throws: ``WorkTreeError/wouldLose(_:because:)`` if an uncommitted file would be overwritten.
    @discardableResult
    public func undo(who: Person, _ options: CheckoutOptions = CheckoutOptions()) throws -> Operation {
        try withWriteLock { lock in
            try recordMissed()
            var undone: Set<String> = []
            let candidate = try operationLog.read().reversed().first { operation in
                if let other = operation.undoes {
                    undone.insert(other)
                    return false
                }
                return !undone.contains(operation.id)
            }
            guard let operation = candidate else { throw UndoError.nothing }
            try take(back: [operation], who, options, lock)
            note { $0.undoes = operation.id }
            return operation
        }
    }

    /// Restores the repository to its state after an operation.
    ///
    /// - Parameters:
    ///   - text: the beginning of an operation's id.
    ///   - who: who moves the refs, for their logs.
    ///   - options: how the working tree is updated.
    @discardableResult
    public func restoreOperation(_ text: String, who: Person, _ options: CheckoutOptions = CheckoutOptions()) throws
        -> Operation
    {
        try withWriteLock { lock in
            try recordMissed()
            let all = try operationLog.read()
            let found = all.indices.filter { text.utf8.count >= 4 && all[$0].id.hasPrefix(text) }
            guard let index = found.last else { throw UndoError.unknown(text) }
            guard Set(found.map { all[$0].id }).count == 1 else { throw UndoError.ambiguous(text) }
            try take(back: all[(index + 1)...].reversed(), who, options, lock)
            return all[index]
        }
    }

    /// Undoes operations, the newest first, in one step.
    private func take(
        back operations: [Operation], _ who: Person, _ options: CheckoutOptions, _ lock: borrowing WriteLock
    ) throws {
        guard !operations.isEmpty else { return }
        var refChanges: [RefName: ObjectID?] = [:]
        var head: Head = try refs.head()
        var indexID: ObjectID?
        var movesFiles = false
        var work = WorkBack()
        // Stashes whose content returns to the working tree.
        var unstashed: Set<ObjectID> = []
        for operation in operations {
            for (name, step) in operation.refs {
                let now = try refChanges[name] ?? refs.find(name)
                guard now == step.new else { throw UndoError.moved(name) }
                try checkIsFree(name)
                refChanges[name] = .some(step.old)
            }
            if let step = operation.head { head = step.old }
            if let step = operation.index {
                indexID = step.old
                if operation.movesFiles {
                    movesFiles = true
                    if !work.isEmpty {
                        work.goBack(
                            overIndex: (try self.index(ofOperation: step.old), try self.index(ofOperation: step.new)))
                    }
                }
                unstashed.formUnion(try stashes(madeBy: operation, step))
            }
            for step in operation.work.reversed() {
                work.goBack(over: (try self.index(ofOperation: step.old), try self.index(ofOperation: step.new)))
            }
        }
        let place = (head: try refs.head(), commit: try refs.headCommit())
        let commit: ObjectID? =
            switch head {
            case .branch(let name): try refChanges[name] ?? refs.find(name)
            case .detached(let id): id
            }
        for case let id? in refChanges.values.map({ $0 }) where try objects.find(id) == nil {
            throw ObjectError.missing(id)
        }
        let transaction = try transactionWithoutSettling()
        let index = try index()
        var target = try indexID.map { try self.index(ofOperation: $0) } ?? index
        // What was stashed since stays stashed.
        target.stash += index.stash.filter { !target.stash.contains($0) && !unstashed.contains($0) }
        // Files follow if the operation moved them. What was only staged leaves the index.
        let files = movesFiles ? target : index
        let blob = try transaction.put(.blob, target.bytesWithoutSignatures)
        let base = try index.writeTrees { try transaction.put(.tree, $0.payload) }
        let tree = try files.writeTrees { try transaction.put(.tree, $0.payload) }
        let step = try work.isEmpty || isBare ? nil : self.step(work, index, transaction)
        try transaction.publish()
        let pending = PendingCheckout(
            .restore, from: place, to: (head, commit), force: false, index: blob, files: tree, base: base, work: step,
            refs: refChanges.map { PendingCheckout.RefChange(name: $0.key, new: $0.value) }, who: who,
            message: "undo: \(operations[0].command)")
        if isBare {
            try arrive(pending, lock)
        } else {
            try carryOut(pending, options, lock)
        }
    }

    /// The stashes that an operation made and whose content returns to the working tree with it: nothing is lost if they
    /// are removed.
    private func stashes(madeBy operation: Operation, _ step: Operation.Step<ObjectID>) throws -> Set<ObjectID> {
        // A tree names no stash.
        guard try objects.find(step.new)?.kind == .blob else { return [] }
        let old = try index(ofOperation: step.old)
        let made = Set(try index(ofOperation: step.new).stash).subtracting(old.stash)
        return try made.filter { id in
            if !operation.work.isEmpty { return true }
            // Everything in it had been staged.
            guard try objects.find(id) != nil else { return false }
            return try files(of: objects.commit(id).tree).elementsEqual(old.entries) {
                $0.path == $1.path && $0.isSame(as: $1)
            }
        }
    }

    /// The step from the files as they are to those that are wanted. A file that is none of those that may be there is
    /// left to the checkout, which refuses.
    private func step(_ work: WorkBack, _ index: Index, _ transaction: Transaction) throws -> Operation.Step<ObjectID> {
        let workTree = try workTree()
        var now: [TreePath: Index.Entry] = [:]
        for (path, file) in work.files {
            guard let found = try workTree.findSafely(path), found.kind != .folder else { continue }
            now[path] =
                try [file.left, index.find(path), file.wanted].lazy.compactMap(\.self).first {
                    try compare($0, in: workTree).verdict == .same
                } ?? file.left
        }
        return Operation.Step(
            from: try put(now, transaction), to: try put(work.files.compactMapValues(\.wanted), transaction))
    }
}
