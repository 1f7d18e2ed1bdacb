/// What signatures are made for. A key may be trusted for some of these only.
public enum SignatureNamespace: String, CaseIterable, Hashable, Sendable {
    case commit, tag, bundle, session, attestation
}

/// The verdict on a signature, given the trusted signers.
public enum SignatureVerdict: Hashable, Sendable {
    /// Made by the key of `principal`, who is trusted for this.
    case good(principal: String)
    /// Not made by the key that it names, or not over these bytes.
    case bad
    /// Correct, but made by a key that is not trusted, or not for this purpose.
    case unknownSigner(PublicKey)
    /// Correct, but made by the key of `principal`, which is revoked from a moment on (seconds since 1970).
    case revoked(principal: String, from: Int64)

    /// Whether the signature vouches for anything.
    public var isTrusted: Bool {
        switch self {
        case .good: true
        case .bad, .unknownSigner, .revoked: false
        }
    }

    /// A stable word for reports: `good`, `bad`, `unknown` or `revoked`.
    public var code: String {
        switch self {
        case .good: "good"
        case .bad: "bad"
        case .unknownSigner: "unknown"
        case .revoked: "revoked"
        }
    }
}

extension SignatureVerdict: CustomStringConvertible {
    /// One line for the user.
    public var description: String {
        switch self {
        case .good(let principal): "good signature by \(principal)"
        case .bad: "BAD signature"
        case .unknownSigner(let key): "well-made signature by an unknown signer, \(key.fingerprint)"
        case .revoked(let principal, let from):
            "signature by a key of \(principal) that was revoked on \(UTCDate(seconds: from).text)"
        }
    }
}
