internal import Objects
internal import Packs
internal import Synchronization

extension Fsck {
    /// Rereads every file that is stored as its bytes and looks like evidence (docs/format.md §3.9.5): a file that is
    /// not valid evidence is a finding; for valid evidence, the signature is checked. Files that are in no commit and
    /// no index are ignored.
    ///
    /// - Parameter plan: limits this to files that belong to it.
    func checkPlainEvidence(from roots: [Root], reachable: Set<ObjectID>, in plan: CheckPlan?) throws {
        let (suspects, facts) = state.withLock { ($0.suspects, $0.facts) }
        guard !suspects.isEmpty else { return }
        var files = Set(roots.map(\.id))
        for id in reachable {
            guard let fact = facts[id], fact.kind == .tree else { continue }
            files.formUnion(facts.links(of: fact).lazy.map(\.id).filter(suspects.contains))
        }
        for id in suspects.intersection(files).sorted() {
            guard let kind = facts[id]?.kind, owns(id, kind, plan) else { continue }
            do {
                switch try plainEvidence(id, kind) {
                case nil: break
                case .session(let token, let session): note(token, session, of: id, kind)
                case .bundle(let bundle): note(bundle.verdict(trusting: options.signers), of: id, kind)
                case .unsound(let what): find(Finding(.evidenceUnsound, id, kind, "\(kind.rawValue) \(id): \(what)"))
                }
            } catch {
                continue  // damaged or absent, which is reported where objects are read
            }
        }
    }

    private func owns(_ id: ObjectID, _ kind: ObjectKind, _ plan: CheckPlan?) -> Bool {
        guard let plan else { return true }
        if kind == .chunks { return plan.owns(file: id) }
        guard let (pack, entry) = try? repository.objects.locate(id) else { return true }
        return plan.owns(CheckPlan.FramePlace(pack: pack.name, number: entry.frame))
    }

    private func plainEvidence(_ id: ObjectID, _ kind: ObjectKind) throws -> PlainEvidence? {
        guard let bytes = try repository.content(kind, id, atMost: PlainEvidence.maximumLength) else {
            return .unsound(PlainEvidence.tooLong(try repository.contentLength(kind, id)))
        }
        return PlainEvidence(bytes)
    }
}
