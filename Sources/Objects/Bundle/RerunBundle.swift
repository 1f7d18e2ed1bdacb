/// A rerun.json v0.1 bundle: what one step of an agent was given and must return again, optionally signed
/// (docs/format.md §3.4; agent-rerun's SPEC §2).
public struct RerunBundle: Hashable, Sendable {
    /// Which model the step ran on.
    public let model: RerunModel
    /// How the model was sampled.
    public let sampling: RerunSampling
    /// Digests of the inputs.
    public let inputs: Inputs
    /// Where the model ran.
    public let runtime: RerunRuntime
    /// Digests of the expected output.
    public let expected: Expected
    /// How close the output must be.
    public let tolerance: RerunTolerance
    /// The signature as it was read, unchecked; see ``signer()``.
    public let signature: Signature?

    /// The version of the format.
    public static let version = "0.1"
    /// The maximum length of a bundle in bytes, in any layout.
    public static let maximumLength = 16 << 20

    /// The SHA-256 of the canonical form of what the model was sent.
    public struct Inputs: Hashable, Sendable {
        /// SHA-256 of the canonical JSON of the system prompt.
        public let systemPrompt: Digest
        /// SHA-256 of the canonical JSON of the list of messages.
        public let messages: Digest
        /// SHA-256 of the canonical JSON of the list of tools; nil if the step had none.
        public let tools: Digest?
    }

    /// The expected output.
    public struct Expected: Hashable, Sendable {
        /// Required for byte tolerance.
        public let transcript: Digest?
        /// Required for semantic tolerance. Base64, as it was read; see ``RerunEmbedding``.
        public let semanticEmbedding: String?
    }

    /// An Ed25519 signature over the canonical form of the bundle without it. Both texts are as they were read; whether
    /// they are valid base64, and of what, is checked with the signature.
    public struct Signature: Hashable, Sendable {
        public let publicKey: String
        public let signature: String
    }

    init(
        model: RerunModel, sampling: RerunSampling, inputs: Inputs, runtime: RerunRuntime, expected: Expected,
        tolerance: RerunTolerance, signature: Signature?
    ) {
        self.model = model
        self.sampling = sampling
        self.inputs = inputs
        self.runtime = runtime
        self.expected = expected
        self.tolerance = tolerance
        self.signature = signature
    }

    /// The same bundle with another signature, or with none.
    func signed(_ signature: Signature?) -> RerunBundle {
        RerunBundle(
            model: model, sampling: sampling, inputs: inputs, runtime: runtime, expected: expected,
            tolerance: tolerance, signature: signature)
    }
}

extension RerunBundle {
    /// Captures the inputs and the output of `step`, and signs them if there is a key.
    ///
    /// - Throws: an error if the tolerance requires something that the step lacks, or that no step can meet: an
    ///   embedding without a direction, a threshold that no cosine reaches; or if a number in the step is too large for
    ///   canonical JSON.
    public static func capture(
        _ step: RerunStep, signedBy key: SigningKey? = nil
    ) throws(RerunSchemaViolation) -> RerunBundle {
        let transcript = step.transcript == .null ? nil : step.transcript
        for (name, value) in [
            ("messages", .array(step.inputs.messages)), ("tools", .array(step.inputs.tools ?? [])),
            ("transcript", transcript ?? .null), ("sampling", .array(step.numbers.map { .number($0) })),
        ] as [(String, JSONValue)] where value.hasNumberBeyondDouble {
            throw RerunSchemaViolation("step: int too large to convert to float in \(name)")
        }
        try step.checkPromise()
        let promise = RerunBundle(
            model: step.model, sampling: step.sampling,
            inputs: Inputs(
                systemPrompt: Digest(ofCanonical: .string(step.inputs.systemPrompt)),
                messages: Digest(ofCanonical: .array(step.inputs.messages)),
                tools: step.inputs.tools.map { Digest(ofCanonical: .array($0)) }),
            runtime: step.runtime,
            expected: Expected(
                transcript: transcript.map { Digest(ofCanonical: $0) }, semanticEmbedding: step.semanticEmbedding),
            tolerance: step.tolerance, signature: nil)
        // Parsed again, so that the value is what its bytes say: without digits that canonical numbers lose. An invalid
        // bundle is refused.
        let bundle = try RerunBundle(promise.json)
        return key.map(bundle.signed(with:)) ?? bundle
    }

    /// The same bundle, signed with `key`. An earlier signature is replaced.
    public func signed(with key: SigningKey) -> RerunBundle {
        signed(
            Signature(publicKey: key.publicKey.description, signature: Base64.encode(key.sign(signedBytes))))
    }

    /// The bytes that a signature covers: the canonical form of the bundle without one.
    public var signedBytes: [UInt8] { signed(nil).bytes }

    /// The signer, if the signature is canonical base64 and good; nil if there is none.
    ///
    /// - Throws: the reason, if it is bad.
    public func signer() throws(BadSignature) -> PublicKey? {
        guard let signature else { return nil }
        guard let octets = Base64.decode(signature.publicKey), let bytes = Base64.decode(signature.signature) else {
            throw BadSignature("the signature is not in canonical base64")
        }
        guard octets.count == 32 else { throw BadSignature("An Ed25519 public key is 32 bytes long") }
        guard let key = PublicKey(octets) else { throw BadSignature(KeyFormatError.badPoint.detail) }
        guard key.isValid(signature: bytes, of: signedBytes) else {
            throw BadSignature("signature does not match payload")
        }
        return key
    }

    /// Why a bundle's signature is bad.
    public struct BadSignature: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// The verdict on the signature for a user who trusts `signers`; nil if there is none. A bundle has no date, so a
    /// key that is revoked from any date on counts as revoked.
    public func verdict(trusting signers: TrustedSigners) -> SignatureVerdict? {
        do throws(BadSignature) {
            return try signer().map { signers.verdict(on: $0, for: .bundle, at: nil) }
        } catch {
            return .bad
        }
    }
}
