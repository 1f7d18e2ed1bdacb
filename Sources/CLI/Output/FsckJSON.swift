import Objects
import Store

extension FsckReport {
    /// The report as `at1 fsck --json` prints it.
    ///
    /// - Parameter executes: whether recipes were executed.
    func json(executes: Bool) -> JSONObject {
        var counts = JSONObject()
        for kind in ObjectKind.allCases { counts[kind.rawValue] = .integer(objects[kind] ?? 0) }
        var object: JSONObject = [
            "ok": .bool(isClean),
            "objects": .object(counts),
            "packs": .integer(packs),
            "executed": .integer(executed),
            "bytes_reproduced": .integer(bytesReproduced),
            "computations_executed": .integer(computed),
            "computations_waiting": .integer(waiting),
            "bytes_hashed": .integer(bytesHashed),
            "unreachable": .integer(unreachable),
            "absent": .array(absent.sorted().map { .string($0.hex) }),
            "executes": .bool(executes),
            "signatures": .array(
                signatures.map { signature in
                    guard case .object(var object) = signature.verdict.json else { return .null }
                    object["object"] = .string(signature.object.hex)
                    object["kind"] = .string(signature.kind.rawValue)
                    object["refs"] = .array(signature.refs.map { .string($0.text) })
                    return .object(object)
                }),
            "sessions": .integer(sessions),
            "sessions_verified": .integer(sessionsVerified),
            "artifacts": .array(artifacts.map(\.json)),
            "missing_artifacts": .array(artifacts.filter { $0.object == nil }.map(\.json)),
            "problems": .array(findings.map(\.json)),
        ]
        object["shard"] = share?.json
        object["since"] = basis?.json
        return object
    }
}

extension Finding {
    fileprivate var json: JSONValue {
        [
            "object": object.map { .string($0.hex) } ?? .null,
            "kind": kind.map { .string($0.rawValue) } ?? .null,
            "code": .string(code.rawValue),
            "what": .string(what),
            "mend": .string(hint),
            "paths": .array(paths.map { .string($0) }),
            "commits": .array(commits.map { .string($0.hex) }),
            "refs": .array(refs.map { .string($0.text) }),
        ]
    }
}

extension FsckBasis {
    fileprivate var json: JSONValue {
        ["roots": .array(roots.map { .string($0.hex) }), "share": part.map { .string("\($0)") } ?? .null]
    }
}

extension FsckShare {
    fileprivate var json: JSONValue {
        [
            "number": .integer(shard.number),
            "count": .integer(shard.count),
            "plan": .string(plan.hex),
            "packs": .string(packs.hex),
            "refs": .array(refs.map { ["ref": .string($0.ref.text), "id": .string($0.id.hex)] }),
            "units": .integer(units),
            "done": .integer(done),
            "bytes_hashed": .integer(bytesHashed),
            "sessions": .integer(sessions),
            "sessions_verified": .integer(sessionsVerified),
        ]
    }
}
