internal import Sodium

/// Ed25519 keys as OpenSSH writes them: `.pub` lines, and private keys without a passphrase (PROTOCOL.key).
enum OpenSSHKey {
    static let algorithm = "ssh-ed25519"
    static let privateLabel = "OPENSSH PRIVATE KEY"

    private static let magic = Array("openssh-key-v1\0".utf8)

    private static func field(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var field: [UInt8] = []
        field.append(integer: UInt32(bytes.count))
        field.append(contentsOf: bytes)
        return field
    }

    /// The two fields that a public key is on the wire.
    static func publicBlob(_ key: [UInt8]) -> [UInt8] {
        field(algorithm.utf8) + field(key)
    }

    /// `ssh-ed25519 BASE64`.
    static func publicText(_ key: PublicKey) -> String {
        "\(algorithm) \(Base64.encode(publicBlob(key.bytes)))"
    }

    /// Reads the second word of a `.pub` line.
    static func publicKey(base64 text: some StringProtocol) -> PublicKey? {
        guard let blob = Base64.decode(text), blob.count == publicBlob([]).count + Ed25519.publicKeyLength else {
            return nil
        }
        let bytes = Array(blob.suffix(Ed25519.publicKeyLength))
        guard publicBlob(bytes) == blob else { return nil }
        return PublicKey(bytes)
    }

    /// Reads a `.pub` line: type, key and perhaps a comment.
    static func publicKey(line: String) throws(KeyFormatError) -> (key: PublicKey, comment: String) {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.first.map(String.init) == algorithm else {
            throw KeyFormatError(
                .otherAlgorithm, "the OpenSSH key is '\(words.first?.prefix(40) ?? "")', not \(algorithm)")
        }
        guard words.count >= 2, let key = publicKey(base64: words[1]) else {
            throw KeyFormatError(.malformed, "the OpenSSH public key is damaged, or not a good key")
        }
        return (key, words.count == 3 ? String(words[2]) : "")
    }

    /// Reads what stands between the lines of a private key file.
    static func privateKey(
        _ binary: borrowing SecretBytes
    ) throws(KeyFormatError) -> (key: SigningKey, comment: String) {
        try binary.withUnsafeBytes { (bytes) throws(KeyFormatError) in
            var outer = OctetCursor(bytes)
            guard outer.skip(magic) else { throw damaged }
            guard outer.skip(field("none".utf8)), outer.skip(field("none".utf8)), outer.skip(field([])) else {
                throw KeyFormatError(
                    .encrypted, "the OpenSSH key is protected by a passphrase, which at1 does not take off",
                    mend: "take it off a copy with: ssh-keygen -p -N '' -f COPY")
            }
            guard outer.bigEndian32() == 1 else { throw damaged }
            let algorithm = field(algorithm.utf8)
            guard let blobLength = outer.bigEndian32(), let blob = outer.take(Int(blobLength)),
                let length = outer.bigEndian32(), let section = outer.take(Int(length)), outer.remaining == 0
            else { throw damaged }
            guard blob.starts(with: algorithm) else {
                throw KeyFormatError(.otherAlgorithm, "the OpenSSH key is not of the type \(Self.algorithm)")
            }

            var inner = OctetCursor(section)
            guard let check = inner.bigEndian32(), inner.bigEndian32() == check, inner.skip(algorithm),
                inner.bigEndian32() == UInt32(Ed25519.publicKeyLength),
                let publicKey = inner.take(Ed25519.publicKeyLength),
                inner.bigEndian32() == UInt32(Ed25519.seedLength + Ed25519.publicKeyLength),
                let seed = inner.take(Ed25519.seedLength), let again = inner.take(Ed25519.publicKeyLength),
                let commentLength = inner.bigEndian32(), let comment = inner.take(Int(commentLength)),
                section.count % 8 == 0, inner.remaining < 8, inner.skip((1...8).prefix(inner.remaining).map(UInt8.init))
            else { throw damaged }
            guard let key = SigningKey(seed: SecretBytes(copying: seed)), key.publicKey.bytes.elementsEqual(publicKey),
                publicKey.elementsEqual(again), blob.elementsEqual(publicBlob(key.publicKey.bytes))
            else { throw KeyFormatError(.badKey, "the OpenSSH file's private and public keys do not belong together") }
            return (key, String(decoding: comment, as: UTF8.self))
        }
    }

    private static let damaged = KeyFormatError(.malformed, "the OpenSSH private key is damaged")

    static func append(_ key: SigningKey, comment: String, to text: inout [UInt8]) {
        let publicKey = key.publicKey.bytes
        let blob = publicBlob(publicKey)
        let check = SystemRandom.bytes(4)
        var head = magic + field("none".utf8) + field("none".utf8) + field([])
        head.append(integer: 1 as UInt32)
        head += field(blob)
        var before = check + check + blob
        before.append(integer: UInt32(Ed25519.seedLength + publicKey.count))
        var after = publicKey + field(comment.utf8)
        var pad: UInt8 = 1
        while (before.count + Ed25519.seedLength + after.count) % 8 != 0 {
            after.append(pad)
            pad += 1
        }
        head.append(integer: UInt32(before.count + Ed25519.seedLength + after.count))
        head += before

        let binary = SecretBytes(count: head.count + Ed25519.seedLength + after.count) { binary in
            binary.copyBytes(from: head)
            key.withSeed { UnsafeMutableRawBufferPointer(rebasing: binary[head.count...]).copyBytes(from: $0) }
            UnsafeMutableRawBufferPointer(rebasing: binary[(head.count + Ed25519.seedLength)...]).copyBytes(from: after)
        }
        var base64: [UInt8] = []
        base64.reserveCapacity(binary.count * 2)
        binary.appendBase64(to: &base64)
        text.append(contentsOf: "-----BEGIN \(privateLabel)-----\n".utf8)
        for start in stride(from: 0, to: base64.count, by: 70) {
            text.append(contentsOf: base64[start..<min(start + 70, base64.count)])
            text.append(UInt8(ascii: "\n"))
        }
        text.append(contentsOf: "-----END \(privateLabel)-----\n".utf8)
        base64.wipe()
    }
}
