import Objects
import Testing

/// The checks one by one, and the words that agent-rerun 0.1.0 has for each failure.
@Suite struct RerunVerificationTests {
    func step(
        tolerance: RerunTolerance = .byte, embedding: String? = nil, tools: [JSONValue]? = nil,
        fingerprint: String? = nil
    ) -> RerunStep {
        RerunStep(
            model: RerunModel(vendor: "v", id: "m", fingerprint: fingerprint),
            sampling: RerunSampling(temperature: 0, topP: 1),
            inputs: RerunInputs(systemPrompt: "s", messages: ["hi"], tools: tools),
            runtime: RerunRuntime(class: .cloud), transcript: ["t": 1], semanticEmbedding: embedding,
            tolerance: tolerance)
    }

    func errors(_ step: RerunStep, _ actual: RerunActual) throws -> [String] {
        try RerunBundle.capture(step).verify(actual).errors.map(\.description)
    }

    let inputs = RerunInputs(systemPrompt: "s", messages: ["hi"])

    @Test func saysWhichInputDiffers() throws {
        let tools: [JSONValue] = [["name": "echo"]]
        let other = RerunInputs(systemPrompt: "x", messages: ["ho"], tools: ["y"])
        #expect(
            try errors(step(tools: tools), RerunActual(inputs: other, transcript: ["t": 1])) == [
                "InputHashMismatch:system_prompt_sha256", "InputHashMismatch:messages_sha256",
                "InputHashMismatch:tools_sha256",
            ])
        #expect(
            try errors(step(tools: tools), RerunActual(inputs: inputs, transcript: ["t": 1])) == [
                "InputHashMismatch:tools_sha256"
            ])
        // Tools that the bundle does not speak of are not looked at.
        let more = RerunInputs(systemPrompt: "s", messages: ["hi"], tools: tools)
        #expect(try errors(step(), RerunActual(inputs: more, transcript: ["t": 1])).isEmpty)
    }

    @Test func comparesTranscripts() throws {
        #expect(try errors(step(), RerunActual(inputs: inputs, transcript: ["t": 2])) == ["TranscriptHashMismatch"])
        for absent in [nil, JSONValue.null] {
            #expect(
                try errors(step(), RerunActual(inputs: inputs, transcript: absent)) == [
                    "TranscriptHashMismatch:actual.output.transcript missing"
                ])
        }
    }

    @Test func comparesEmbeddings() throws {
        func semantic(_ a: [Float], _ b: [Float]?, _ threshold: Double) throws -> [String] {
            try errors(
                step(tolerance: .semantic(threshold: threshold), embedding: RerunEmbedding(a).base64),
                RerunActual(inputs: inputs, embedding: b.map { RerunEmbedding($0).base64 }))
        }
        #expect(try semantic([1, 0], [2, 0], 1).isEmpty)
        #expect(try semantic([1, 0], [0, 1], 0.95) == ["SemanticBelowThreshold:cosine=0.0000,threshold=0.95"])
        #expect(try semantic([1, 0], [-1, 0], 1e-7) == ["SemanticBelowThreshold:cosine=-1.0000,threshold=1e-07"])
        #expect(try semantic([1, 0], [1, 0, 0], 0) == ["EmbeddingDimensionMismatch:expected 2, got 3"])
        #expect(
            try semantic([1, 0], nil, 0) == ["MissingEmbedding:actual.output.embedding required for semantic tolerance"]
        )
        // The reference lets NaN pass, since NaN is not below anything.
        #expect(try semantic([1, 0], [.nan, 0], 0.95) == ["SemanticBelowThreshold:cosine=nan,threshold=0.95"])
        #expect(try semantic([1, 0], [.infinity, 0], 0.95) == ["SemanticBelowThreshold:cosine=nan,threshold=0.95"])
        let zero = #expect(throws: RerunEmbedding.Unusable.self) { try semantic([1, 0], [0, 0], 0.5) }
        #expect(zero?.description == "cosine: zero-magnitude vector")
        let odd = #expect(throws: RerunEmbedding.Unusable.self) { try RerunEmbedding(base64: "AAAA") }
        #expect(odd?.description == "decode_embedding: byte length 3 is not a multiple of 4 (Float32)")
    }

    @Test func structuralIsNotSupported() throws {
        #expect(
            try errors(step(tolerance: .structural), RerunActual(inputs: inputs)) == ["UnsupportedTolerance:structural"]
        )
    }

    @Test func driftIsAWarning() throws {
        let bundle = try RerunBundle.capture(step(fingerprint: "a\u{301}"))
        let result = try bundle.verify(RerunActual(inputs: inputs, transcript: ["t": 1], fingerprint: "á"))
        #expect(result.verified)
        #expect(
            result.jsonText == """
                {
                  "verified": true,
                  "errors": [],
                  "warnings": [
                    "FingerprintDrift:bundle=a\\u0301,actual=\\u00e1"
                  ]
                }

                """)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let from, to, message: String
        init(_ from: String, _ to: String, _ message: String) {
            (self.from, self.to, self.message) = (from, to, message)
        }
        var testDescription: String { to }
    }

    static let good = """
        {"rerun_version":"0.1","model":{"vendor":"v","id":"m"},"sampling":{"temperature":0,"top_p":1},\
        "inputs":{"system_prompt_sha256":"sha256:\(String(repeating: "0", count: 64))",\
        "messages_sha256":"sha256:\(String(repeating: "1", count: 64))"},"runtime":{"class":"cloud"},\
        "expected":{},"tolerance":{"level":"structural"}}
        """

    @Test(arguments: [
        Fault(#""0.1""#, #""0.2""#, "bundle.rerun_version: must be '0.1'"),
        Fault(#""rerun_version":"0.1","#, "", "bundle: missing required key(s) ['rerun_version']"),
        Fault(
            "{\"rerun", "{\"B\":1,\"a'b\":2,\"\u{1F600}\":3,\"\u{7f}\":4,\"rerun",
            "bundle: unrecognized key(s) ['B', \"a'b\", '\\x7f', '\u{1F600}']"),
        Fault(#""vendor":"v""#, #""vendor":"""#, "bundle.model.vendor: non-empty string required"),
        Fault(#""id":"m""#, #""id":7"#, "bundle.model.id: non-empty string required"),
        Fault(#""id":"m""#, #""id":"m","fingerprint":null"#, "bundle.model.fingerprint: string required"),
        Fault(#""temperature":0"#, #""temperature":true"#, "bundle.sampling.temperature: number required"),
        Fault(#""top_p":1"#, #""top_p":1,"seed":1.0"#, "bundle.sampling.seed: integer required"),
        Fault(#""top_p":1"#, #""top_p":1,"max_tokens":0"#, "bundle.sampling.max_tokens: positive integer required"),
        Fault("sha256:0", "sha256:A", "bundle.inputs.system_prompt_sha256: expected sha256:<64-hex>"),
        Fault(
            #""cloud""#, #""moon""#,
            "bundle.runtime.class: must be one of 'cloud' | 'local-vllm' | 'local-transformers'"),
        Fault(
            #""cloud""#, #""cloud","tool_versions":{"a":1}"#,
            "bundle.runtime.tool_versions: record of string→string required"),
        Fault(
            #""structural""#, #""byte""#,
            "bundle.expected.transcript_sha256: byte tolerance requires expected.transcript_sha256"),
        Fault(
            #""structural""#, #""semantic""#,
            "bundle.expected.semantic_embedding: semantic tolerance requires expected.semantic_embedding"),
        Fault(#""structural""#, #""structural","threshold":"1""#, "bundle.tolerance.threshold: number required"),
        Fault(#""tolerance""#, #""signature":null,"tolerance""#, "bundle.signature: expected object, got NoneType"),
        Fault(#""expected":{}"#, #""expected":1e2"#, "bundle.expected: expected object, got float"),
    ])
    func namesTheFault(_ fault: Fault) throws {
        #expect(Self.good.contains(fault.from))
        let json = Self.good.replacing(fault.from, with: fault.to, maxReplacements: 1)
        let result = try RerunBundle.verify(JSONValue(parsing: json), with: .null)
        #expect(result.errors.map(\.description) == ["SchemaViolation:bundle: \(fault.message)"])
    }

    @Test func aBadActualRecordIsASchemaViolationToo() throws {
        let bundle = try JSONValue(parsing: Self.good)
        let result = try RerunBundle.verify(
            bundle, with: ["inputs": ["system_prompt": 1, "messages": []], "output": [:]])
        #expect(
            result.errors.map(\.description) == ["SchemaViolation:actual: actual.inputs.system_prompt: string required"]
        )
    }
}
