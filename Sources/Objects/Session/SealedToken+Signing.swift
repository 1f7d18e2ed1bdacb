extension SealedToken {
    /// Seals bytes.
    public init(sealing payload: [UInt8], by key: SigningKey) {
        self.init(payload: payload, ed25519: key.sign(payload))
    }

    /// Whether the signature is good and by `key`.
    public func isSigned(by key: PublicKey) -> Bool {
        key.isValid(signature: signature, of: payload)
    }

    /// The payload of a token that is well formed and signed.
    static func payload(of token: some BidirectionalCollection<UInt8>, by key: PublicKey) throws(TokenError) -> [UInt8]
    {
        let sealed: SealedToken
        do { sealed = try SealedToken(parsing: token) } catch { throw .malformed(error) }
        guard sealed.isSigned(by: key) else { throw .notSigned }
        return sealed.payload
    }
}

extension ReplaySession {
    /// The session of a token that is well formed, signed and valid, checked in this order.
    public init(verifying token: some BidirectionalCollection<UInt8>, by key: PublicKey) throws(TokenError) {
        let payload = try SealedToken.payload(of: token, by: key)
        do { try self.init(parsing: payload) } catch { throw .invalid(error) }
    }

    /// Seals the session: always the same token for the same session and key.
    public func sealed(by key: SigningKey) -> SealedToken {
        SealedToken(sealing: bytes, by: key)
    }
}
