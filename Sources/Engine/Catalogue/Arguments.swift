internal import Objects

/// The parameters of one call of a generator: each one known and valid, and present unless it has a default.
struct Arguments: Sendable {
    let generator: String
    /// As they were given, in canonical form, without defaults.
    let object: JSONObject

    /// Checks `object` against the parameters of `generator`.
    init(_ object: JSONObject, for generator: any Generator.Type) throws(ParameterError) {
        try self.init(object, of: generator.name, generator.parameters, refused: generator.refused)
    }

    /// Checks `object` against a list of parameters; `owner` names whose they are in errors.
    init(
        _ object: JSONObject, of owner: String, _ parameters: [DocumentedParameter], refused: [String: String] = [:]
    ) throws(ParameterError) {
        generator = owner
        var canonical = JSONObject()
        for member in object.members {
            let key = member.key.text
            guard let parameter = parameters.first(where: { $0.name == key }) else {
                if let reason = refused[key] {
                    throw ParameterError(owner, key, "\(owner) cannot take \(key): \(reason)")
                }
                let near = nearest(to: key, among: parameters.map(\.name))
                throw ParameterError(
                    owner, key, "\(owner) has no parameter \(Self.quoted(key))",
                    hint: near.map { "did you mean \"\($0)\"?" }
                        ?? "its parameters are \(parameters.map(\.name).joined(separator: ", "))")
            }
            guard parameter.admits(member.value) else {
                if let digits = Self.integerBeyondDoubles(member.value), parameter.type.hasPrefix("integer") {
                    throw ParameterError(
                        owner, key, "\(key) of \(owner) is too large: \(digits), and \(Int.largestExact) is the most",
                        hint: "\(key): \(parameter.meaning)")
                }
                throw ParameterError(
                    owner, key,
                    "\(key) of \(owner) must be \(parameter.phrase), not \(Self.excerpt(member.value))",
                    hint: "\(key): \(parameter.meaning)")
            }
            canonical[key] = member.value.withExactIntegers
        }
        for parameter in parameters where parameter.fallback == nil && object[parameter.name] == nil {
            throw ParameterError(
                owner, parameter.name,
                "\(parameter.name) of \(owner) is missing: it must be \(parameter.phrase)")
        }
        self.object = canonical
    }

    /// The value of a parameter; its default if it was omitted.
    func get<Value>(_ parameter: Parameter<Value>) throws(ParameterError) -> Value {
        guard let value = (object[parameter.name] ?? parameter.fallback).flatMap(parameter.form.read) else {
            throw error(parameter.name, "must be \(parameter.form.phrase)")
        }
        return value
    }

    /// The error for a parameter that is valid by itself, but does not fit the others.
    func error(_ parameter: String, _ detail: String) -> ParameterError {
        ParameterError(generator, parameter, "\(parameter) of \(generator) \(detail)")
    }

    /// The digits of an integer that is too large for a double to represent uniquely; nil for any other value.
    private static func integerBeyondDoubles(_ value: JSONValue) -> String? {
        guard case .number(let number) = value, number.value > 0,
            number.digits != nil || number.value > Double(Int.largestExact)
        else { return nil }
        let digits = number.digits ?? number.value.ecmaScript
        return digits.count <= 40 ? digits : "a number of \(digits.count) digits"
    }

    /// A value as an error quotes it: on one line and not too long.
    private static func excerpt(_ value: JSONValue) -> String {
        let text = value.canonicalText
        return text.count <= 40 ? text : "\(text.prefix(37))..."
    }

    private static func quoted(_ key: String) -> String {
        JSONValue.string(String(key.prefix(64))).canonicalText
    }
}

extension JSONValue {
    /// The same value, with every integer beyond 2^53 as a decimal string, as canonical JSON requires.
    var withExactIntegers: JSONValue {
        switch self {
        case .number(let number): number.digits.map { .string($0) } ?? self
        case .array(let elements): .array(elements.map(\.withExactIntegers))
        case .object(let object):
            .object(object.members.reduce(into: JSONObject()) { $0[$1.key.text] = $1.value.withExactIntegers })
        case .null, .bool, .string: self
        }
    }
}
