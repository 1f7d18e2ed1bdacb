/// Why a sealed token is refused.
public enum TokenError: Error, Hashable, Sendable {
    /// Not `base64url(payload).base64url(signature)`.
    case malformed(DecodeError)
    /// The signature was not made by this key, or the payload was changed.
    case notSigned
    /// Signed, but invalid.
    case invalid(DecodeError)
    /// An expired grant; the time in seconds since 1970.
    case expired(at: UInt64)
    /// A grant for another audience.
    case notForAudience(String)
    /// A grant that was delegated more often than allowed.
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
