internal import Sodium

/// An Ed25519 signature in a commit or a tag: the signer's key, and the signature (docs/format.md §3.8).
///
/// It covers the object without the signature: `"<kind> <length>\0"` and that payload. The value guarantees only that
/// the bytes have the right lengths; ``key(ifValidFor:)`` checks the key and the signature, so that an object with a
/// bad signature can still be read.
public struct ObjectSignature: Hashable, Sendable {
    /// The signer's public key, 32 bytes.
    public let publicKey: [UInt8]
    /// 64 bytes.
    public let signature: [UInt8]

    static let scheme = "ed25519"

    /// Nil if a length is wrong.
    public init?(publicKey: [UInt8], signature: [UInt8]) {
        guard publicKey.count == Ed25519.publicKeyLength, signature.count == Ed25519.signatureLength else { return nil }
        self.publicKey = publicKey
        self.signature = signature
    }

    /// The signature that `key` makes of `message`.
    public init(by key: SigningKey, of message: [UInt8]) {
        publicKey = key.publicKey.bytes
        signature = key.sign(message)
    }

    /// The signer, if the signature is theirs and of `message`; nil if it is bad.
    public func key(ifValidFor message: [UInt8]) -> PublicKey? {
        guard let key = PublicKey(publicKey), key.isValid(signature: signature, of: message) else { return nil }
        return key
    }

    /// `ed25519 KEY SIGNATURE`, both in base64.
    package var text: String {
        "\(Self.scheme) \(Base64.encode(publicKey)) \(Base64.encode(signature))"
    }

    package init(parsing text: String) throws(DecodeError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == Self.scheme,
            let key = Base64.decode(words[1]), let signature = Base64.decode(words[2]),
            let value = ObjectSignature(publicKey: key, signature: signature)
        else { throw DecodeError(.syntax, "the signature is not 'ed25519 KEY SIGNATURE' in base64") }
        self = value
    }
}
