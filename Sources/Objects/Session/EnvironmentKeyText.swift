internal import Sodium

/// An Ed25519 key as a2a_pack takes it from environment variables such as `A2A_REPLAY_SIGNING_KEY`: in the formats of
/// key files, and as base64 in the URL alphabet, without padding, or with the prefix `base64:` (docs/format.md §9.6).
public enum EnvironmentKeyText {
    /// Reads a private key that has no passphrase.
    public static func signingKey(_ text: String) throws(KeyFormatError) -> SigningKey {
        var bytes = Array(standard(text).utf8)
        return try SigningKey.parse(SecretBytes(wiping: &bytes)).key
    }

    /// Reads a public key.
    public static func publicKey(_ text: String) throws(KeyFormatError) -> PublicKey {
        try PublicKey.parse(Array(standard(text).utf8)).key
    }

    /// The text with its base64 padded and in the standard alphabet. Texts in other formats contain characters that do
    /// not occur in base64, and are unchanged.
    private static func standard(_ text: String) -> String {
        var text = trimmed(text[...])
        if text.hasPrefix("base64:") { text = trimmed(text.dropFirst("base64:".count)) }
        let isPadded = text.utf8.count % 4 == 0
        let digits = isPadded ? text.prefix { $0 != "=" } : text
        let isBase64 = digits.utf8.allSatisfy { unit in
            switch unit {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isBase64, isPadded ? text.utf8.count - digits.utf8.count < 3 : true else { return String(text) }
        let padding = String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4)
        return String(digits.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }) + padding
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
