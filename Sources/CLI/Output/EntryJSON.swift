import Objects
import Store

extension Index.Entry {
    var json: JSONValue {
        var object: JSONObject = [
            "mode": .string(mode.rawValue), "kind": .string(kind.rawValue), "id": .string(id.hex),
        ]
        path.add(to: &object)
        return .object(object)
    }
}

extension Change {
    /// With git's letter for the change.
    var json: JSONValue {
        var object: JSONObject = ["status": .string(letter)]
        path.add(to: &object)
        if let old { object["old_id"] = .string(old.id.hex) }
        if let new { object["new_id"] = .string(new.id.hex) }
        return .object(object)
    }
}

extension Person {
    var json: JSONValue {
        [
            "name": .string(name), "email": .string(email), "date": .string(date.isoText),
            "seconds": .integer(date.seconds),
        ]
    }
}

extension Commit {
    func json(_ id: ObjectID) -> JSONObject {
        [
            "id": .string(id.hex), "tree": .string(tree.hex), "parents": .array(parents.map { .string($0.hex) }),
            "author": author.json, "committer": committer.json, "message": .string(message),
            "signed": .bool(signature != nil),
        ]
    }
}
