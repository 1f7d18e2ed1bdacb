extension Grant {
    /// The grant of a token that is well formed, signed, valid and in force.
    ///
    /// - Parameters:
    ///   - token: the sealed grant, as text.
    ///   - key: the required signer.
    ///   - audience: who wants to use the grant; nil for anyone.
    ///   - now: seconds since 1970.
    public init(
        verifying token: some BidirectionalCollection<UInt8>, by key: PublicKey, audience: String? = nil, now: UInt64
    ) throws(TokenError) {
        let payload = try SealedToken.payload(of: token, by: key)
        do { try self.init(parsing: payload) } catch { throw .invalid(error) }
        try self.check(audience: audience, now: now)
    }

    /// Checks that the grant is in force: its time, its audience, and that it was not delegated too often.
    public func check(audience: String? = nil, now: UInt64) throws(TokenError) {
        if expiresAt > 0, expiresAt < now { throw .expired(at: expiresAt) }
        if let audience, audience != self.audience { throw .notForAudience(self.audience) }
        if delegationDepth > maxDelegationDepth {
            throw .delegatedTooDeep(delegationDepth, limit: maxDelegationDepth)
        }
    }

    /// The grant as a token signed with `key`.
    public func sealed(by key: SigningKey) -> SealedToken {
        SealedToken(sealing: payload, by: key)
    }
}
