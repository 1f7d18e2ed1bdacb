internal import Objects
internal import Packs
internal import Store

/// The computations that signatures cover: a good signature covers its commit or tag, and everything reachable from it.
struct SignedComputations {
    private let repository: Repository
    private let signers: TrustedSigners

    init(_ repository: Repository, keys: Set<PublicKey>) {
        self.repository = repository
        signers = TrustedSigners(keys.map { TrustedSigner(ownKey: $0, named: $0.fingerprint) })
    }

    func all() throws -> Set<ObjectID> {
        var computations: Set<ObjectID> = []
        var covered: Set<ObjectID> = []
        var seen: Set<ObjectID> = []
        var waiting = try repository.refs.list().map(\.id)
        while let id = waiting.popLast() {
            guard seen.insert(id).inserted else { continue }
            switch try repository.objects.find(id)?.kind {
            case .commit?:
                let commit = try repository.objects.commit(id)
                if commit.verdict(trusting: signers)?.isTrusted == true {
                    try cover(id, .commit, &covered, &computations)
                }
                waiting += commit.parents
            case .tag?:
                let tag = try repository.objects.tag(id)
                if tag.verdict(trusting: signers)?.isTrusted == true { try cover(id, .tag, &covered, &computations) }
                waiting.append(tag.object)
            default: break
            }
        }
        return computations
    }

    /// The fingerprints of the keys whose signatures of tags and of the tips of branches cover a computation.
    static func signers(of computation: ObjectID, in repository: Repository) throws -> [String] {
        var found: Set<String> = []
        let nobody = SignedComputations(repository, keys: [])
        for (_, id) in try repository.refs.list() {
            var id = id
            var verdicts: [SignatureVerdict] = []
            while try repository.objects.find(id)?.kind == .tag, verdicts.count < 64 {
                let tag = try repository.objects.tag(id)
                if let verdict = tag.verdict(trusting: TrustedSigners()) { verdicts.append(verdict) }
                id = tag.object
            }
            if try repository.objects.find(id)?.kind == .commit,
                let verdict = try repository.objects.commit(id).verdict(trusting: TrustedSigners())
            {
                verdicts.append(verdict)
            }
            let keys = verdicts.compactMap { verdict -> String? in
                if case .unknownSigner(let key) = verdict { return key.fingerprint }
                return nil
            }
            guard !keys.isEmpty, let kind = try repository.objects.find(id)?.kind else { continue }
            var (covered, computations) = (Set<ObjectID>(), Set<ObjectID>())
            try nobody.cover(id, kind, &covered, &computations)
            if computations.contains(computation) { found.formUnion(keys) }
        }
        return found.sorted()
    }

    private func cover(
        _ id: ObjectID, _ kind: ObjectKind, _ covered: inout Set<ObjectID>, _ computations: inout Set<ObjectID>
    ) throws {
        var waiting: [(id: ObjectID, kind: ObjectKind)] = [(id, kind)]
        while let (id, kind) = waiting.popLast() {
            guard covered.insert(id).inserted else { continue }
            switch kind {
            case .commit:
                let commit = try repository.objects.commit(id)
                waiting.append((commit.tree, .tree))
                waiting += commit.parents.map { ($0, .commit) }
            case .tag:
                let tag = try repository.objects.tag(id)
                waiting.append((tag.object, tag.objectKind))
            case .tree:
                waiting += try repository.objects.tree(id).entries.filter { $0.kind == .tree || $0.kind == .output }
                    .map { ($0.id, $0.kind) }
            case .output: waiting.append((try repository.objects.computedFile(id).computation, .computation))
            case .computation:
                computations.insert(id)
                waiting += try repository.objects.computation(id).inputs.filter { $0.kind == .output }
                    .map { ($0.id, .output) }
            case .blob, .chunks, .recipe, .bundle, .session, .environment: break
            }
        }
    }
}
