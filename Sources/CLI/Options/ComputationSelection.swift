import Computations
import Objects
import Packs
import Store

/// The computations that arguments name: by files, revisions or identities.
struct ComputationSelection {
    private let access: RepositoryAccess

    init(_ access: RepositoryAccess) {
        self.access = access
    }

    /// All computations that are named, and those that they need, ordered by identity.
    func computations(_ words: [String]) throws -> [ObjectID] {
        var found: Set<ObjectID> = []
        for word in words {
            let before = found.count
            for output in try outputs(word) {
                try add(access.repository.objects.computedFile(output).computation, &found)
            }
            for computation in try direct(word) { try add(computation, &found) }
            if found.count == before, try outputs(word).isEmpty, try direct(word).isEmpty {
                throw CommandError(.usage, "no program makes '\(word)', or a file of it")
            }
        }
        return found.sorted()
    }

    private func direct(_ word: String) throws -> [ObjectID] {
        guard let id = try? access.repository.resolve(word),
            try access.repository.objects.find(id)?.kind == .computation
        else { return [] }
        return [id]
    }

    /// The outputs that an argument names: those of the index at a path and below, or of a revision.
    private func outputs(_ word: String) throws -> [ObjectID] {
        let repository = access.repository
        if !repository.isBare, let path = try? access.path(word) {
            let entries = try repository.index().entries(within: path).filter { $0.kind == .output }
            if !entries.isEmpty { return entries.map(\.id) }
        }
        let id: ObjectID
        do {
            id = try repository.resolve(word)
        } catch RevisionError.unknown {
            return []
        }
        switch try repository.objects.find(id)?.kind {
        case .output?: return [id]
        case .commit?, .tag?, .tree?:
            return try repository.files(of: repository.peel(id, to: .tree)).filter { $0.kind == .output }.map(\.id)
        default: return []
        }
    }

    private func add(_ id: ObjectID, _ found: inout Set<ObjectID>) throws {
        var waiting = [id]
        while let next = waiting.popLast() {
            guard found.insert(next).inserted else { continue }
            for input in try access.repository.objects.computation(next).inputs where input.kind == .output {
                waiting.append(try access.repository.objects.computedFile(input.id).computation)
            }
        }
    }
}
