/// One finding of verifying a bundle: a code and its details. Printed as `Code:detail`.
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
        /// A warning, like the next two.
        case fingerprintDrift = "FingerprintDrift"
        /// The signature is good, but its signer is not trusted for bundles. Not one of agent-rerun's codes, like the next.
        case unknownSigner = "UnknownSigner"
        /// The signature is good, by a key that is revoked.
        case revokedSigner = "RevokedSigner"
    }

    public let code: Code
    public let detail: String?

    public init(_ code: Code, _ detail: String? = nil) {
        self.code = code
        self.detail = detail
    }

    public var description: String {
        guard let detail else { return code.rawValue }
        return "\(code.rawValue):\(detail)"
    }
}

/// Whether an actual record fulfils its bundle.
public struct RerunResult: Hashable, Sendable {
    /// Every failed check, in order.
    public let errors: [RerunFinding]
    /// Warnings, which do not affect the result.
    public let warnings: [RerunFinding]

    /// Whether no check failed.
    public var verified: Bool { errors.isEmpty }

    init(errors: [RerunFinding], warnings: [RerunFinding] = []) {
        self.errors = errors
        self.warnings = warnings
    }

    /// The same result with one more warning.
    public func warning(_ finding: RerunFinding) -> RerunResult {
        RerunResult(errors: errors, warnings: warnings + [finding])
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
