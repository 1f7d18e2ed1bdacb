import Objects
import Testing

@Suite struct EnvironmentKeyTextTests {
    static let publicKey = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="

    @Test(arguments: [
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "  base64: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n",
    ])
    func readsSigningKeys(_ text: String) throws {
        #expect(try EnvironmentKeyText.signingKey(text).publicKey.description == Self.publicKey)
    }

    @Test(arguments: [
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg",
        " base64: A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n",
        "base64:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n-----END PUBLIC KEY-----\n",
    ])
    func readsPublicKeys(_ text: String) throws {
        #expect(try EnvironmentKeyText.publicKey(text).description == Self.publicKey)
    }

    @Test(
        arguments: [
            ("", .malformed, .malformed), ("AAEC", .malformed, .malformed),
            ("base64:", .malformed, .malformed), ("-----BEGIN PRIVATE KEY-----", .malformed, .otherHalf),
            ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8==", .unknownFormat, .unknownFormat),
        ] as [(String, KeyFormatError.Reason, KeyFormatError.Reason)])
    func refuses(_ text: String, asPrivate: KeyFormatError.Reason, asPublic: KeyFormatError.Reason) {
        let signing = #expect(throws: KeyFormatError.self) { try EnvironmentKeyText.signingKey(text) }
        #expect(signing?.reason == asPrivate)
        let verifying = #expect(throws: KeyFormatError.self) { try EnvironmentKeyText.publicKey(text) }
        #expect(verifying?.reason == asPublic)
    }
}
