import Objects
import Testing

@Suite struct GrantTests {
    @Test func encodesTheBytesThatAreSigned() throws {
        var grant = Grant(grantID: "g", issuer: "pläner😀", audience: "b\u{7f}", bucket: "w")
        grant.outputsPrefix = #"/out\x/"#
        grant.llmMaxBudgetUSD = 1e-5
        grant.llmRPMLimit = 7
        grant.sourceGrants = [.init(agent: "z")]
        grant.expiresAt = 100
        grant.issuedAt = 40
        grant.nonce = "n"
        let token = try SealedToken(parsing: TokenVectors.grant.utf8)
        #expect(String(decoding: grant.payload, as: UTF8.self) == String(decoding: token.payload, as: UTF8.self))

        let read = try Grant(
            verifying: TokenVectors.grant.utf8, by: TokenVectors.key.publicKey, audience: "b\u{7f}", now: 100)
        #expect(read.writePrefixes == ["out/x/"])
        #expect(read.lifetime == 60)
        #expect(read.payload == token.payload)
    }

    @Test func holdsOnlyInItsTimeAndForItsAudience() throws {
        #expect(throws: TokenError.expired(at: 100)) {
            try Grant(verifying: TokenVectors.grant.utf8, by: TokenVectors.key.publicKey, now: 101)
        }
        #expect(throws: TokenError.notForAudience("b\u{7f}")) {
            try Grant(verifying: TokenVectors.grant.utf8, by: TokenVectors.key.publicKey, audience: "c", now: 0)
        }
        #expect(throws: TokenError.notSigned) {
            try Grant(verifying: TokenVectors.grant.utf8, by: SigningKey.generate().publicKey, now: 0)
        }
        var deep = Grant(grantID: "g", issuer: "i", audience: "a", bucket: "b")
        deep.delegationDepth = 41
        #expect(throws: TokenError.delegatedTooDeep(41, limit: 40)) { try deep.check(now: 0) }
    }

    @Test(
        arguments: [
            (#""extra":1"#, .unknownField), (#""mode":"write""#, .badName), (#""llm_rpm_limit":0"#, .outOfRange),
            (#""llm_max_budget_usd":-1"#, .wrongType), (#""expires_at":-1"#, .wrongType),
            (#""source_grants":[{"agent":"a","scope":"all"}]"#, .badName),
            (#""source_grants":[{"scope":"read"}]"#, .missing), (#""bucket":null"#, .duplicateKey),
        ] as [(String, DecodeError.Reason)])
    func refuses(_ member: String, reason: DecodeError.Reason) {
        let text = #"{"grant_id":"g","issuer":"i","audience":"a","bucket":"b",\#(member)}"#
        let error = #expect(throws: DecodeError.self) { try Grant(parsing: Array(text.utf8)) }
        #expect(error?.reason == reason)
    }

    @Test func aChildIsNoWiderThanItsParent() {
        var parent = Grant(grantID: "p", issuer: "i", audience: "a", bucket: "b")
        parent.mode = .readWriteOverlay
        parent.allowPatterns = ["vendors/*"]
        parent.denyPatterns = ["*.key"]
        parent.writePrefixes = ["out/"]
        parent.expiresAt = 100
        var child = Grant(grantID: "c", issuer: "a", audience: "x", bucket: "b")
        child.parentGrantID = "p"
        child.delegationDepth = 1
        child.allowPatterns = ["vendors/offboarding/*"]
        child.denyPatterns = ["*.key", "*.pem"]
        child.writePrefixes = ["out/x/"]
        child.expiresAt = 100
        #expect(child.excesses(over: parent) == [])

        child.allowPatterns = ["**"]
        child.writePrefixes = ["output/"]
        child.mode = .readWriteDirect
        child.llmModels = ["m"]
        child.expiresAt = 0
        child.llmMaxBudgetUSD = 0
        #expect(child.excesses(over: parent) == [.mode, .reads, .writes, .models, .budget, .expiry])
    }
}
