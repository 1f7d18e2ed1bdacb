internal import Objects
internal import Packs
internal import Store

/// Finds commits that both sides have, so that their ancestors need not be sent again.
struct Negotiation {
    private let repository: Repository
    private let end: any RemoteEnd
    private let listing: RefListing

    /// The maximum number of requests; common commits that were not found by then are sent again.
    private static let maximumRounds = 24
    private static let idsARound = 512

    init(_ repository: Repository, _ end: any RemoteEnd, _ listing: RefListing) {
        self.repository = repository
        self.end = end
        self.listing = listing
    }

    /// Asks for the tips of the local refs, and for ever older ancestors of those that the other side lacks.
    func haves() throws -> [ObjectID] {
        var tips: Set<ObjectID> = []
        for (_, id) in try repository.refs.readable() {
            if let chain = try repository.objects.readableTagChain(from: id), chain.kind == .commit {
                tips.insert(chain.end)
            }
        }
        // It has the targets of its refs.
        let theirs = Set(listing.refs.flatMap { [$0.id, $0.peeled ?? $0.id] })
        var common = tips.intersection(theirs)
        var waiting = Array(tips.subtracting(common)).sorted()
        var seen = tips
        var stride = 1
        for _ in 0..<Self.maximumRounds where !waiting.isEmpty {
            let asked = Array(waiting.prefix(Self.idsARound))
            waiting.removeFirst(asked.count)
            let known = try end.known(asked)
            common.formUnion(known)
            for id in asked where !known.contains(id) {
                for older in try ancestors(of: id, stride) where seen.insert(older).inserted { waiting.append(older) }
            }
            stride *= 2
        }
        return common.sorted()
    }

    /// The commits `steps` generations back, by first parents, or the root of a shorter line; also the other parents of
    /// the commits in between.
    private func ancestors(of id: ObjectID, _ steps: Int) throws -> [ObjectID] {
        var id = id
        var found: [ObjectID] = []
        for _ in 0..<steps {
            let parents = try repository.objects.commit(id).parents
            guard let first = parents.first else { break }
            found += parents.dropFirst()
            id = first
        }
        return found + [id]
    }
}
