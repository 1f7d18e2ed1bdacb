public import Objects

/// A documented parameter of a generator.
struct Parameter<Value: Sendable>: Sendable {
    let name: String
    let form: Form<Value>
    /// What stands for the parameter when it is left out; nil when it must be given.
    let fallback: JSONValue?
    /// One line for a person.
    let meaning: String

    init(_ name: String, _ form: Form<Value>, default fallback: JSONValue? = nil, _ meaning: String) {
        self.name = name
        self.form = form
        self.fallback = fallback
        self.meaning = meaning
    }

    /// The parameter without the type of its value, for lists.
    var documented: DocumentedParameter {
        DocumentedParameter(
            name: name, type: form.type, range: form.range, fallback: fallback, meaning: meaning, schema: form.schema,
            phrase: form.phrase, admits: { form.read($0) != nil })
    }
}

/// What is known of a parameter without computing anything.
public struct DocumentedParameter: Sendable {
    public let name: String
    /// The type in a word or two.
    public let type: String
    /// Which values of the type are allowed, nil when all are.
    public let range: String?
    /// The default, nil when the parameter must be given.
    public let fallback: JSONValue?
    /// One line for a person.
    public let meaning: String
    /// The JSON Schema of the value.
    let schema: JSONObject
    /// Type and range as a sentence takes them.
    let phrase: String
    let admits: @Sendable (JSONValue) -> Bool
}

/// A generator's parameters are not what it takes: says which one, and what it takes.
public struct ParameterError: Error, Hashable, Sendable, CustomStringConvertible {
    public let generator: String
    /// The parameter, nil when the parameters as a whole are meant.
    public let parameter: String?
    /// One line for a person.
    public let detail: String
    /// What to do about it, where there is something.
    public let mend: String?

    init(_ generator: String, _ parameter: String?, _ detail: String, mend: String? = nil) {
        self.generator = generator
        self.parameter = parameter
        self.detail = detail
        self.mend = mend
    }

    public var description: String { detail }
}
