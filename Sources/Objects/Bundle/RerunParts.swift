/// Which model a step ran on (rerun.json v0.1, SPEC §2).
public struct RerunModel: Hashable, Sendable {
    public let vendor: String
    public let id: String
    /// The vendor's name for the system behind the model, if it gave one.
    public let fingerprint: String?

    public init(vendor: String, id: String, fingerprint: String? = nil) {
        self.vendor = vendor
        self.id = id
        self.fingerprint = fingerprint
    }

    init(_ value: JSONValue, _ path: String) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(value, path, required: ["vendor", "id"], optional: ["fingerprint"])
        vendor = try schema.nonEmptyString("vendor")
        id = try schema.nonEmptyString("id")
        fingerprint = try schema.findString("fingerprint")
    }

    var json: JSONValue {
        var object: JSONObject = ["vendor": .string(vendor), "id": .string(id)]
        object["fingerprint"] = fingerprint.map { .string($0) }
        return .object(object)
    }
}

/// How the model was sampled.
public struct RerunSampling: Hashable, Sendable {
    /// The temperature, as it was given to the model.
    public let temperature: JSONNumber
    /// The share of the probability that tokens were drawn from, between 0 and 1.
    public let topP: JSONNumber
    /// An integer.
    public let seed: JSONNumber?
    /// A positive integer.
    public let maxTokens: JSONNumber?

    /// The numbers must be finite.
    public init(temperature: Double, topP: Double, seed: Int64? = nil, maxTokens: Int64? = nil) {
        self.temperature = JSONNumber(temperature)
        self.topP = JSONNumber(topP)
        self.seed = seed.map { JSONNumber(Double($0)) }
        self.maxTokens = maxTokens.map { JSONNumber(Double($0)) }
    }

    init(_ value: JSONValue, _ path: String) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(
            value, path, required: ["temperature", "top_p"], optional: ["seed", "max_tokens"])
        temperature = try schema.number("temperature")
        topP = try schema.number("top_p")
        seed = try schema.findInteger("seed", expected: "integer required")
        maxTokens = try schema.findInteger("max_tokens", expected: "positive integer required") { $0.value > 0 }
    }

    var json: JSONValue {
        var object: JSONObject = ["temperature": .number(temperature.canonical), "top_p": .number(topP.canonical)]
        object["seed"] = seed.map { .number($0.canonical) }
        object["max_tokens"] = maxTokens.map { .number($0.canonical) }
        return .object(object)
    }
}

/// Where the model ran.
public struct RerunRuntime: Hashable, Sendable {
    /// The kinds of place that the format names.
    public enum Class: String, CaseIterable, Hashable, Sendable {
        case cloud
        case localVLLM = "local-vllm"
        case localTransformers = "local-transformers"
    }

    public let `class`: Class
    /// Names and versions of the tools.
    public let toolVersions: JSONObject?

    public init(class: Class, toolVersions: [String: String]? = nil) {
        self.class = `class`
        self.toolVersions = toolVersions.map { versions in
            var object = JSONObject()
            for (name, version) in versions { object[name] = .string(version) }
            return object
        }
    }

    init(_ value: JSONValue, _ path: String) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(value, path, required: ["class"], optional: ["tool_versions"])
        self.class = try schema.word("class", Class.self)
        switch schema.find("tool_versions") {
        case nil: toolVersions = nil
        case .object(let object) where object.members.allSatisfy({ if case .string = $0.value { true } else { false } }):
            toolVersions = object
        default: throw schema.violation(of: "tool_versions", expected: "record of string→string required")
        }
    }

    var json: JSONValue {
        var object: JSONObject = ["class": .string(`class`.rawValue)]
        object["tool_versions"] = toolVersions.map { .object($0) }
        return .object(object)
    }
}

/// How close the actual output must be to the expected one (SPEC §3).
public struct RerunTolerance: Hashable, Sendable {
    /// How close the output of another run must be.
    public enum Level: String, CaseIterable, Hashable, Sendable {
        /// The same transcript, by the SHA-256 of its canonical form.
        case byte
        /// Embeddings whose cosine is at least the threshold.
        case semantic
        /// The same tool calls. Not defined in v0.1: verification reports that it is not supported.
        case structural
    }

    public let level: Level
    /// Required for ``Level/semantic``.
    public let threshold: JSONNumber?

    public static let byte = RerunTolerance(level: .byte, threshold: nil)
    public static let structural = RerunTolerance(level: .structural, threshold: nil)
    /// `threshold` must be finite.
    public static func semantic(threshold: Double) -> RerunTolerance {
        RerunTolerance(level: .semantic, threshold: JSONNumber(threshold))
    }

    private init(level: Level, threshold: JSONNumber?) {
        self.level = level
        self.threshold = threshold
    }

    init(_ value: JSONValue, _ path: String) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(value, path, required: ["level"], optional: ["threshold"])
        level = try schema.word("level", Level.self)
        threshold = try schema.findNumber("threshold")
    }

    var json: JSONValue {
        var object: JSONObject = ["level": .string(level.rawValue)]
        object["threshold"] = threshold.map { .number($0.canonical) }
        return .object(object)
    }
}
