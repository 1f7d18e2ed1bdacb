internal import Objects
internal import Packs
internal import Store

/// Whether a trusted signature covers incoming objects. A signature covers its commit or tag, and everything reachable
/// from it.
struct SignedHistory {
    private let repository: Repository
    private let incoming: IncomingFacts
    private let signers: TrustedSigners

    init(_ repository: Repository, _ incoming: IncomingFacts, _ signers: TrustedSigners) {
        self.repository = repository
        self.incoming = incoming
        self.signers = signers
    }

    /// - Throws: ``RemoteError/notSigned(_:id:)`` for the first tip that no signature covers.
    func check(_ tips: [(name: RefName, id: ObjectID)]) throws {
        let here = try repository.refs.list().map(\.id)
        var covered: Set<ObjectID> = []
        // What is reachable from local refs was accepted before.
        var waiting = here + (try tips.map(\.id).filter(isTrusted))
        // A signed commit below an unsigned tip covers itself and its ancestors, never the tip.
        while let id = waiting.popLast() {
            guard covered.insert(id).inserted else { continue }
            waiting += try links(id)
        }
        for (name, id) in tips where !covered.contains(id) { throw RemoteError.notSigned(name, id: id) }
    }

    private func isTrusted(_ id: ObjectID) throws -> Bool {
        if incoming.facts[id] != nil { return incoming.verdicts[id]?.isTrusted == true }
        return switch try repository.objects.find(id)?.kind {
        case .commit?: try repository.objects.commit(id).verdict(trusting: signers)?.isTrusted == true
        case .tag?: try repository.objects.tag(id).verdict(trusting: signers)?.isTrusted == true
        default: false
        }
    }

    /// The commits and tags that one refers to.
    private func links(_ id: ObjectID) throws -> [ObjectID] {
        if let fact = incoming.facts[id] {
            return incoming.links(of: fact).filter { $0.kind == .commit || $0.kind == .tag }.map(\.id)
        }
        return switch try repository.objects.find(id)?.kind {
        case .commit?: try repository.objects.commit(id).parents
        case .tag?: [try repository.objects.tag(id).object]
        default: []
        }
    }
}
