import Objects
import Testing

@Suite struct SealedTokenTests {
    static let all = [TokenVectors.session, TokenVectors.grant, TokenVectors.receipt]

    @Test(arguments: all) func roundTrips(_ text: String) throws {
        #expect(try SealedToken(parsing: text.utf8).text == text)
    }

    @Test(arguments: ["", ".", "abc", "YQ", "YQ.YQ", "YR.", "Y Q.", "YQ==."])
    func refuses(_ text: String) {
        #expect(throws: DecodeError.self) { try SealedToken(parsing: text.utf8) }
    }

    @Test func refusesLooseForms() throws {
        let token = TokenVectors.grant
        #expect(throws: DecodeError.self) { try SealedToken(parsing: (token + "=").utf8) }
        #expect(throws: DecodeError.self) { try SealedToken(parsing: (token + "\n").utf8) }
        #expect(throws: DecodeError.self) { try SealedToken(parsing: (token.dropLast() + "h").utf8) }
        #expect(throws: DecodeError.self) { try SealedToken(parsing: (token.dropLast()).utf8) }
        #expect(throws: DecodeError.self) { try SealedToken(parsing: ("." + token).utf8) }
    }

    @Test func looksAtTheSignatureFirst() {
        let nothing = SealedToken(payload: Array("{}".utf8), signature: [UInt8](repeating: 0, count: 64))!.text
        #expect(throws: TokenError.notSigned) { try ReplaySession(verifying: nothing.utf8) { _, _ in false } }
        #expect(throws: TokenError.self) { try ReplaySession(verifying: nothing.utf8) { _, _ in true } }
    }
}
