import Objects
import Packs
import Store

/// Any object as JSON: its members if it is a description, its bytes if it is content.
struct ObjectJSON {
    let repository: Repository
    /// Longer content is not put into one JSON value.
    private static let limit: UInt64 = 8 << 20

    init(_ repository: Repository) {
        self.repository = repository
    }

    func value(_ id: ObjectID) throws -> JSONValue {
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        switch kind {
        case .commit: return try commit(id)
        case .tag:
            var object = try tag(id)
            object["object"] = try value(repository.peel(id, to: nil))
            return .object(object)
        case .tree:
            let entries = try repository.objects.tree(id).entries.map { entry -> JSONValue in
                var object: JSONObject = [
                    "mode": .string(entry.mode.rawValue), "kind": .string(entry.kind.rawValue),
                    "id": .string(entry.id.hex),
                ]
                TreePath(entry.name).add(to: &object)
                return .object(object)
            }
            return ["id": .string(id.hex), "kind": "tree", "entries": .array(entries)]
        case .recipe: return try JSONValue(parsing: repository.objects.recipe(id).bytes)
        case .output, .computation, .environment:
            return try JSONValue(parsing: repository.objects.get(id, kind))
        case .blob, .chunks, .bundle, .session: return try content(kind, id)
        }
    }

    private func commit(_ id: ObjectID) throws -> JSONValue {
        let commit = try repository.objects.commit(id)
        let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
        let changes = Change.between(try repository.files(of: parent), and: try repository.files(of: commit.tree))
        var object = commit.json(id)
        object["changes"] = .array(changes.map(\.json))
        return .object(object)
    }

    private func tag(_ id: ObjectID) throws -> JSONObject {
        let tag = try repository.objects.tag(id)
        return [
            "id": .string(id.hex), "kind": "tag", "name": .string(tag.name), "target": .string(tag.object.hex),
            "tagger": tag.tagger.json, "message": .string(tag.message), "signed": .bool(tag.signature != nil),
        ]
    }

    /// The file that an object represents: `text` if it is UTF-8, else `base64`; neither if it is longer than 8 MiB.
    func content(_ kind: ObjectKind, _ id: ObjectID) throws -> JSONValue {
        guard ![.tree, .commit, .tag, .computation, .environment].contains(kind) else { return try value(id) }
        let length = try repository.contentLength(kind, id)
        var object: JSONObject = [
            "id": .string(id.hex), "kind": .string(kind.rawValue), "length": .integer(length),
        ]
        guard length <= Self.limit else { return .object(object) }
        var bytes: [UInt8] = []
        try repository.content(kind, id) { piece in piece.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        if let text = String(validating: bytes, as: UTF8.self) {
            object["text"] = .string(text)
        } else {
            object["base64"] = .string(Base64.encode(bytes))
        }
        return .object(object)
    }
}

extension [TreePath] {
    var json: JSONValue {
        .array(
            map { path in
                var object = JSONObject()
                path.add(to: &object)
                return .object(object)
            })
    }
}
