package import Sodium

/// An Ed25519 private key. It lives in memory that is locked out of swap and wiped when the last reference is released.
public final class SigningKey: Sendable {
    private let pair: Ed25519.KeyPair
    public let publicKey: PublicKey

    /// The key of a seed; nil when the seed is not of 32 bytes.
    package init?(seed: borrowing SecretBytes) {
        guard let pair = Ed25519.KeyPair(seed: seed) else { return nil }
        publicKey = PublicKey(of: pair)
        self.pair = pair
    }

    /// The key of a seed, which is moved in here: `bytes` is wiped. Nil when it is not of 32 bytes.
    public convenience init?(wiping bytes: inout [UInt8]) {
        self.init(seed: SecretBytes(wiping: &bytes))
    }

    /// A new key out of the system's random numbers.
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

    /// Reads the 32 bytes that the key is made from. Whatever `body` copies, it wipes.
    package func withSeed<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pair.withSeed(body)
    }
}
