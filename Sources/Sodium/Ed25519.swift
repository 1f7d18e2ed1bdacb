internal import CSodium

/// Ed25519 (RFC 8032), as libsodium computes it.
package enum Ed25519 {
    package static let publicKeyLength = 32
    package static let signatureLength = 64
    package static let seedLength = 32

    /// Whether 32 bytes are a point that a key pair can have: canonical, on the curve, in the prime-order group.
    package static func isPublicKey(_ bytes: [UInt8]) -> Bool {
        Sodium.start()
        return bytes.count == publicKeyLength && crypto_core_ed25519_is_valid_point(bytes) == 1
    }

    /// Whether `signature` is a valid signature of `message` by `publicKey`.
    ///
    /// Stricter than RFC 8032: false for a key or an R of small order, for a key that is not canonical, and for an S
    /// that is not below the group's order, so that no valid signature can be turned into another.
    package static func isValid(signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        Sodium.start()
        guard signature.count == signatureLength, publicKey.count == publicKeyLength else { return false }
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }

    /// A private key, held in secret memory.
    package struct KeyPair: ~Copyable, Sendable {
        /// libsodium's form: the seed, then the public key.
        private let secret: SecretBytes
        package let publicKey: [UInt8]

        /// The key pair of a seed; nil if the seed is not 32 bytes long.
        package init?(seed: borrowing SecretBytes) {
            guard seed.count == seedLength else { return nil }
            var publicKey = [UInt8](repeating: 0, count: publicKeyLength)
            secret = SecretBytes(
                count: seedLength + publicKeyLength,
                octets: { secret in
                    _ = seed.withOctets { crypto_sign_seed_keypair(&publicKey, secret, $0) }
                })
            self.publicKey = publicKey
        }

        /// The 64 bytes of the signature of `message`.
        package borrowing func sign(_ message: [UInt8]) -> [UInt8] {
            var signature = [UInt8](repeating: 0, count: signatureLength)
            _ = secret.withOctets { crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0) }
            return signature
        }

        /// Reads the 32 bytes that the pair is made from.
        package borrowing func withSeed<Result: ~Copyable, Failure: Error>(
            _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try secret.withUnsafeBytes { (secret) throws(Failure) in
                try body(UnsafeRawBufferPointer(rebasing: secret[..<seedLength]))
            }
        }
    }
}
