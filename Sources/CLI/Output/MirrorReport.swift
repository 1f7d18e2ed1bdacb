import Mirror
import Objects
import Store

/// What was fetched from a mirror, in words and as JSON.
enum MirrorReport {
    static func tellLacking(_ result: MirrorFetchReport, _ console: Console) {
        guard !result.lacking.isEmpty else { return }
        let total = result.lacking.total(\.length)
        console.message(
            "the mirror lacks the bytes of \(Figures.count(result.lacking.count, "file")), \(Figures.short(total)):")
        for file in result.lacking {
            console.message("  \(file.path.quoted), \(Figures.bytes(file.length)), SHA-256 \(file.sha256)")
        }
    }

    static func json(_ result: MirrorFetchReport) -> JSONValue {
        [
            "commits": .integer(result.commits),
            "refs": .array(
                result.refs.map { ref in
                    var object: JSONObject = ["name": .string(ref.name.text), "new": .string(ref.new.hex)]
                    if let old = ref.old { object["old"] = .string(old.hex) }
                    return .object(object)
                }),
            "conflicts": .array(result.conflicts.map { .string($0.text) }),
            "lacking": .array(result.lacking.map(\.json)),
        ]
    }
}

extension MirrorOmission {
    var json: JSONValue {
        var object: JSONObject = [
            "kind": .string(kind.rawValue), "id": .string(id.hex), "length": .integer(length),
            "sha256": .string(sha256.hex),
        ]
        path.add(to: &object)
        return .object(object)
    }
}
