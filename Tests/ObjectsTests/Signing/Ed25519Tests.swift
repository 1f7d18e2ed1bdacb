import Objects
import Sodium
import Testing

/// RFC 8032 §7.1, and the signatures that a strict verifier must not take.
@Suite struct Ed25519Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let seed, publicKey, message, signature: String
        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "TEST 1",
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature:
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b"),
        Vector(
            name: "TEST 3",
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature:
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"),
    ]

    @Test(arguments: vectors)
    func signsAndVerifies(_ vector: Vector) throws {
        var seed = try #require(Hex.decode(vector.seed))
        let message = try #require(Hex.decode(vector.message))
        let key = try #require(SigningKey(wiping: &seed))
        #expect(seed.isEmpty)
        #expect(Hex.encode(key.publicKey.bytes) == vector.publicKey)
        #expect(Hex.encode(key.sign(message)) == vector.signature)
        #expect(key.publicKey.isValid(signature: key.sign(message), of: message))
        #expect(!key.publicKey.isValid(signature: key.sign(message), of: message + [0]))
    }

    @Test func everyBitOfASignatureCounts() throws {
        let key = SigningKey.generate()
        let message = Array("what was agreed".utf8)
        let signature = key.sign(message)
        for bit in 0..<512 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.isValid(signature: changed, of: message), "bit \(bit)")
        }
        #expect(!key.publicKey.isValid(signature: signature.dropLast(), of: message))
        #expect(!key.publicKey.isValid(signature: signature + [0], of: message))
    }

    /// S and S + L satisfy the same equation; only the one below L may count (RFC 8032 §5.1.7).
    @Test func aMalleableSignatureIsRefused() throws {
        let order: [UInt8] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        let key = SigningKey.generate()
        var signature = key.sign([1, 2, 3])
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        #expect(carry == 0)
        #expect(!key.publicKey.isValid(signature: signature, of: [1, 2, 3]))
    }

    /// Under a key of small order, R = identity and S = 0 would sign every message.
    @Test(arguments: [
        "0100000000000000000000000000000000000000000000000000000000000000",  // the identity
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // order 2
        "0000000000000000000000000000000000000000000000000000000000000000",  // order 4
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  // order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",  // order 8
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // the identity, not canonical
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // order 4, not canonical
        "0200000000000000000000000000000000000000000000000000000000000000",  // not on the curve
    ])
    func aKeyOfSmallOrderIsNone(_ hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(PublicKey(bytes) == nil)
        var signature = [UInt8](repeating: 0, count: 64)
        signature[0] = 1
        #expect(!Ed25519.isValid(signature: signature, of: [1], by: bytes))
    }

    @Test func secretBoxesOpenWithTheirKeyOnly() throws {
        let secret = SecretBytes.random(32)
        let key = SecretBytes.random(SecretBox.keyLength)
        let box = SecretBox.seal(secret, key: key)
        if let opened = SecretBox.open(box, key: key) {
            let same = opened.equals(secret)
            #expect(same)
        } else {
            Issue.record("the box does not open with its own key")
        }
        for index in box.indices {
            var changed = box
            changed[index] ^= 0x40
            let isOpen = SecretBox.open(changed, key: key) != nil
            #expect(!isOpen, "byte \(index)")
        }
        let opensCutShort = SecretBox.open(Array(box.prefix(39)), key: key) != nil
        #expect(!opensCutShort)
    }

    /// The value is argon2-cffi's, for Argon2id 1.3 with one lane.
    @Test func passwordHashesAreArgon2id() {
        var passphrase = Array("correct horse".utf8)
        let key = PasswordHash.key(
            from: SecretBytes(wiping: &passphrase), salt: [UInt8](repeating: 7, count: 16),
            cost: PasswordHash.Cost(operations: 2, memory: 1 << 20), length: 32)
        guard let key else {
            Issue.record("no key")
            return
        }
        let hex = key.withUnsafeBytes { Hex.encode($0) }
        #expect(hex == "402afea29c26fc536cf7fe3f89240de9b816838e2613ff1d9dca37c2758be89c")
    }

    @Test func passwordHashesRefuseAnUnbearableCost() {
        var passphrase = Array("correct horse".utf8)
        let secret = SecretBytes(wiping: &passphrase)
        let salt = [UInt8](repeating: 7, count: 16)
        for cost in [
            PasswordHash.Cost(operations: 1, memory: 1 << 40), .init(operations: 1 << 40, memory: 64 << 20),
            .init(operations: 0, memory: 64 << 20), .init(operations: 1, memory: 0),
        ] {
            let made = PasswordHash.key(from: secret, salt: salt, cost: cost, length: 32) != nil
            #expect(!made)
        }
    }
}
