import Objects
import Testing

@Suite struct SealVerdictTests {
    private let key = SigningKey.generate()

    private func signer(
        _ name: String, _ key: PublicKey, for namespaces: Set<String>? = nil, revokedFrom: Int64? = nil
    ) throws -> TrustedSigner {
        try TrustedSigner(principals: [name], key: key, namespaces: namespaces, revokedFrom: revokedFrom)
    }

    private func token(endedAt end: UInt64 = 1000) -> (SealedToken, UInt64) {
        var run = ReplayRun(sessionID: "s", agentName: "a", skillName: "k")
        run.endedAt = end
        return (ReplaySession(run, events: []).sealed(by: key), end)
    }

    private func verdict(_ check: SealCheck, endedAt end: UInt64 = 1000) -> SealVerdict? {
        let (token, end) = token(endedAt: end)
        return check.verdict(on: token, endedAt: end)
    }

    @Test func fourVerdictsOfTrustedSigners() throws {
        let mine = key.publicKey
        let other = try signer("bob", SigningKey.generate().publicKey)
        func check(_ signers: TrustedSigner...) -> SealCheck { SealCheck(trusting: TrustedSigners(signers)) }
        #expect(verdict(check(other, try signer("ada", mine))) == .good(mine, principal: "ada"))
        #expect(verdict(check(other)) == .unknown(nil))
        #expect(verdict(check(try signer("ada", mine, for: ["tag"]))) == .unknown(mine))
        let revoked = try signer("ada", mine, revokedFrom: 500)
        #expect(verdict(check(revoked)) == .revoked(mine, principal: "ada", from: 500))
        #expect(verdict(check(revoked), endedAt: 400) == .good(mine, principal: "ada"))
        #expect(verdict(check(revoked), endedAt: 0) == .revoked(mine, principal: "ada", from: 500))
        // Another line of the same key does not take the revocation back.
        #expect(verdict(check(try signer("ada", mine), revoked))?.code == "revoked")
    }

    @Test func theUsersOwnKeysSayNothingOfTheSessionsOfOthers() throws {
        let own = SealCheck(trusting: TrustedSigners([TrustedSigner(ownKey: key.publicKey, named: "ada")]))
        #expect(own.isEmpty && verdict(own) == .good(key.publicKey, principal: "ada (your key)"))
        let others = TrustedSigners([TrustedSigner(ownKey: SigningKey.generate().publicKey, named: "bob")])
        #expect(verdict(SealCheck(trusting: others)) == nil)
    }

    @Test func aNamedKeyDoesNotSilenceItsRevocation() throws {
        let mine = key.publicKey
        let revoked = TrustedSigners([try signer("ada", mine, revokedFrom: 500)])
        #expect(verdict(SealCheck(for: mine, trusting: revoked)) == .revoked(mine, principal: "ada", from: 500))
        #expect(verdict(SealCheck(for: mine, trusting: TrustedSigners())) == .good(mine, principal: nil))
        #expect(verdict(SealCheck(for: SigningKey.generate().publicKey, trusting: revoked)) == .bad)
    }

    @Test func wordsSayWhoseTheSignatureIs() throws {
        let fingerprint = key.publicKey.fingerprint
        #expect(
            "\(SealVerdict.unknown(key.publicKey))"
                == "signed with a key that is not trusted for sessions, \(fingerprint)")
        #expect("\(SealVerdict.unknown(nil))".contains("its signer is unknown, or it was changed"))
        #expect("\(SealVerdict.revoked(key.publicKey, principal: "ada", from: 0))".contains("revoked on 1970-01-01"))
    }
}
