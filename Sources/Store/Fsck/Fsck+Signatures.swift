public import Objects
internal import Synchronization

extension Fsck {
    /// Notes the verdict on an object's signature. A bad one is a finding; other verdicts are for the reader to judge.
    func note(_ verdict: SignatureVerdict?, of id: ObjectID, _ kind: ObjectKind) {
        guard let verdict else { return }
        if verdict == .bad {
            find(Finding(.signatureBad, id, kind, "the signature of \(kind.rawValue) \(id) is bad"))
        }
        state.withLock { $0.report.signatures.append(FsckReport.Signature(object: id, kind: kind, verdict: verdict)) }
    }

    /// Sorts the signatures and, if the options require it, finds the refs that none of them covers.
    ///
    /// A trusted signature covers its commit or tag, and everything reachable from it: an identity is a hash of what it
    /// names. The signature of an object that is no longer reachable from any ref, such as a deleted tag, covers
    /// nothing.
    func checkSignatures() throws {
        state.withLock { $0.report.signatures.sort { $0.object < $1.object } }
        guard options.requiresSignedRefs else { return }
        let (signatures, facts) = state.withLock { ($0.report.signatures, $0.facts) }
        func history(of starts: [ObjectID]) -> Set<ObjectID> {
            var seen: Set<ObjectID> = []
            var waiting: [ObjectID] = []
            func meet(_ id: ObjectID) {
                guard let fact = facts[id], fact.kind == .commit || fact.kind == .tag, seen.insert(id).inserted else {
                    return
                }
                waiting.append(id)
            }
            for id in starts { meet(id) }
            while let id = waiting.popLast() {
                guard let fact = facts[id] else { continue }
                for link in facts.links(of: fact) { meet(link.id) }
            }
            return seen
        }
        let refs = try repository.refs.list(in: moves)
        let reachable = history(of: refs.map(\.id))
        let covered = history(
            of: signatures.filter { $0.verdict.isTrusted && reachable.contains($0.object) }.map(\.object))
        for (name, id) in refs where !covered.contains(id) {
            guard let kind = facts[id]?.kind else { continue }  // missing, which is a finding of its own
            find(Finding(.refNotSigned, id, kind, "no signature by a trusted signer covers \(name), which is at \(id)"))
        }
    }
}

extension FsckReport {
    /// A signature that was found, and the verdict for a user who trusts the signers of the options.
    public struct Signature: Hashable, Sendable {
        public let object: ObjectID
        /// A commit, a tag or a bundle.
        public let kind: ObjectKind
        public let verdict: SignatureVerdict
        /// The refs that point to the object.
        public internal(set) var refs: [RefName] = []
    }
}
