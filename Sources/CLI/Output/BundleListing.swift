import Objects
import Store

/// A rerun bundle as a commit has it.
struct BundleListing {
    let path: TreePath
    let id: ObjectID
    let bundle: RerunBundle

    /// The bundles of a commit that no commit shown before has.
    static func bundles(of commit: Commit, _ repository: Repository, besides seen: inout Set<ObjectID>) throws
        -> [BundleListing]
    {
        var result: [BundleListing] = []
        for entry in try repository.files(of: commit.tree) where entry.kind == .bundle && seen.insert(entry.id).inserted
        {
            let bundle = try RerunBundle(payload: repository.objects.get(entry.id, .bundle))
            result.append(BundleListing(path: entry.path, id: entry.id, bundle: bundle))
        }
        return result
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
