/// What was sent to a model.
public struct RerunInputs: Hashable, Sendable {
    public let systemPrompt: String
    public let messages: [JSONValue]
    /// The schemas of the tools, if there were any.
    public let tools: [JSONValue]?

    public init(systemPrompt: String, messages: [JSONValue], tools: [JSONValue]? = nil) {
        self.systemPrompt = systemPrompt
        self.messages = messages
        self.tools = tools
    }

    init(_ value: JSONValue, _ path: String) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(value, path, required: ["system_prompt", "messages"], optional: ["tools"])
        systemPrompt = try schema.string("system_prompt")
        messages = try schema.array("messages")
        tools = try schema.findArray("tools")
    }
}

/// One step of an agent, as it was run: what a bundle is captured from.
public struct RerunStep: Hashable, Sendable {
    public let model: RerunModel
    public let sampling: RerunSampling
    public let inputs: RerunInputs
    public let runtime: RerunRuntime
    /// The transcript of the output; nil or a JSON null if only an embedding of it is promised.
    public let transcript: JSONValue?
    /// Base64 of float32 values, little-endian; see ``RerunEmbedding``.
    public let semanticEmbedding: String?
    public let tolerance: RerunTolerance

    public init(
        model: RerunModel, sampling: RerunSampling, inputs: RerunInputs, runtime: RerunRuntime,
        transcript: JSONValue? = nil, semanticEmbedding: String? = nil, tolerance: RerunTolerance
    ) {
        self.model = model
        self.sampling = sampling
        self.inputs = inputs
        self.runtime = runtime
        self.transcript = transcript
        self.semanticEmbedding = semanticEmbedding
        self.tolerance = tolerance
    }

    /// Reads a step record, strictly.
    public init(_ value: JSONValue) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(
            value, "step", required: ["model", "sampling", "inputs", "runtime", "expected", "tolerance"])
        model = try RerunModel(schema.value("model"), "step.model")
        sampling = try RerunSampling(schema.value("sampling"), "step.sampling")
        inputs = try RerunInputs(schema.value("inputs"), "step.inputs")
        runtime = try RerunRuntime(schema.value("runtime"), "step.runtime")
        let expected = try RerunSchema(
            schema.value("expected"), "step.expected", required: [], optional: ["transcript", "semantic_embedding"])
        transcript = expected.find("transcript")
        semanticEmbedding = try expected.findString("semantic_embedding")
        tolerance = try RerunTolerance(schema.value("tolerance"), "step.tolerance")
    }

    /// Refuses an embedding and a threshold that nothing could be compared with. A bundle made elsewhere that contains
    /// them is still a bundle.
    func checkPromise() throws(RerunSchemaViolation) {
        if let text = semanticEmbedding {
            func refused(_ what: String) -> RerunSchemaViolation {
                RerunSchemaViolation("step.expected.semantic_embedding: \(what)")
            }
            let values: [Float]
            do throws(RerunEmbedding.Unusable) { values = try RerunEmbedding(base64: text).values } catch {
                throw refused(error.description)
            }
            guard values.allSatisfy(\.isFinite) else { throw refused("a value is not a finite number") }
            guard values.contains(where: { $0 != 0 }) else { throw refused("a zero vector has no direction") }
        }
        if let threshold = tolerance.threshold, !(-1...1).contains(threshold.value) {
            throw RerunSchemaViolation("step.tolerance.threshold: a cosine is between -1 and 1")
        }
    }

    /// Integers that the canonical form rounds, and the results: it stores doubles, and so exact integers only up to
    /// 2^53.
    public var roundedIntegers: [(name: String, written: String, kept: String)] {
        [("seed", sampling.seed), ("max_tokens", sampling.maxTokens)].compactMap { name, number in
            guard let digits = number?.digits, let kept = number.map({ JSONValue.number($0).canonicalText }) else {
                return nil
            }
            return digits == kept ? nil : (name, digits, kept)
        }
    }

    /// The numbers that are copied into the bundle unchanged.
    var numbers: [JSONNumber] {
        [sampling.temperature, sampling.topP]
            + [sampling.seed, sampling.maxTokens, tolerance.threshold].compactMap { $0 }
    }
}

/// One performed step, to be compared with a bundle (SPEC §5).
public struct RerunActual: Hashable, Sendable {
    public let inputs: RerunInputs
    public let transcript: JSONValue?
    /// Base64 of float32 values, little-endian; see ``RerunEmbedding``.
    public let embedding: String?
    /// The vendor's fingerprint of the system that ran the step this time.
    public let fingerprint: String?

    public init(
        inputs: RerunInputs, transcript: JSONValue? = nil, embedding: String? = nil, fingerprint: String? = nil
    ) {
        self.inputs = inputs
        self.transcript = transcript
        self.embedding = embedding
        self.fingerprint = fingerprint
    }

    /// Reads an actual record, strictly.
    public init(_ value: JSONValue) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(value, "actual", required: ["inputs", "output"], optional: ["runtime"])
        inputs = try RerunInputs(schema.value("inputs"), "actual.inputs")
        let output = try RerunSchema(
            schema.value("output"), "actual.output", required: [], optional: ["transcript", "embedding"])
        transcript = output.find("transcript")
        embedding = try output.findString("embedding")
        if let value = schema.find("runtime") {
            let runtime = try RerunSchema(value, "actual.runtime", required: [], optional: ["fingerprint"])
            fingerprint = try runtime.findString("fingerprint")
        } else {
            fingerprint = nil
        }
    }

    /// The maximum length of a step or an actual record in bytes.
    public static let maximumLength = 64 << 20
}
