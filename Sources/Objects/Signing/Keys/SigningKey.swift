package import Sodium

/// An Ed25519 private key. It is stored in memory that is locked out of swap and wiped when the last reference is
/// released.
public final class SigningKey: Sendable {
    private let pair: Ed25519.KeyPair
    public let publicKey: PublicKey

    /// The key of a seed; nil if the seed is not 32 bytes long.
    package init?(seed: borrowing SecretBytes) {
        guard let pair = Ed25519.KeyPair(seed: seed) else { return nil }
        publicKey = PublicKey(of: pair)
        self.pair = pair
    }

    /// The key of a seed, which is moved here: `bytes` is wiped. Nil if it is not 32 bytes long.
    public convenience init?(wiping bytes: inout [UInt8]) {
        self.init(seed: SecretBytes(wiping: &bytes))
    }

    /// A new key from the system's random numbers.
    public static func generate() -> SigningKey {
        guard let key = SigningKey(seed: .random(Ed25519.seedLength)) else {
            preconditionFailure("a seed of \(Ed25519.seedLength) bytes makes a key")
        }
        return key
    }

    /// The signature of `message`: 64 bytes, always the same ones.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        pair.sign(message)
    }

    /// Passes on the 32 bytes that the key is made from. `body` wipes whatever it copies.
    package func withSeed<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pair.withSeed(body)
    }
}
