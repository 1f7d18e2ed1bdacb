/// Says why a sealed token is not to be believed.
public enum TokenError: Error, Hashable, Sendable {
    /// Not `base64url(payload).base64url(signature)`.
    case malformed(DecodeError)
    /// The signature is not this key's, or the payload was changed.
    case notSigned
    /// Signed, but not what it should be.
    case invalid(DecodeError)
    /// A grant after its time, in seconds since 1970.
    case expired(at: UInt64)
    /// A grant for someone else.
    case notForAudience(String)
    /// A grant handed on more often than it may be.
    case delegatedTooDeep(UInt64, limit: UInt64)
}

extension TokenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let error): "not a sealed token: \(error)"
        case .notSigned: "the signature does not match"
        case .invalid(let error): "the payload is not valid: \(error)"
        case .expired(let time): "the grant expired at \(time)"
        case .notForAudience(let audience): "the grant is for '\(audience)'"
        case .delegatedTooDeep(let depth, let limit): "the grant is delegated \(depth) deep, and \(limit) is its limit"
        }
    }
}
