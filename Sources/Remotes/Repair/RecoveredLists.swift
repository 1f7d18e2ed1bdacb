internal import Objects
internal import Packs
internal import Store

/// Recovered lists of chunks, held until their chunks are present: a list whose file does not match it is not accepted
/// (docs/format.md §3.2).
struct RecoveredLists {
    private struct Held {
        let list: ChunkList
        let payload: [UInt8]
        let source: Int
    }

    private let repository: Repository
    private var held: [ObjectID: Held] = [:]
    private var refused: Set<ObjectID> = []

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// Holds a list from a source.
    ///
    /// - Returns: false for bytes that are not a list.
    mutating func hold(_ id: ObjectID, _ payload: [UInt8], from source: Int) -> Bool {
        guard let list = try? ChunkList(payload: payload) else { return false }
        held[id] = Held(list: list, payload: payload, source: source)
        return true
    }

    /// What to ask for, of what is missing: not what is held or was refused, but the chunks of what is held.
    func wanted(_ missing: Set<ObjectID>) throws -> Set<ObjectID> {
        var wanted = missing.subtracting(held.keys).subtracting(refused)
        for file in held.values {
            for chunk in file.list.chunks where try repository.objects.find(chunk.id) == nil { wanted.insert(chunk.id) }
        }
        return wanted
    }

    /// Accepts the lists whose files can be assembled and match. In a lazy copy chunks may be absent: then this can
    /// only be checked once they are fetched.
    ///
    /// - Returns: for each list that was refused, the source and the reason.
    mutating func settle() throws -> [(source: Int, what: String)] {
        guard !held.isEmpty else { return [] }
        var lies: [(source: Int, what: String)] = []
        let transaction = try repository.transaction()
        for (id, file) in held {
            do {
                try Assembly(id, file.list, repository.objects.assemblyPlace).run()
            } catch ObjectError.missing where !repository.isLazy {
                continue
            } catch ObjectError.missing {
            } catch let damage as Damage {
                lies.append((file.source, "it has the \(damage.part) with another file: \(damage.what)"))
                refused.insert(id)
                held[id] = nil
                continue
            }
            try transaction.put(id, .chunks, file.payload)
            held[id] = nil
        }
        try transaction.publish()
        return lies
    }

    /// Accepts the lists whose chunks were not found, so that a check reports those.
    mutating func release() throws {
        guard !held.isEmpty else { return }
        let transaction = try repository.transaction()
        for (id, file) in held { try transaction.put(id, .chunks, file.payload) }
        try transaction.publish()
        held = [:]
    }
}
