package import Objects
package import Sodium

/// A private key as at1 keeps it in a file, sealed under a passphrase or not (docs/format.md §9.2).
///
///     at1-key 1
///     public ed25519 BASE64
///     comment TEXT
///     seal argon2id13 PASSES BYTES SALT        or: seal none
///     secret BASE64                            nonce and secretbox of the seed, or the seed
package struct KeyFile: ~Copyable {
    package let publicKey: PublicKey
    package let comment: String
    private let seal: Seal?
    private let secret: SecretBytes

    /// What the key of the box is derived from, besides the passphrase.
    private struct Seal {
        let cost: PasswordHash.Cost
        let salt: [UInt8]

        static let algorithm = "argon2id13"
    }

    private static let magic = "at1-key 1"
    static let maximumLength = 4096

    package var isSealed: Bool { seal != nil }

    /// Stores `key` unsealed.
    package init(plain key: SigningKey, comment: String) {
        publicKey = key.publicKey
        self.comment = Self.line(comment)
        seal = nil
        secret = key.withSeed { SecretBytes(copying: $0) }
    }

    /// Seals `key` under `passphrase`.
    package init(
        sealing key: SigningKey, comment: String, passphrase: borrowing SecretBytes,
        cost: PasswordHash.Cost = .moderate
    ) throws(KeysError) {
        let seal = Seal(cost: cost, salt: SystemRandom.bytes(PasswordHash.saltLength))
        guard let boxKey = Self.key(seal, passphrase) else { throw .noMemory }
        var box = SecretBox.seal(key.withSeed { SecretBytes(copying: $0) }, key: boxKey)
        publicKey = key.publicKey
        self.comment = Self.line(comment)
        self.seal = seal
        secret = SecretBytes(wiping: &box)
    }

    private static func key(_ seal: Seal, _ passphrase: borrowing SecretBytes) -> SecretBytes? {
        PasswordHash.key(from: passphrase, salt: seal.salt, cost: seal.cost, length: SecretBox.keyLength)
    }

    /// A comment is one line without control characters.
    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.prefix(200)))
    }

    /// The key; nil if the passphrase is wrong, or is needed and missing.
    ///
    /// - Throws: ``KeysError/noMemory``; also if the key inside is not the one that the file states.
    package borrowing func open(_ passphrase: borrowing SecretBytes) throws(KeysError) -> SigningKey? {
        guard let seal else { return try open() }
        guard let boxKey = Self.key(seal, passphrase) else { throw .noMemory }
        guard let seed = SecretBox.open(secret.withUnsafeBytes { Array($0) }, key: boxKey) else { return nil }
        return try key(seed)
    }

    /// The key of a file that is not sealed; nil if it is sealed.
    package borrowing func open() throws(KeysError) -> SigningKey? {
        guard !isSealed else { return nil }
        return try key(secret)
    }

    private borrowing func key(_ seed: borrowing SecretBytes) throws(KeysError) -> SigningKey {
        guard let key = SigningKey(seed: seed), key.publicKey == publicKey else {
            throw .malformed(
                path: "the key file", DecodeError(.notCanonical, "its private and public keys do not match"))
        }
        return key
    }
}

extension KeyFile {
    /// The file's bytes.
    package borrowing func text() -> SecretBytes {
        var text: [UInt8] = []
        text.reserveCapacity(Self.maximumLength)
        let sealText =
            switch seal {
            case let seal?:
                "\(Seal.algorithm) \(seal.cost.operations) \(seal.cost.memory) \(Base64.encode(seal.salt))"
            case nil: "none"
            }
        text.append(
            contentsOf: "\(Self.magic)\npublic ed25519 \(publicKey)\ncomment \(comment)\nseal \(sealText)\nsecret ".utf8
        )
        secret.appendBase64(to: &text)
        text.append(UInt8(ascii: "\n"))
        return SecretBytes(wiping: &text)
    }

    package init(parsing text: borrowing SecretBytes) throws(DecodeError) {
        var head: [String] = []
        var end = 0
        text.withUnsafeBytes { bytes in
            for _ in 0..<4 {
                guard let line = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) else { break }
                head.append(String(decoding: bytes[end..<line], as: UTF8.self))
                end = line + 1
            }
        }
        guard head.first == Self.magic else {
            throw DecodeError(.syntax, "this is not a key file of at1, version 1", at: 0)
        }
        guard head.count == 4 else { throw DecodeError(.truncated, "the key file is cut short", at: text.count) }

        let words = head[1].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "public", words[1] == "ed25519", let octets = Base64.decode(words[2]),
            let publicKey = PublicKey(octets)
        else { throw DecodeError(.syntax, "the second line is not 'public ed25519 KEY'") }
        guard head[2].hasPrefix("comment "), Self.line(String(head[2].dropFirst(8))) == head[2].dropFirst(8) else {
            throw DecodeError(.syntax, "the third line is not 'comment TEXT'")
        }
        let seal = try Self.seal(head[3])
        guard let secret = text.withUnsafeBytes({ Self.secret($0, from: end) }) else {
            throw DecodeError(.syntax, "the last line is not 'secret BASE64'", at: end)
        }
        let length = seal == nil ? 32 : 32 + SecretBox.nonceLength + SecretBox.overhead
        guard secret.count == length else {
            throw DecodeError(.outOfRange, "the secret is \(secret.count) bytes long", at: end)
        }
        self.publicKey = publicKey
        comment = String(head[2].dropFirst("comment ".count))
        self.seal = seal
        self.secret = secret
    }

    private static func seal(_ line: String) throws(DecodeError) -> Seal? {
        if line == "seal none" { return nil }
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, words[0] == "seal", words[1] == Seal.algorithm, let operations = UInt64(words[2]),
            "\(operations)" == words[2], let memory = UInt64(words[3]), "\(memory)" == words[3],
            let salt = Base64.decode(words[4]), salt.count == PasswordHash.saltLength
        else {
            throw DecodeError(.syntax, "the fourth line is neither 'seal none' nor 'seal argon2id13 PASSES BYTES SALT'")
        }
        let cost = PasswordHash.Cost(operations: operations, memory: memory)
        guard cost.isBearable else {
            throw DecodeError(.outOfRange, "the file asks for \(operations) passes over \(memory) bytes of memory")
        }
        return Seal(cost: cost, salt: salt)
    }

    private static func secret(_ bytes: UnsafeRawBufferPointer, from start: Int) -> SecretBytes? {
        let prefix = "secret ".utf8
        let line = bytes[start...]
        guard line.starts(with: prefix), line.last == UInt8(ascii: "\n") else { return nil }
        return SecretBytes(base64: UnsafeRawBufferPointer(rebasing: line.dropFirst(prefix.count).dropLast()))
    }
}
