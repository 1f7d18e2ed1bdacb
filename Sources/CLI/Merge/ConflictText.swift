import Objects
import Packs
import Store

/// Describes a conflict: for a recipe its parameters on each side, for a computed file how its program is called.
struct ConflictText {
    private let repository: Repository

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// The details of the difference; none for a text, whose markers show it.
    func lines(_ conflict: Index.Conflict) throws -> [String] {
        try differences(conflict).map { difference in
            let sides = [("base", difference.base), ("ours", difference.ours), ("theirs", difference.theirs)]
            let text = sides.map { "\($0.0) \($0.1?.canonicalText ?? "none")" }.joined(separator: ", ")
            return
                "\(conflict.path.quoted): \(difference.name): \(text)\(difference.isConflict ? "" : " (no conflict)")"
        }
    }

    private func differences(_ conflict: Index.Conflict) throws -> [RecipeMerge.Difference] {
        if let merge = try recipes(conflict) { return merge.differences }
        return try repository.computationMerge(base: conflict.base, ours: conflict.ours, theirs: conflict.theirs)?
            .differences ?? []
    }

    private func recipes(_ conflict: Index.Conflict) throws -> RecipeMerge? {
        func recipe(_ side: Index.Entry?) throws -> Recipe? {
            guard let side, side.kind == .recipe else { return nil }
            return try repository.objects.recipe(side.id)
        }
        guard let ours = try recipe(conflict.ours), let theirs = try recipe(conflict.theirs) else { return nil }
        return RecipeMerge(base: try recipe(conflict.base), ours: ours, theirs: theirs)
    }

    func json(_ conflict: Index.Conflict) throws -> JSONValue {
        func side(_ entry: Index.Entry?) -> JSONValue {
            guard let entry else { return .null }
            return [
                "mode": .string(entry.mode.rawValue), "kind": .string(entry.kind.rawValue), "id": .string(entry.id.hex),
            ]
        }
        var object: JSONObject = [
            "what": .string(conflict.words), "base": side(conflict.base), "ours": side(conflict.ours),
            "theirs": side(conflict.theirs),
        ]
        conflict.path.add(to: &object)
        let differences = try differences(conflict)
        if try recipes(conflict) != nil || !differences.isEmpty {
            object["parameters"] = .array(
                differences.map { difference in
                    [
                        "name": .string(difference.name), "base": difference.base ?? .null,
                        "ours": difference.ours ?? .null, "theirs": difference.theirs ?? .null,
                        "conflict": .bool(difference.isConflict),
                    ]
                })
        }
        return .object(object)
    }
}
