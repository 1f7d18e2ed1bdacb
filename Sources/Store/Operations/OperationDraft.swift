internal import Objects

/// What a command has changed so far, under the lock.
struct OperationDraft: Sendable {
    var refs: [RefName: Operation.Step<ObjectID?>] = [:]
    var head: Operation.Step<Head>?
    /// The index before the first change.
    var indexBefore: Index?
    var indexAfter: Index?
    var movesFiles = false
    /// Files of the working tree that the index does not account for (``Operation/work``).
    var work: [Operation.Step<ObjectID>] = []
    var undoes: String?

    var isEmpty: Bool { refs.isEmpty && head == nil && indexAfter == nil && work.isEmpty }

    mutating func add(_ moves: RefMoves) {
        for move in moves.refs where move.old != move.new {
            refs[move.name] = Operation.Step(from: refs[move.name]?.old ?? move.old, to: move.new)
        }
        if let move = moves.head, move.old != move.new {
            head = Operation.Step(from: head?.old ?? move.old, to: move.new)
        }
    }
}
