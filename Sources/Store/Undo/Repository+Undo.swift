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
                if operation.movesFiles { movesFiles = true }
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
        target.stash += index.stash.filter { !target.stash.contains($0) }
        // Files follow if the operation moved them. What was only staged leaves the index.
        let files = movesFiles ? target : index
        let blob = try transaction.put(.blob, target.bytesWithoutSignatures)
        let base = try index.writeTrees { try transaction.put(.tree, $0.payload) }
        let tree = try files.writeTrees { try transaction.put(.tree, $0.payload) }
        try transaction.publish()
        let pending = PendingCheckout(
            .restore, from: place, to: (head, commit), force: false, index: blob, files: tree, base: base,
            refs: refChanges.map { PendingCheckout.RefChange(name: $0.key, new: $0.value) }, who: who,
            message: "undo: \(operations[0].command)")
        if isBare {
            try arrive(pending, lock)
        } else {
            try carryOut(pending, options, lock)
        }
    }
}
