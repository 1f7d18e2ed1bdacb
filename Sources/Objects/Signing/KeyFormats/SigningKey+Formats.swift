package import Sodium

/// Private keys in files of other tools.
extension SigningKey {
    /// The maximum length of a key file in bytes.
    package static let maximumFileLength = 64 << 10

    /// Reads a private key in any ``KeyFormat``. The comment is empty if the format has none.
    ///
    /// Strict: base64 and DER must be canonical, and a public key beside the private one must match it.
    package static func parse(
        _ text: borrowing SecretBytes
    ) throws(KeyFormatError) -> (key: SigningKey, comment: String) {
        try text.withUnsafeBytes { (text) throws(KeyFormatError) in
            if text.starts(with: "-----BEGIN ".utf8) { return try pem(text) }
            if text.starts(with: "{".utf8) { return (try json(text), "") }
            if text.starts(with: "ssh-".utf8) {
                throw KeyFormatError(.otherHalf, "this is an OpenSSH public key; the private key is needed")
            }
            return (try raw(text), "")
        }
    }

    private static func pem(_ text: UnsafeRawBufferPointer) throws(KeyFormatError) -> (key: SigningKey, comment: String)
    {
        if let binary = PEM.body(text, label: OpenSSHKey.privateLabel) { return try OpenSSHKey.privateKey(binary) }
        if let der = PEM.body(text, label: PEM.privateLabel) { return (try PEM.privateKey(der), "") }
        let label = String(decoding: text.dropFirst(11).prefix { $0 != UInt8(ascii: "-") }.prefix(60), as: UTF8.self)
        switch label {
        case "ENCRYPTED PRIVATE KEY":
            throw KeyFormatError(
                .encrypted, "the PEM key is protected by a passphrase")
        case PEM.publicLabel:
            throw KeyFormatError(.otherHalf, "this is a public key in PEM; the private key is needed")
        case OpenSSHKey.privateLabel, PEM.privateLabel:
            throw KeyFormatError(.malformed, "the PEM text is damaged")
        default:
            throw KeyFormatError(.unknownFormat, "a PEM file that holds '\(label)' and not a private key")
        }
    }

    /// Base64 of the seed, or of libsodium's 64 bytes: seed and public key.
    private static func raw(_ text: UnsafeRawBufferPointer) throws(KeyFormatError) -> SigningKey {
        var trimmed = text[...]
        while let last = trimmed.last, last == 0x0a || last == 0x0d { trimmed = trimmed.dropLast() }
        guard let bytes = SecretBytes(base64: UnsafeRawBufferPointer(rebasing: trimmed)) else {
            throw KeyFormatError.unknown
        }
        return try key(of: bytes)
    }

    private static func key(of bytes: borrowing SecretBytes) throws(KeyFormatError) -> SigningKey {
        try bytes.withUnsafeBytes { (bytes) throws(KeyFormatError) in
            let (seed, rest) = (bytes.prefix(Ed25519.seedLength), bytes.dropFirst(Ed25519.seedLength))
            guard rest.isEmpty || rest.count == Ed25519.publicKeyLength,
                let key = SigningKey(seed: SecretBytes(copying: UnsafeRawBufferPointer(rebasing: seed)))
            else {
                throw KeyFormatError(.malformed, "ed25519 private key must be 32 bytes, got \(bytes.count)")
            }
            guard rest.isEmpty || rest.elementsEqual(key.publicKey.bytes) else {
                throw KeyFormatError(.badKey, "the private key and the public key after it do not match")
            }
            return key
        }
    }

    /// The JSON is read into ordinary memory, as the file is not encrypted either.
    private static func json(_ text: UnsafeRawBufferPointer) throws(KeyFormatError) -> SigningKey {
        let file = try JSONKeyFile(Array(text))
        guard let privateKey = file.privateKey else {
            throw KeyFormatError(.otherHalf, "the JSON key file is missing a base64 `privateKey` field")
        }
        guard var seed = Base64.decode(privateKey), seed.count == Ed25519.seedLength else {
            throw KeyFormatError(.malformed, "the JSON key file's `privateKey` is not 32 bytes in base64")
        }
        guard let key = SigningKey(wiping: &seed) else { throw KeyFormatError.unknown }
        guard file.publicKey.map({ $0 == key.publicKey.description }) ?? true else {
            throw KeyFormatError(.badKey, "the JSON key file's private and public keys do not match")
        }
        return key
    }

    /// The key's file in `format`, not encrypted.
    package func encoded(as format: KeyFormat, comment: String = "") -> SecretBytes {
        var text: [UInt8] = []
        text.reserveCapacity(1024 + comment.utf8.count * 2)
        switch format {
        case .raw:
            appendSeed(to: &text)
            text.append(UInt8(ascii: "\n"))
        case .pem: PEM.append(self, to: &text)
        case .openssh: return OpenSSHKey.text(self, comment: comment)
        case .json:
            text.append(contentsOf: #"{"privateKey":""#.utf8)
            appendSeed(to: &text)
            text.append(contentsOf: "\",\"publicKey\":\"\(publicKey)\"}\n".utf8)
        }
        return SecretBytes(wiping: &text)
    }

    /// Passes on the key's file in `format`, not encrypted. `body` wipes whatever it copies.
    public func withText<Result>(
        as format: KeyFormat, comment: String = "", _ body: (RawSpan) throws -> Result
    ) rethrows -> Result {
        let text = encoded(as: format, comment: comment)
        return try text.withUnsafeBytes { try body($0.bytes) }
    }

    private func appendSeed(to text: inout [UInt8]) {
        withSeed { SecretBytes(copying: $0).appendBase64(to: &text) }
    }
}
