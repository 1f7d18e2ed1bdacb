internal import Sodium

/// A valid Ed25519 public key: a canonical point of the prime-order group.
public struct PublicKey: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Nil if the bytes are not 32, not a canonical point, or a point of small or mixed order.
    public init?(_ bytes: [UInt8]) {
        guard Ed25519.isPublicKey(bytes) else { return nil }
        self.bytes = bytes
    }

    /// The public key of a pair, which needs no check.
    init(of pair: borrowing Ed25519.KeyPair) {
        bytes = pair.publicKey
    }

    /// Whether `signature` is the key holder's signature of `message`. Signatures that others could have altered
    /// without the key are invalid (docs/format.md §10).
    public func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
        Ed25519.isValid(signature: signature, of: message, by: bytes)
    }
}

extension PublicKey: CustomStringConvertible {
    /// Base64 of the 32 bytes.
    public var description: String { Base64.encode(bytes) }
}
