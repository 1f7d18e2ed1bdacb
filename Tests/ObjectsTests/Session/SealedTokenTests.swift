import Objects
import Testing

@Suite struct SealedTokenTests {
    static let all = [TokenVectors.session, TokenVectors.grant, TokenVectors.receipt]

    @Test(arguments: all) func roundTrips(_ text: String) throws {
        #expect(try SealedToken(parsing: text.utf8).text == text)
    }

    @Test(
        arguments: [
            ("", .syntax), (".", .outOfRange), ("abc", .syntax), ("YQ", .syntax), ("YQ.YQ", .outOfRange),
            ("YR.", .notCanonical), ("Y Q.", .notCanonical), ("YQ==.", .notCanonical),
        ] as [(String, DecodeError.Reason)])
    func refuses(_ text: String, reason: DecodeError.Reason) {
        #expect(#expect(throws: DecodeError.self) { try SealedToken(parsing: text.utf8) }?.reason == reason)
    }

    @Test func refusesLooseForms() throws {
        let token = TokenVectors.grant
        for loose in ["\(token)=", "\(token)\n", "\(token.dropLast())h", "\(token.dropLast())", ".\(token)"] {
            let error = #expect(throws: DecodeError.self) { try SealedToken(parsing: loose.utf8) }
            #expect(error?.reason == .notCanonical, "\(loose.suffix(8))")
        }
    }

    @Test(arguments: all) func provesWhatA2APackSigned(_ text: String) throws {
        let token = try SealedToken(parsing: text.utf8)
        let key = try TokenVectors.key
        #expect(token.isSigned(by: key.publicKey))
        #expect(!token.isSigned(by: SigningKey.generate().publicKey))
        var payload = token.payload
        payload[payload.count / 2] ^= 1
        #expect(SealedToken(payload: payload, signature: token.signature)?.isSigned(by: key.publicKey) == false)
        #expect(SealedToken(sealing: token.payload, by: key) == token)
    }

    @Test func looksAtTheSignatureFirst() throws {
        let nothing = SealedToken(payload: Array("{}".utf8), signature: [UInt8](repeating: 0, count: 64))!.text
        #expect(throws: TokenError.notSigned) {
            try ReplaySession(verifying: nothing.utf8, by: TokenVectors.key.publicKey)
        }
        let signed = SealedToken(sealing: Array("{}".utf8), by: try TokenVectors.key).text
        #expect(throws: TokenError.invalid(DecodeError(.missing, "session_id is missing"))) {
            try ReplaySession(verifying: signed.utf8, by: TokenVectors.key.publicKey)
        }
    }
}
