/// An Ed25519 key as a2a_pack takes it from its environment: base64 of the 32 bytes, or PEM (docs/format.md §3.9).
public enum Ed25519KeyText {
    /// The seed in a private key: base64 of 32 bytes in either alphabet, `base64:` and the same, or PKCS #8 in PEM
    /// (RFC 8410 §7). Nil for anything else.
    public static func seed(_ text: String) -> [UInt8]? {
        if text.contains("BEGIN") { return pem(text, label: "PRIVATE KEY").flatMap(pkcs8Seed) }
        return raw(text)
    }

    /// The bytes of a public key: as a private key's, or SubjectPublicKeyInfo in PEM (RFC 8410 §4). Nil for anything else.
    public static func publicKey(_ text: String) -> [UInt8]? {
        if text.contains("BEGIN") {
            return pem(text, label: "PUBLIC KEY").flatMap { body(of: $0, after: subjectPublicKeyInfo) }
        }
        return raw(text)
    }

    private static let keyLength = 32

    private static func raw(_ text: String) -> [UInt8]? {
        var text = trimmed(text[...])
        if text.hasPrefix("base64:") { text = trimmed(text.dropFirst("base64:".count)) }
        let unpadded = text.prefix { $0 != "=" }
        let urlForm = String(unpadded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
        let isPaddedRight = text.utf8.count == unpadded.utf8.count || text.utf8.count % 4 == 0
        guard isPaddedRight, text.dropFirst(unpadded.count).allSatisfy({ $0 == "=" }),
            let bytes = Base64.decode(urlForm, .url), bytes.count == keyLength
        else { return nil }
        return bytes
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func pem(_ text: String, label: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline).map(trimmed)
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines[begin...].firstIndex(of: "-----END \(label)-----")
        else { return nil }
        return Base64.decode(lines[(begin + 1)..<end].joined())
    }

    /// SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }, up to the key.
    private static let subjectPublicKeyInfo: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
    /// INTEGER version, SEQUENCE { OID 1.3.101.112 }, OCTET STRING { OCTET STRING of 32 bytes }, up to the key.
    private static let privateKeyInfo: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]

    private static func body(of der: [UInt8], after prefix: [UInt8]) -> [UInt8]? {
        guard der.starts(with: prefix), der.count == prefix.count + keyLength else { return nil }
        return Array(der[prefix.count...])
    }

    /// Version 0 ends with the seed; version 1 may have attributes and the public key after it, which are not needed.
    private static func pkcs8Seed(_ der: [UInt8]) -> [UInt8]? {
        guard der.count >= 5, der[0] == 0x30, der[1] < 0x80, Int(der[1]) == der.count - 2, der[2...3] == [0x02, 0x01],
            der[4] <= 1
        else { return nil }
        let info = der[5...]
        guard info.starts(with: privateKeyInfo), info.count >= privateKeyInfo.count + keyLength else { return nil }
        let seed = info.dropFirst(privateKeyInfo.count)
        guard der[4] == 1 || seed.count == keyLength else { return nil }
        return Array(seed.prefix(keyLength))
    }
}
