/// Whether `signature` is a key's over `message`.
public typealias SignatureCheck = (_ signature: [UInt8], _ message: [UInt8]) -> Bool
/// Makes the 64 bytes of a signature.
public typealias SignatureMaker = (_ message: [UInt8]) -> [UInt8]

extension SealedToken {
    /// Seals bytes; nil when `sign` gives no Ed25519 signature.
    public init?(sealing payload: [UInt8], sign: SignatureMaker) {
        self.init(payload: payload, signature: sign(payload))
    }

    public func isSigned(_ check: SignatureCheck) -> Bool {
        check(signature, payload)
    }

    /// The payload of a token that is well-formed and signed.
    static func payload(of token: some BidirectionalCollection<UInt8>, _ check: SignatureCheck) throws(TokenError) -> [UInt8] {
        let sealed: SealedToken
        do { sealed = try SealedToken(parsing: token) } catch { throw .malformed(error) }
        guard sealed.isSigned(check) else { throw .notSigned }
        return sealed.payload
    }
}

extension ReplaySession {
    /// The session of a token that is well-formed, signed and valid, looked at in this order.
    public init(verifying token: some BidirectionalCollection<UInt8>, _ check: SignatureCheck) throws(TokenError) {
        let payload = try SealedToken.payload(of: token, check)
        do { try self.init(parsing: payload) } catch { throw .invalid(error) }
    }
}
