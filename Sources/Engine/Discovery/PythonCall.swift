internal import Objects

/// A recipe as the equivalent line of Python.
struct PythonCall {
    private let recipe: Recipe

    init(_ recipe: Recipe) {
        self.recipe = recipe
    }

    var text: String {
        switch recipe.generator {
        case MonteCarlo.name: monteCarlo
        case DefaultRandomCalls.name: drawn("numpy.random.default_rng(\(seed))")
        case RandomStateCalls.name:
            recipe.params["state"] == nil
                ? ownRandom ?? drawn("numpy.random.RandomState(\(seed))")
                : drawn("numpy.random.RandomState()") + ", from its state"
        case Classification.name: sample("make_classification")
        case Regression.name: sample("make_regression")
        case Blobs.name: sample("make_blobs")
        case ProgramGenerator.name: program
        default: recipe.generator
        }
    }

    /// The lines of a program, as they are.
    private var program: String {
        guard case .string(let code)? = recipe.params["code"] else { return recipe.generator }
        return code.text.hasSuffix("\n") ? String(code.text.dropLast()) : code.text
    }

    private var seed: String { recipe.params["seed"].map(Self.python) ?? "" }

    private var monteCarlo: String {
        let shape = ["n_paths", "n_steps"].map { recipe.params[$0].map(Self.python) ?? "" }
        let walk = recipe.params["process"] == "walk" ? ".cumsum(axis=1)" : ""
        return "numpy.random.default_rng(\(seed)).standard_normal((\(shape.joined(separator: ", "))))\(walk)"
    }

    private func sample(_ function: String) -> String {
        var arguments = recipe.params.members.filter { !["seed", "astype"].contains($0.key.text) }.map {
            "\($0.key.text)=\(Self.python($0.value))"
        }
        arguments.append("random_state=\(seed)")
        let part = recipe.encoding == Encoding.npz.rawValue ? "" : recipe.array == "X" ? "[0]" : "[1]"
        let cast = recipe.params["astype"].map { ".astype(\(Self.python($0)))" } ?? ""
        return "sklearn.datasets.\(function)(\(arguments.joined(separator: ", ")))\(part)\(cast)"
    }

    /// The name in Python's own `random`; nil for a distribution that it lacks.
    private var ownRandom: String? {
        guard case .array(let words)? = recipe.params["seed"], case .array(let calls)? = recipe.params["calls"],
            calls.count == 1, case .object(let call) = calls[0], call["astype"] == nil, let size = call["size"],
            !Self.isList(size)
        else { return nil }
        let key = words.map { word in
            if case .number(let number) = word { UInt32(exactly: number.value) ?? 0 } else { 0 as UInt32 }
        }
        let function: String
        switch call["call"] {
        case "rand": function = "random()"
        case "uniform":
            let ends = ["low", "high"].map { call[$0].map(Self.python) ?? "" }
            function = "uniform(\(ends.joined(separator: ", ")))"
        default: return nil
        }
        return "random.seed(\(Natural(words: key))); [random.\(function) for _ in range(\(Self.python(size)))]"
    }

    private func drawn(_ source: String) -> String {
        guard case .array(let calls)? = recipe.params["calls"] else { return source }
        if calls.count == 1 { return source + Self.method(calls[0]) }
        return (["r = \(source)"] + calls.map { "r\(Self.method($0))" }).joined(separator: "; ")
    }

    /// `.normal(loc=5, scale=2, size=100)`
    private static func method(_ call: JSONValue) -> String {
        guard case .object(let call) = call, case .string(let name)? = call["call"] else { return "" }
        var arguments = ["low", "high", "loc", "scale"].compactMap { key in call[key].map { "\(key)=\(python($0))" } }
        // integers and randint accept a single bound by position only.
        if ["integers", "randint"].contains(name.text), call["low"] == nil { arguments.insert("low=0", at: 0) }
        if let size = call["size"], size != .null {
            if ["rand", "randn"].contains(name.text) {
                arguments.append(shape(size))
            } else {
                arguments.append("size=\(isList(size) ? "(\(shape(size)))" : shape(size))")
            }
        }
        let cast = call["astype"].map { ".astype(\(python($0)))" } ?? ""
        return ".\(name.text)(\(arguments.joined(separator: ", ")))\(cast)"
    }

    private static func isList(_ value: JSONValue) -> Bool {
        if case .array = value { true } else { false }
    }

    private static func shape(_ size: JSONValue) -> String {
        guard case .array(let extents) = size else { return python(size) }
        return extents.map(python).joined(separator: ", ") + (extents.count == 1 ? "," : "")
    }

    private static func python(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .string(let string):
            // Integers beyond 2^53 are strings in canonical JSON.
            string.text.allSatisfy(\.isNumber) && !string.text.isEmpty ? string.text : "'\(string.text)'"
        case .array(let elements): "[\(elements.map(python).joined(separator: ", "))]"
        case .number, .object: value.canonicalText
        }
    }
}
