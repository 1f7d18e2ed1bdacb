internal import Sodium

/// Public keys in files of other tools.
extension PublicKey {
    /// Reads a public key in any ``KeyFormat``. The comment is empty if the format has none.
    ///
    /// A private key is refused and not converted, so that users do not pass it on.
    public static func parse(_ bytes: [UInt8]) throws(KeyFormatError) -> (key: PublicKey, comment: String) {
        guard bytes.count <= SigningKey.maximumFileLength, var text = String(validating: bytes, as: UTF8.self) else {
            throw .unknown
        }
        while let last = text.last, last.isNewline { text.removeLast() }
        if text.hasPrefix("-----BEGIN ") { return (try pem(bytes), "") }
        if text.hasPrefix("{") { return (try json(bytes), "") }
        if text.hasPrefix("ssh-") || text.hasPrefix("ecdsa-") || text.hasPrefix("sk-") {
            return try OpenSSHKey.publicKey(line: text)
        }
        return (try raw(text), "")
    }

    private static func raw(_ text: String) throws(KeyFormatError) -> PublicKey {
        guard let octets = Base64.decode(text) else { throw .unknown }
        guard octets.count == Ed25519.publicKeyLength else {
            throw KeyFormatError(.malformed, "an Ed25519 public key is 32 bytes, not \(octets.count)")
        }
        guard let key = PublicKey(octets) else { throw KeyFormatError.badPoint }
        return key
    }

    private static func pem(_ bytes: [UInt8]) throws(KeyFormatError) -> PublicKey {
        // Copied, since a PEM file may turn out to contain a private key.
        var bytes = bytes
        let text = SecretBytes(wiping: &bytes)
        return try text.withUnsafeBytes { (text) throws(KeyFormatError) in
            if let der = PEM.body(text, label: PEM.publicLabel) { return try PEM.publicKey(der) }
            let isPrivate = text.prefix(60).split(separator: UInt8(ascii: "-")).first.map {
                String(decoding: $0, as: UTF8.self).hasSuffix(PEM.privateLabel)
            }
            guard isPrivate != true else {
                throw KeyFormatError(.otherHalf, "this is a private key; give the public key that belongs to it")
            }
            throw KeyFormatError(.malformed, "the PEM text is damaged, or does not hold a public key")
        }
    }

    private static func json(_ bytes: [UInt8]) throws(KeyFormatError) -> PublicKey {
        let file = try JSONKeyFile(bytes)
        guard let publicKey = file.publicKey else {
            throw KeyFormatError(.otherHalf, "the JSON key file is missing a base64 `publicKey` field")
        }
        return try raw(publicKey)
    }

    /// The key's file in `format`.
    public func encoded(as format: KeyFormat, comment: String = "") -> String {
        switch format {
        case .raw: "\(self)\n"
        case .pem: PEM.text(self)
        case .openssh: OpenSSHKey.publicText(self) + (comment.isEmpty ? "" : " " + comment) + "\n"
        case .json: "{\"publicKey\":\"\(self)\"}\n"
        }
    }
}
