public import Objects

/// A three-way merge of recipes, parameter by parameter.
public struct RecipeMerge: Sendable {
    /// A parameter, or another property of the call, with its value on each side; nil for none.
    public struct Difference: Hashable, Sendable {
        /// `params.seed`, `generator`, `array`, `encoding` or `arithmetic`.
        public let name: String
        public let base: JSONValue?
        public let ours: JSONValue?
        public let theirs: JSONValue?

        /// Whether both sides changed it differently.
        public var isConflict: Bool { ours != base && theirs != base && ours != theirs }
    }

    /// What differs between the sides, ordered by name.
    public let differences: [Difference]
    private let ours: Recipe
    private let theirs: Recipe

    public init(base: Recipe?, ours: Recipe, theirs: Recipe) {
        self.ours = ours
        self.theirs = theirs
        let sides = [base, ours, theirs].map { $0.map(Self.properties) ?? [:] }
        differences = Set(sides.flatMap(\.keys)).sorted().compactMap { name in
            let values = sides.map { $0[name] }
            guard values[0] != values[1] || values[1] != values[2] else { return nil }
            return Difference(name: name, base: values[0], ours: values[1], theirs: values[2])
        }
    }

    private static func properties(_ recipe: Recipe) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [
            "generator": .string(recipe.generator), "array": .string(recipe.array),
            "encoding": .string(recipe.encoding),
            "arithmetic": recipe.engine.arithmetic.map { .string($0) } ?? .null,
        ]
        for member in recipe.params.members { properties["params.\(member.key.text)"] = member.value }
        return properties
    }

    /// The call with the changes of both sides. It has our output, which it may not give; nil if both changed the same.
    var merged: Recipe? {
        guard !differences.contains(where: \.isConflict) else { return nil }
        var properties = Self.properties(ours)
        for difference in differences where difference.ours == difference.base {
            properties[difference.name] = difference.theirs
        }
        func text(_ name: String) -> String? {
            guard case .string(let string) = properties[name] else { return nil }
            return string.text
        }
        guard let generator = text("generator"), let array = text("array"), let encoding = text("encoding") else {
            return nil
        }
        var params = JSONObject()
        for (name, value) in properties where name.hasPrefix("params.") {
            params[String(name.dropFirst("params.".count))] = value
        }
        let code = generator == ours.generator ? ours.engine.code : theirs.engine.code
        return Recipe(
            generator: generator, params: params, array: array, encoding: encoding,
            engine: .init(name: ours.engine.name, code: code, arithmetic: text("arithmetic")), output: ours.output)
    }
}
