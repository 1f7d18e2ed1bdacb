/// One thing that verifying a bundle found: a code, and what there is to say of it. Printed as `Code:detail`.
public struct RerunFinding: Hashable, Sendable, CustomStringConvertible {
    /// agent-rerun's codes, by its own names.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        case schemaViolation = "SchemaViolation"
        case badSignature = "BadSignature"
        case inputHashMismatch = "InputHashMismatch"
        case transcriptHashMismatch = "TranscriptHashMismatch"
        case missingEmbedding = "MissingEmbedding"
        case embeddingDimensionMismatch = "EmbeddingDimensionMismatch"
        case semanticBelowThreshold = "SemanticBelowThreshold"
        case unsupportedTolerance = "UnsupportedTolerance"
        /// The only warning.
        case fingerprintDrift = "FingerprintDrift"
    }

    public let code: Code
    public let detail: String?

    init(_ code: Code, _ detail: String? = nil) {
        self.code = code
        self.detail = detail
    }

    public var description: String {
        guard let detail else { return code.rawValue }
        return "\(code.rawValue):\(detail)"
    }
}

/// Whether an actual record is what its bundle promised.
public struct RerunResult: Hashable, Sendable {
    /// Everything that speaks against it, in the order of the checks.
    public let errors: [RerunFinding]
    /// What is worth knowing and decides nothing.
    public let warnings: [RerunFinding]

    /// Whether nothing speaks against it.
    public var verified: Bool { errors.isEmpty }

    init(errors: [RerunFinding], warnings: [RerunFinding] = []) {
        self.errors = errors
        self.warnings = warnings
    }

    /// The JSON that `rerun verify` prints, to the byte: members in this order, two spaces, ASCII only, a line end.
    public var jsonText: String {
        func list(_ findings: [RerunFinding]) -> String {
            if findings.isEmpty { return "[]" }
            let lines = findings.map { "    " + PythonText.json($0.description) }
            return "[\n" + lines.joined(separator: ",\n") + "\n  ]"
        }
        return """
            {
              "verified": \(verified),
              "errors": \(list(errors)),
              "warnings": \(list(warnings))
            }

            """
    }
}
