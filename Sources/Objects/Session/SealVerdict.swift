/// The verdict on the signature of a sealed token, given the known keys (docs/format.md §9.4).
public enum SealVerdict: Hashable, Sendable {
    /// Made with the key of `principal`, who is trusted for sessions, or with the key that was asked for.
    case good(PublicKey, principal: String?)
    /// Not made with the key that was asked for, or not over these bytes.
    case bad
    /// Made with a key that is trusted, but not for sessions; or, without a key, made with an unknown key. A token does
    /// not name its signer, so in the latter case its signer is unknown or it was changed.
    case unknown(PublicKey?)
    /// Made with the key of `principal`, which is revoked from a moment on (seconds since 1970).
    case revoked(PublicKey, principal: String, from: Int64)

    public var isGood: Bool {
        if case .good = self { true } else { false }
    }

    /// The same word as for the signatures of other objects: `good`, `bad`, `unknown` or `revoked`.
    public var code: String {
        switch self {
        case .good: "good"
        case .bad: "bad"
        case .unknown: "unknown"
        case .revoked: "revoked"
        }
    }

    /// The key that made the signature, if it is known.
    public var key: PublicKey? {
        switch self {
        case .good(let key, _), .revoked(let key, _, _): key
        case .unknown(let key): key
        case .bad: nil
        }
    }
}

extension SealVerdict: CustomStringConvertible {
    /// The verdict, in words that follow "the session is".
    public var description: String {
        switch self {
        case .good(let key, nil): "signed by \(key.fingerprint)"
        case .good(let key, let principal?): "signed by \(principal), \(key.fingerprint)"
        case .bad: "not signed with that key: the signature does not match"
        case .unknown(nil): "not signed with any key that is known here: its signer is unknown, or it was changed"
        case .unknown(let key?): "signed with a key that is not trusted for sessions, \(key.fingerprint)"
        case .revoked(let key, let principal, let from):
            "signed with a key of \(principal) that was revoked on \(UTCDate(seconds: from).text), \(key.fingerprint)"
        }
    }
}

/// The keys that the signature of a sealed token is compared with.
public struct SealCheck: Sendable {
    /// The key that is asked for.
    private let named: (key: PublicKey, principal: String?)?
    private let trusted: TrustedSigners

    /// Accepts the signature of any trusted signer.
    public init(trusting trusted: TrustedSigners) {
        named = nil
        self.trusted = trusted
    }

    /// Accepts the signature of one key. A revocation in a signers file still counts.
    public init(for key: PublicKey, principal: String? = nil, trusting trusted: TrustedSigners) {
        named = (key, principal)
        self.trusted = trusted
    }

    /// Whether the only signer is the user, whose own keys cannot verify the sessions of others.
    public var isEmpty: Bool { named == nil && trusted.signers.allSatisfy(\.isOwn) }

    /// The key that is asked for; nil if any trusted signer is accepted.
    public var key: PublicKey? { named?.key }

    /// The verdict on a token of a session that ended at `end`, in seconds since 1970; 0 if the session does not say.
    /// Nil if there is no possible signer.
    public func verdict(on token: SealedToken, endedAt end: UInt64) -> SealVerdict? {
        let time = end == 0 ? nil : Int64(clamping: end)
        if let (key, principal) = named {
            guard token.isSigned(by: key) else { return .bad }
            switch trusted.verdict(on: key, for: .session, at: time) {
            case .revoked(let principal, let from): return .revoked(key, principal: principal, from: from)
            case .good(let trusted): return .good(key, principal: principal ?? trusted)
            case .bad, .unknownSigner: return .good(key, principal: principal)
            }
        }
        var seen: Set<PublicKey> = []
        for key in trusted.signers.map(\.key) where seen.insert(key).inserted && token.isSigned(by: key) {
            switch trusted.verdict(on: key, for: .session, at: time) {
            case .revoked(let principal, let from): return .revoked(key, principal: principal, from: from)
            case .good(let principal): return .good(key, principal: principal)
            case .bad, .unknownSigner: return .unknown(key)
            }
        }
        return isEmpty ? nil : .unknown(nil)
    }
}
