extension RerunBundle {
    /// Reads a bundle strictly: no member that v0.1 does not define, at any level.
    public init(_ value: JSONValue) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(
            value, "bundle",
            required: ["rerun_version", "model", "sampling", "inputs", "runtime", "expected", "tolerance"],
            optional: ["signature"])
        guard schema.value("rerun_version") == .string(Self.version) else {
            throw schema.violation(of: "rerun_version", expected: "must be '\(Self.version)'")
        }
        let model = try RerunModel(schema.value("model"), "bundle.model")
        let sampling = try RerunSampling(schema.value("sampling"), "bundle.sampling")
        let inputs = try Inputs(schema.value("inputs"))
        let runtime = try RerunRuntime(schema.value("runtime"), "bundle.runtime")
        let expected = try Expected(schema.value("expected"))
        let tolerance = try RerunTolerance(schema.value("tolerance"), "bundle.tolerance")
        self.init(
            model: model, sampling: sampling, inputs: inputs, runtime: runtime, expected: expected,
            tolerance: tolerance, signature: nil)
        try checkTolerance()
        if let value = schema.find("signature") { self = signed(try Signature(value)) }
    }

    /// Reads the payload of a bundle object: canonical JSON and nothing else.
    public init(payload: [UInt8]) throws(DecodeError) {
        try Self.check(length: payload.count)
        let value = try JSONValue(canonical: payload)
        do throws(RerunSchemaViolation) {
            try self.init(value)
        } catch {
            throw DecodeError(.schema, error.description)
        }
    }

    /// Reads the JSON of a bundle from a file, in any layout.
    ///
    /// The signature covers the canonical form, so white space and the order of members may differ from it. Bytes may
    /// not be replaced, even with others of the same meaning (`1E-7` for `1e-7`): a text as long as the canonical form
    /// must be a permutation of it. So replacing any single byte of a bundle is detected.
    public static func json(parsing bytes: [UInt8]) throws(DecodeError) -> JSONValue {
        try check(length: bytes.count)
        let value = try JSONValue(rerun: bytes)
        let canonical = value.canonicalBytes
        if canonical != bytes, canonical.count == bytes.count, canonical.sorted() != bytes.sorted() {
            let at = zip(canonical, bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            throw DecodeError(.notCanonical, "the bundle is its canonical form with bytes replaced", at: at)
        }
        return value
    }

    /// Refuses a bundle by its length in bytes, before it is read.
    public static func check(length: Int) throws(DecodeError) {
        guard length <= maximumLength else {
            throw DecodeError(.outOfRange, "a bundle of \(length) bytes; at most \(maximumLength) are allowed")
        }
    }

    /// The canonical bytes: the payload of a bundle object, and the bundle's file.
    public var bytes: [UInt8] { json.canonicalBytes }

    /// The identity of the bundle as an object of a repository.
    public var id: ObjectID { ObjectID(of: .bundle, bytes) }

    var json: JSONValue {
        var object: JSONObject = [
            "rerun_version": .string(Self.version),
            "model": model.json,
            "sampling": sampling.json,
            "inputs": inputs.json,
            "runtime": runtime.json,
            "expected": expected.json,
            "tolerance": tolerance.json,
        ]
        object["signature"] = signature?.json
        return .object(object)
    }

    /// The members that each tolerance requires (SPEC §2, conditional requirements).
    func checkTolerance() throws(RerunSchemaViolation) {
        switch tolerance.level {
        case .byte:
            guard expected.transcript != nil else {
                throw RerunSchemaViolation(
                    "bundle.expected.transcript_sha256: byte tolerance requires expected.transcript_sha256")
            }
        case .semantic:
            guard expected.semanticEmbedding != nil else {
                throw RerunSchemaViolation(
                    "bundle.expected.semantic_embedding: semantic tolerance requires expected.semantic_embedding")
            }
            guard tolerance.threshold != nil else {
                throw RerunSchemaViolation(
                    "bundle.tolerance.threshold: semantic tolerance requires tolerance.threshold")
            }
        case .structural: break
        }
    }
}

extension RerunBundle.Inputs {
    init(_ value: JSONValue) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(
            value, "bundle.inputs", required: ["system_prompt_sha256", "messages_sha256"], optional: ["tools_sha256"])
        systemPrompt = try schema.digest("system_prompt_sha256")
        messages = try schema.digest("messages_sha256")
        tools = try schema.findDigest("tools_sha256")
    }

    var json: JSONValue {
        var object: JSONObject = [
            "system_prompt_sha256": .string(systemPrompt.rerunText), "messages_sha256": .string(messages.rerunText),
        ]
        object["tools_sha256"] = tools.map { .string($0.rerunText) }
        return .object(object)
    }
}

extension RerunBundle.Expected {
    init(_ value: JSONValue) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(
            value, "bundle.expected", required: [], optional: ["transcript_sha256", "semantic_embedding"])
        transcript = try schema.findDigest("transcript_sha256")
        semanticEmbedding = try schema.findString("semantic_embedding")
    }

    var json: JSONValue {
        var object = JSONObject()
        object["transcript_sha256"] = transcript.map { .string($0.rerunText) }
        object["semantic_embedding"] = semanticEmbedding.map { .string($0) }
        return .object(object)
    }
}

extension RerunBundle.Signature {
    private static let algorithm = "ed25519"

    init(_ value: JSONValue) throws(RerunSchemaViolation) {
        let schema = try RerunSchema(value, "bundle.signature", required: ["alg", "pubkey", "sig"])
        guard schema.value("alg") == .string(Self.algorithm) else {
            throw schema.violation(of: "alg", expected: "must be '\(Self.algorithm)'")
        }
        publicKey = try schema.nonEmptyString("pubkey")
        signature = try schema.nonEmptyString("sig")
    }

    var json: JSONValue {
        ["alg": .string(Self.algorithm), "pubkey": .string(publicKey), "sig": .string(signature)]
    }
}

extension JSONValue {
    /// Reads a step or an actual record.
    public init(rerunRecord bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count <= RerunActual.maximumLength else {
            throw DecodeError(
                .outOfRange, "a record of \(bytes.count) bytes; at most \(RerunActual.maximumLength) are allowed")
        }
        try self.init(rerun: bytes)
    }

    fileprivate init(rerun bytes: [UInt8]) throws(DecodeError) {
        try self.init(parsing: bytes)
        guard !hasNumberBeyondDouble else {
            throw DecodeError(.outOfRange, "an integer is larger than a double holds, so it has no canonical form")
        }
    }
}
