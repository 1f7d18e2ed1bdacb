extension RerunBundle {
    /// Compares the JSON of an actual record with the JSON of a bundle. A schema violation is one of the possible
    /// results.
    ///
    /// - Throws: an error if both are well formed but cannot be compared, because an embedding is not a vector.
    public static func verify(_ bundle: JSONValue, with actual: JSONValue) throws(RerunEmbedding.Unusable)
        -> RerunResult
    {
        var document = "bundle"
        let pair: (bundle: RerunBundle, actual: RerunActual)
        do throws(RerunSchemaViolation) {
            let bundle = try RerunBundle(bundle)
            document = "actual"
            pair = (bundle, try RerunActual(actual))
        } catch {
            return RerunResult(errors: [RerunFinding(.schemaViolation, "\(document): \(error)")])
        }
        return try pair.bundle.verify(pair.actual)
    }

    /// Compares `actual` with the bundle: the signature, the inputs, then the output by the bundle's tolerance. All
    /// checks are made, whatever the results of earlier ones (SPEC §5).
    ///
    /// - Throws: an error if an embedding is not a vector.
    public func verify(_ actual: RerunActual) throws(RerunEmbedding.Unusable) -> RerunResult {
        let errors = signatureErrors() + inputErrors(actual.inputs) + (try outputErrors(actual))
        return RerunResult(errors: errors, warnings: warnings(actual))
    }

    private func signatureErrors() -> [RerunFinding] {
        do throws(BadSignature) {
            _ = try signer()
            return []
        } catch {
            return [RerunFinding(.badSignature, error.description)]
        }
    }

    private func warnings(_ actual: RerunActual) -> [RerunFinding] {
        guard let mine = model.fingerprint, let theirs = actual.fingerprint, JSONString(mine) != JSONString(theirs)
        else {
            return []
        }
        return [RerunFinding(.fingerprintDrift, "bundle=\(mine),actual=\(theirs)")]
    }

    private func inputErrors(_ actual: RerunInputs) -> [RerunFinding] {
        var errors: [RerunFinding] = []
        if Digest(ofCanonical: .string(actual.systemPrompt)) != inputs.systemPrompt {
            errors.append(RerunFinding(.inputHashMismatch, "system_prompt_sha256"))
        }
        if Digest(ofCanonical: .array(actual.messages)) != inputs.messages {
            errors.append(RerunFinding(.inputHashMismatch, "messages_sha256"))
        }
        if let tools = inputs.tools, actual.tools.map({ Digest(ofCanonical: .array($0)) }) != tools {
            errors.append(RerunFinding(.inputHashMismatch, "tools_sha256"))
        }
        return errors
    }

    private func outputErrors(_ actual: RerunActual) throws(RerunEmbedding.Unusable) -> [RerunFinding] {
        switch tolerance.level {
        case .byte:
            guard let transcript = actual.transcript, transcript != .null else {
                return [RerunFinding(.transcriptHashMismatch, "actual.output.transcript missing")]
            }
            return Digest(ofCanonical: transcript) == expected.transcript ? [] : [RerunFinding(.transcriptHashMismatch)]
        case .semantic:
            guard let embedding = actual.embedding, !embedding.isEmpty else {
                return [
                    RerunFinding(.missingEmbedding, "actual.output.embedding required for semantic tolerance")
                ]
            }
            guard let expected = expected.semanticEmbedding, let threshold = tolerance.threshold else {
                return [RerunFinding(.schemaViolation, "bundle: nothing to compare the embedding with")]
            }
            return try semanticErrors(
                expected: RerunEmbedding(base64: expected), actual: RerunEmbedding(base64: embedding),
                threshold: threshold)
        case .structural:
            return [RerunFinding(.unsupportedTolerance, "structural")]
        }
    }

    private func semanticErrors(
        expected: RerunEmbedding, actual: RerunEmbedding, threshold: JSONNumber
    ) throws(RerunEmbedding.Unusable) -> [RerunFinding] {
        guard expected.values.count == actual.values.count else {
            return [
                RerunFinding(
                    .embeddingDimensionMismatch, "expected \(expected.values.count), got \(actual.values.count)")
            ]
        }
        let cosine = try expected.cosine(to: actual)
        // Not `cosine < threshold`, which would accept NaN.
        if cosine >= threshold.value { return [] }
        return [
            RerunFinding(
                .semanticBelowThreshold,
                "cosine=\(PythonText.fourDecimals(cosine)),threshold=\(PythonText.number(threshold))")
        ]
    }
}
