public import Objects

/// A documented parameter of a generator.
struct Parameter<Value: Sendable>: Sendable {
    let name: String
    let form: Form<Value>
    /// The value of an omitted parameter; nil if it is required.
    let fallback: JSONValue?
    /// One line of documentation.
    let meaning: String

    init(_ name: String, _ form: Form<Value>, default fallback: JSONValue? = nil, _ meaning: String) {
        self.name = name
        self.form = form
        self.fallback = fallback
        self.meaning = meaning
    }

    /// The parameter without its value's type, for lists.
    var documented: DocumentedParameter {
        DocumentedParameter(
            name: name, type: form.type, range: form.range, fallback: fallback, meaning: meaning, schema: form.schema,
            phrase: form.phrase, admits: { form.read($0) != nil })
    }
}

/// A parameter's documentation.
public struct DocumentedParameter: Sendable {
    public let name: String
    /// The type in a word or two.
    public let type: String
    /// The allowed values of the type; nil if all are allowed.
    public let range: String?
    /// The default; nil if the parameter is required.
    public let fallback: JSONValue?
    /// One line of documentation.
    public let meaning: String
    /// The JSON Schema of the value.
    let schema: JSONObject
    /// Type and range, as part of a sentence.
    let phrase: String
    let admits: @Sendable (JSONValue) -> Bool
}

/// A parameter of a generator is invalid: names the parameter, and what it accepts.
public struct ParameterError: Error, Hashable, Sendable, CustomStringConvertible {
    public let generator: String
    /// The parameter; nil if the parameters as a whole are meant.
    public let parameter: String?
    /// One line for the user.
    public let detail: String
    /// What to do about it, if anything.
    public let hint: String?

    init(_ generator: String, _ parameter: String?, _ detail: String, hint: String? = nil) {
        self.generator = generator
        self.parameter = parameter
        self.detail = detail
        self.hint = hint
    }

    public var description: String { detail }
}
