public import Objects
internal import Packs

extension Repository {
    /// Moves refs to existing objects, and HEAD with them: all of them, or none.
    public func update(
        _ updates: [RefUpdate], head: HeadUpdate? = nil, who: Person, _ lock: borrowing WriteLock
    ) throws {
        for case let id? in updates.map(\.new) where try objects.find(id) == nil {
            throw ObjectError.missing(id)
        }
        let moves = try refs.plan(updates, head: head, who: who)
        for move in moves.refs where move.old != move.new { try checkIsFree(move.name) }
        if case .branch(let name)? = moves.head?.new { try checkIsFree(name) }
        note { $0.add(moves) }
        try refs.make(moves)
    }

    /// Sets HEAD, with an entry in its log.
    public func setHead(_ head: Head, who: Person, message: String, _ lock: borrowing WriteLock) throws {
        if case .branch(let name) = head { try checkIsFree(name) }
        let moves = try refs.plan([], head: HeadUpdate(head, message: message), who: who)
        note { $0.add(moves) }
        try refs.make(moves)
    }
}
