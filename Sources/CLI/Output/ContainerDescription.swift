import Engine
import Objects

/// A description of an .at1r file.
struct ContainerDescription {
    private let content: Container.Content
    private let containerBytes: UInt64

    init(_ content: Container.Content, containerBytes: UInt64) {
        self.content = content
        self.containerBytes = containerBytes
    }

    private var output: Recipe.Output {
        switch content {
        case .recipe(let recipe): recipe.output
        case .fallback(let fallback): fallback.output
        }
    }

    /// `mode: replay, 99 bytes for 8,000,000 bytes (80,808x)`
    var summary: String {
        let mode =
            switch content {
            case .recipe: "replay"
            case .fallback(let fallback): "fallback (\(fallback.storage.rawValue))"
            }
        let ratio = Figures.ratio(output.length, to: containerBytes)
        return "mode: \(mode), \(Figures.bytes(containerBytes)) for \(Figures.bytes(output.length)) (\(ratio))"
    }

    var json: JSONValue {
        var members: JSONObject = [
            "container_bytes": .integer(containerBytes),
            "length": .integer(output.length),
            "sha256": .string(output.sha256.hex),
        ]
        switch content {
        case .recipe(let recipe):
            members["mode"] = "replay"
            members["generator"] = .string(recipe.generator)
            members["params"] = .object(recipe.params)
            members["array"] = .string(recipe.array)
            members["encoding"] = .string(recipe.encoding)
            members["arithmetic"] = recipe.engine.arithmetic.map { .string($0) } ?? .null
            members["engine"] = .string(recipe.engine.name)
            members["code"] = .string(recipe.engine.code.hex)
        case .fallback(let fallback):
            members["mode"] = "fallback"
            members["storage"] = .string(fallback.storage.rawValue)
            for name in ["generator", "params", "array", "encoding", "arithmetic"] { members[name] = .null }
        }
        return .object(members)
    }
}
