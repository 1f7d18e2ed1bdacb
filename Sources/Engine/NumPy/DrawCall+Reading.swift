internal import Objects

extension DrawCall {
    /// How one of a generator's distributions is called: its name, its arguments, and how they are interpreted.
    struct Kind: Sendable {
        let name: String
        let isReal: Bool
        let arguments: [DocumentedParameter]
        let read: @Sendable (Arguments) throws(ParameterError) -> Distribution

        init(
            _ name: String, isReal: Bool = true, _ arguments: [DocumentedParameter] = [],
            read: @escaping @Sendable (Arguments) throws(ParameterError) -> Distribution
        ) {
            self.name = name
            self.isReal = isReal
            self.arguments = arguments
            self.read = read
        }
    }

    private enum Parameters {
        static func call(_ kinds: [Kind]) -> Parameter<String> {
            Parameter("call", .choice(kinds.map(\.name)), "the function that is called")
        }
        static let size = Parameter<Either<Int, [Int]>?>(
            "size", Form<Int>.count.or(.list(.count)).orNull, default: .null, "the shape; null for one number")
        static let array = Parameter<ArrayName?>(
            "array", Form.choice(ArrayName.allCases.map(\.rawValue)).map { ArrayName(rawValue: $0) }.orNull,
            default: "X", "the array that the values go to; null: drawn and not kept")
        static func type(real: Bool) -> Parameter<ElementType> {
            let types = ElementType.allCases.filter { $0.isReal || !real }
            return Parameter(
                "astype", Form.choice(types.map(\.rawValue)).map { ElementType(rawValue: $0) },
                default: .string(real ? "float64" : "int64"), "the type that the values are cast to")
        }
    }

    /// Reads call `number`, counted from 1, of a generator.
    init(_ object: JSONObject, _ number: Int, of generator: String, _ kinds: [Kind]) throws(ParameterError) {
        let place = "call \(number) of \(generator)"
        let name = Parameters.call(kinds)
        guard let value = object["call"] else {
            throw ParameterError(
                generator, "calls", "call of \(place) is missing: it must be \(name.form.phrase)")
        }
        guard let kind = name.form.read(value).flatMap({ name in kinds.first { $0.name == name } }) else {
            throw ParameterError(
                generator, "calls",
                "call of \(place) must be \(name.form.phrase), not \(value.canonicalText.prefix(40))")
        }
        let type = Parameters.type(real: kind.isReal)
        let arguments = try Arguments(
            object, of: "\(kind.name), \(place),",
            [name.documented] + kind.arguments
                + [Parameters.size.documented, type.documented, Parameters.array.documented])
        distribution = try kind.read(arguments)
        element = try arguments.get(type)
        array = try arguments.get(Parameters.array)
        shape =
            switch try arguments.get(Parameters.size) {
            case nil: []
            case .first(let count): [count]
            case .second(let shape): shape
            }
        guard shape.count <= ArrayLayout.maximumAxes else {
            throw arguments.error(
                "size", "has \(shape.count) axes; an array of numpy has at most \(ArrayLayout.maximumAxes)")
        }
        guard ArrayLayout(element, shape: shape) != nil else {
            throw arguments.error("size", "is more values than any file holds")
        }
    }

    /// The parameter that lists the calls.
    static func parameter(_ kinds: [Kind]) -> Parameter<[JSONObject]> {
        var form = Form<[JSONObject]>.list(.object)
        form = Form(
            type: "list of calls", range: nil,
            schema: ["type": "array", "minItems": 1, "items": ["oneOf": .array(kinds.map { .object(schema($0)) })]],
            read: form.read)
        let names = kinds.map { kind in
            kind.arguments.isEmpty ? kind.name : "\(kind.name)(\(kind.arguments.map(\.name).joined(separator: ", ")))"
        }
        return Parameter(
            "calls", form,
            "the calls in order, each {\"call\":…, \"size\":…, \"astype\":…, \"array\":\"X\"|\"y\"|null} and its own "
                + "arguments: \(names.joined(separator: ", "))")
    }

    private static func schema(_ kind: Kind) -> JSONObject {
        let parameters =
            kind.arguments
            + [
                Parameters.size.documented, Parameters.type(real: kind.isReal).documented,
                Parameters.array.documented,
            ]
        var properties: JSONObject = ["call": ["const": .string(kind.name)]]
        for parameter in parameters { properties[parameter.name] = .object(parameter.schema) }
        let required = ["call"] + kind.arguments.filter { $0.fallback == nil }.map(\.name)
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(required.map { .string($0) }), "additionalProperties": false,
        ]
    }
}
