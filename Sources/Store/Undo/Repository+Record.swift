internal import Objects
internal import Packs

extension Repository {
    /// The id of the operation that this process carries out; a new one each time if no command line is known.
    private var operationID: String { options.command.isEmpty ? Operation.newID() : callID }

    private static let emptyTree = ObjectID(of: .tree, Tree([]).payload)

    var operationLog: OperationLog { OperationLog(place.folder, isDurable: options.isDurable) }

    /// Records what the command has changed. Best effort: what is not recorded is found by the next operation.
    func record(_ draft: OperationDraft) {
        guard !draft.isEmpty, draft.refs.count <= 10_000 else { return }
        try? write(draft)
    }

    /// Records files of the working tree before they change, so that a process that is killed in between leaves the record.
    /// What the command records at its end joins it.
    func record(_ work: Operation.Step<ObjectID>) throws {
        var draft = OperationDraft()
        draft.work = [work]
        try write(draft, now: index())
    }

    /// Records a change that no operation accounts for, of a process that was killed: it is undone first.
    func recordMissed() throws {
        guard let last = try operationLog.last() else { return }
        let person = try Self.person(.committer, configuration, options.environment)
        let who = try Person(name: person.name, email: person.email, date: .now)
        let missed = try missed(
            since: last.place, OperationDraft(), represent(index()), refs.head(), refs.headCommit(), who)
        if let missed { try operationLog.append([missed]) }
    }

    /// - Parameter now: the index, if the draft does not change it and a change of it may be unrecorded.
    private func write(_ draft: OperationDraft, now: Index? = nil) throws {
        var step: Operation.Step<ObjectID>?
        if let before = draft.indexBefore, let after = draft.indexAfter, !before.saysTheSame(as: after) {
            let transaction = try transactionWithoutSettling()
            let ids = (try keep(before, transaction), try keep(after, after: before, transaction))
            if ids.0 != ids.1 {
                try transaction.publish()
                step = Operation.Step(from: ids.0, to: ids.1)
            }
        }
        guard step != nil || !draft.refs.isEmpty || draft.head != nil || !draft.work.isEmpty else { return }
        let person = try Self.person(.committer, configuration, options.environment)
        // The actual time: commits may be dated as the user likes.
        let who = try Person(name: person.name, email: person.email, date: .now)
        let (head, commit) = (try refs.head(), try refs.headCommit())
        let last = try operationLog.last()
        var now = now
        // A process that was killed may have left another index as well.
        if step == nil, let last, try missed(since: last.place, draft, nil, head, commit, who) != nil {
            now = try self.index()
        }
        let index = try last == nil ? nil : now.map(represent)
        var operations: [Operation] = []
        if let last, let missed = try missed(since: last.place, draft, step?.old ?? index, head, commit, who) {
            operations.append(missed)
        }
        operations.append(
            Operation(
                id: operationID, who: who, command: options.command, refs: draft.refs, head: draft.head, index: step,
                movesFiles: draft.movesFiles, work: draft.work, undoes: draft.undoes,
                place: .init(
                    head: head, commit: commit, index: step?.new ?? index ?? last?.place.index,
                    content: step == nil
                        ? index == nil ? last?.place.content : now.flatMap(Self.content)
                        : draft.indexAfter.flatMap(Self.content))))
        try operationLog.append(operations)
    }

    /// What has changed since the last record, and not by this operation: by a process that was killed, or by a build
    /// without records.
    private func missed(
        since place: Operation.Place, _ draft: OperationDraft, _ index: ObjectID?, _ head: Head,
        _ commit: ObjectID?, _ who: Person
    ) throws -> Operation? {
        let headBefore = draft.head?.old ?? head
        let commitBefore: ObjectID? =
            switch headBefore {
            case .branch(let name): try draft.refs[name].map(\.old) ?? refs.find(name)
            case .detached(let id): id
            }
        let indexBefore = index ?? place.index
        guard headBefore != place.head || commitBefore != place.commit || indexBefore != place.index else { return nil }
        var moved: [RefName: Operation.Step<ObjectID?>] = [:]
        if case .branch(let name) = headBefore, headBefore == place.head, commitBefore != place.commit {
            moved[name] = Operation.Step(from: place.commit, to: commitBefore)
        }
        var step: Operation.Step<ObjectID>?
        if let old = place.index, let new = indexBefore, old != new { step = Operation.Step(from: old, to: new) }
        let head = headBefore == place.head ? nil : Operation.Step(from: place.head, to: headBefore)
        guard !moved.isEmpty || step != nil || head != nil else { return nil }
        return Operation(
            id: Operation.newID(), who: who, command: "(not recorded)", refs: moved, head: head, index: step,
            movesFiles: true, work: [], undoes: nil,
            place: .init(head: headBefore, commit: commitBefore, index: indexBefore))
    }

    /// What decides the tree of an index that is no more than its tree; nil for any other.
    private static func content(_ index: Index) -> Digest? { isTree(index) ? index.contentDigest : nil }

    private static func isTree(_ index: Index) -> Bool {
        index.conflicts.isEmpty && index.inProgress == nil && index.stash.isEmpty
    }

    /// The tree of an index. What is new of it is put into the transaction.
    ///
    /// - Parameter before: an index that has most of the same.
    func tree(of index: Index, after before: Index? = nil, _ transaction: Transaction) throws -> ObjectID {
        let content = index.contentDigest
        if let known = try knownTree(content) { return known }
        let tree: ObjectID
        if let before, let base = try knownTree(before.contentDigest) {
            tree = try index.writeTrees(after: before, tree: base, read: objects.tree) {
                try transaction.put(.tree, $0.payload)
            }
        } else {
            tree = try index.writeTrees { try transaction.put(.tree, $0.payload) }
        }
        indexTrees.note(content, tree)
        return tree
    }

    /// The tree of these contents, if it is in the store: one that this process has put there, or that the last operation names.
    private func knownTree(_ content: Digest) throws -> ObjectID? {
        if let tree = indexTrees.find(content) { return try objects.find(tree) == nil ? nil : tree }
        guard let place = try operationLog.last()?.place, place.content == content, let tree = place.index,
            try objects.find(tree)?.kind == .tree
        else { return nil }
        indexTrees.note(content, tree)
        return tree
    }

    /// The same for an index that has been there before; what is missing of it is stored.
    private func represent(_ index: Index) throws -> ObjectID {
        if Self.isTree(index), let known = try knownTree(index.contentDigest) { return known }
        let transaction = try transactionWithoutSettling()
        let id = try keep(index, transaction)
        try transaction.publish()
        return id
    }

    /// The object that represents an index in an operation: its tree, or its bytes if it contains more than that.
    func keep(_ index: Index, after before: Index? = nil, _ transaction: Transaction) throws -> ObjectID {
        // An empty one needs no object.
        if index.saysTheSame(as: Index()) { return Self.emptyTree }
        guard Self.isTree(index) else { return try transaction.put(.blob, index.bytesWithoutSignatures) }
        return try tree(of: index, after: before, transaction)
    }

    /// The index that an operation names.
    func index(ofOperation id: ObjectID) throws -> Index {
        if id == Self.emptyTree { return Index() }
        guard let kind = try objects.find(id)?.kind else { throw ObjectError.missing(id) }
        guard kind == .blob else { return Index(sorted: try files(of: id)) }
        do {
            return try Index(parsing: objects.get(id, .blob))
        } catch let error as DecodeError {
            throw Damage(.content(.blob, id), "it is the index of an operation: \(error)")
        }
    }
}
