internal import Sodium

/// Ed25519 keys in PEM: the two structures of RFC 8410.
///
/// DER has one encoding of each value, so each structure is a fixed sequence of bytes that contains the key, and
/// reading one means comparing it with that sequence. Attributes, which no tool writes, are refused.
enum PEM {
    static let privateLabel = "PRIVATE KEY"
    static let publicLabel = "PUBLIC KEY"

    /// PrivateKeyInfo: version 0, the algorithm 1.3.101.112, an octet string in an octet string.
    private static let privateHead: [UInt8] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    /// OneAsymmetricKey: version 1, and the public key after the private one.
    private static let privateHeadOfPair: [UInt8] = [
        0x30, 0x51, 0x02, 0x01, 0x01, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    private static let publicHeadOfPair: [UInt8] = [0x81, 0x21, 0x00]
    /// SubjectPublicKeyInfo: the algorithm, a bit string.
    private static let publicHead: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// The bytes between the lines that name `label`; nil if the text contains anything else.
    static func body(_ text: UnsafeRawBufferPointer, label: String) -> SecretBytes? {
        let begin = "-----BEGIN \(label)-----".utf8
        let end = "-----END \(label)-----".utf8
        var trimmed = text[...]
        while let last = trimmed.last, last == 0x0a || last == 0x0d { trimmed = trimmed.dropLast() }
        guard trimmed.starts(with: begin), trimmed.count > begin.count + end.count,
            trimmed.suffix(end.count).elementsEqual(end)
        else { return nil }
        let body = trimmed.dropFirst(begin.count).dropLast(end.count)
        guard body.first == 0x0a || body.first == 0x0d, body.last == 0x0a else { return nil }
        return SecretBytes(base64: UnsafeRawBufferPointer(rebasing: body), lines: true)
    }

    static func privateKey(_ der: borrowing SecretBytes) throws(KeyFormatError) -> SigningKey {
        try der.withUnsafeBytes { (bytes) throws(KeyFormatError) in
            var cursor = OctetCursor(bytes)
            let isPair = cursor.skip(privateHeadOfPair)
            guard isPair || cursor.skip(privateHead) else {
                throw KeyFormatError(.otherAlgorithm, "the PEM file does not hold a plain Ed25519 private key")
            }
            guard let seed = cursor.take(Ed25519.seedLength), let key = SigningKey(seed: SecretBytes(copying: seed))
            else {
                throw KeyFormatError(.malformed, "the PEM file's key is cut short")
            }
            if isPair {
                guard cursor.skip(publicHeadOfPair), cursor.skip(key.publicKey.bytes) else {
                    throw KeyFormatError(.badKey, "the PEM file's private key and public key do not match")
                }
            }
            guard cursor.remaining == 0 else {
                throw KeyFormatError(.malformed, "something follows after the PEM file's key")
            }
            return key
        }
    }

    static func publicKey(_ der: borrowing SecretBytes) throws(KeyFormatError) -> PublicKey {
        try der.withUnsafeBytes { (bytes) throws(KeyFormatError) in
            var cursor = OctetCursor(bytes)
            guard cursor.skip(publicHead) else {
                throw KeyFormatError(.otherAlgorithm, "the PEM file does not hold an Ed25519 public key")
            }
            guard let octets = cursor.take(Ed25519.publicKeyLength), cursor.remaining == 0 else {
                throw KeyFormatError(.malformed, "the PEM file's key is not 32 bytes long")
            }
            guard let key = PublicKey(Array(octets)) else { throw KeyFormatError.badPoint }
            return key
        }
    }

    static func append(_ key: SigningKey, to text: inout [UInt8]) {
        let der = SecretBytes(count: privateHead.count + Ed25519.seedLength) { der in
            der.copyBytes(from: privateHead)
            key.withSeed { UnsafeMutableRawBufferPointer(rebasing: der[privateHead.count...]).copyMemory(from: $0) }
        }
        text.append(contentsOf: "-----BEGIN \(privateLabel)-----\n".utf8)
        der.appendBase64(to: &text)  // 48 bytes: one line of 64
        text.append(contentsOf: "\n-----END \(privateLabel)-----\n".utf8)
    }

    static func text(_ key: PublicKey) -> String {
        "-----BEGIN \(publicLabel)-----\n\(Base64.encode(publicHead + key.bytes))\n-----END \(publicLabel)-----\n"
    }
}

extension KeyFormatError {
    static let badPoint = KeyFormatError(
        .badKey, "the public key is not one that an Ed25519 key pair can have (not canonical, or of small order)")
}
