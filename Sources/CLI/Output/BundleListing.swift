import Objects
import Packs
import Store

/// A rerun bundle in a commit.
struct BundleListing {
    let path: TreePath
    let id: ObjectID
    let bundle: RerunBundle

    /// The bundles that a commit adds: those that none of its parents has.
    static func bundles(broughtBy commit: Commit, _ repository: Repository) throws -> [BundleListing] {
        func bundles(_ tree: ObjectID) throws -> [Index.Entry] {
            try repository.files(of: tree).filter { $0.kind == .bundle }
        }
        let own = try bundles(commit.tree)
        guard !own.isEmpty else { return [] }
        var known: Set<ObjectID> = []
        for parent in commit.parents { known.formUnion(try bundles(repository.objects.commit(parent).tree).map(\.id)) }
        return try own.filter { known.insert($0.id).inserted }.map { entry in
            let bundle = try RerunBundle(payload: repository.objects.get(entry.id, .bundle))
            return BundleListing(path: entry.path, id: entry.id, bundle: bundle)
        }
    }

    func line(trusting signers: TrustedSigners) -> String {
        let threshold = bundle.tolerance.threshold.map { " \(JSONValue.number($0).canonicalText)" } ?? ""
        let signature = bundle.verdict(trusting: signers).map { "\($0)" } ?? "not signed"
        return
            "\(path.quoted): \(bundle.model.vendor)/\(bundle.model.id), \(bundle.tolerance.level.rawValue)\(threshold), \(signature)"
    }

    func json(_ commit: ObjectID, trusting signers: TrustedSigners) -> JSONObject {
        var object: JSONObject = [
            "commit": .string(commit.hex), "id": .string(id.hex),
            "model": ["vendor": .string(bundle.model.vendor), "id": .string(bundle.model.id)],
            "tolerance": .string(bundle.tolerance.level.rawValue),
            "signature": bundle.verdict(trusting: signers).json,
        ]
        object["threshold"] = bundle.tolerance.threshold.map { .number($0) }
        path.add(to: &object)
        return object
    }
}
