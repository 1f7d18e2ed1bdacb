/// `base64url(payload).base64url(signature)`: the form in which sessions, grants and receipts are transmitted.
///
/// The payload is any bytes here; the signature is Ed25519 over them as they are (docs/format.md §3.9).
public struct SealedToken: Hashable, Sendable {
    public let payload: [UInt8]
    /// 64 bytes.
    public let signature: [UInt8]

    static let signatureLength = 64

    init(payload: [UInt8], ed25519 signature: [UInt8]) {
        self.payload = payload
        self.signature = signature
    }

    /// Nil if the signature has another length.
    public init?(payload: [UInt8], signature: [UInt8]) {
        guard signature.count == Self.signatureLength else { return nil }
        self.payload = payload
        self.signature = signature
    }

    /// Reads a token and nothing else: no white space, no padding, base64 in its canonical form.
    public init(parsing token: some BidirectionalCollection<UInt8>) throws(DecodeError) {
        guard let dot = token.lastIndex(of: UInt8(ascii: ".")) else {
            throw DecodeError(.syntax, "a sealed token has a '.' between payload and signature")
        }
        guard let payload = Base64.decode(utf8: token[..<dot], .url) else {
            throw DecodeError(.notCanonical, "the payload is not canonical base64url", at: 0)
        }
        let offset = token.distance(from: token.startIndex, to: dot) + 1
        guard let signature = Base64.decode(utf8: token[token.index(after: dot)...], .url) else {
            throw DecodeError(.notCanonical, "the signature is not canonical base64url", at: offset)
        }
        guard let value = SealedToken(payload: payload, signature: signature) else {
            throw DecodeError(.outOfRange, "an Ed25519 signature has \(Self.signatureLength) bytes", at: offset)
        }
        self = value
    }

    /// The token.
    public var text: String {
        "\(Base64.encode(payload, .url)).\(Base64.encode(signature, .url))"
    }
}
