import Objects
import Testing

@Suite struct Ed25519KeyTextTests {
    static let seed = Array(0..<32 as Range<UInt8>)
    static let publicKey: [UInt8] = Hex.decode("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")!

    @Test(arguments: [
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "  base64: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n",
    ])
    func readsSeeds(_ text: String) {
        #expect(Ed25519KeyText.seed(text) == Self.seed)
    }

    @Test(arguments: [
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n-----END PUBLIC KEY-----\n",
    ])
    func readsPublicKeys(_ text: String) {
        #expect(Ed25519KeyText.publicKey(text) == Self.publicKey)
    }

    @Test(arguments: ["", "AAEC", "base64:", "-----BEGIN PRIVATE KEY-----", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=="])
    func refuses(_ text: String) {
        #expect(Ed25519KeyText.seed(text) == nil)
        #expect(Ed25519KeyText.publicKey(text) == nil)
    }
}
