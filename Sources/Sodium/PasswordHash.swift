internal import CSodium

/// Argon2id: derives a key from a passphrase, at a cost that makes guessing expensive.
package enum PasswordHash {
    package static let saltLength = 16

    /// The cost of one guess.
    package struct Cost: Hashable, Sendable {
        /// Passes over the memory.
        package let operations: UInt64
        /// In bytes.
        package let memory: UInt64

        package init(operations: UInt64, memory: UInt64) {
            self.operations = operations
            self.memory = memory
        }

        /// libsodium's recommendation for interactive use: 2 passes over 64 MiB.
        package static let interactive = Cost(operations: 2, memory: 64 << 20)
        /// libsodium's recommendation for a long-lived key: 3 passes over 256 MiB, under a second.
        package static let moderate = Cost(operations: 3, memory: 256 << 20)

        /// Whether a file may demand this cost of this process: up to 16 passes and 1 GiB, in whole KiB, Argon2's unit.
        package var isBearable: Bool {
            1...16 ~= operations && (8 << 10)...(1 << 30) ~= memory && memory.isMultiple(of: 1 << 10)
        }
    }

    /// Derives `length` bytes, always the same for the same arguments; nil if the salt is not 16 bytes long, the cost
    /// is not acceptable, or the memory cannot be allocated.
    package static func key(
        from passphrase: borrowing SecretBytes, salt: [UInt8], cost: Cost, length: Int
    ) -> SecretBytes? {
        guard salt.count == saltLength, cost.isBearable else { return nil }
        let characters = passphrase.count
        var failed = false
        let key = SecretBytes(
            count: length,
            octets: { key in
                failed = passphrase.withOctets { octets in
                    let text = UnsafeRawPointer(octets).assumingMemoryBound(to: CChar.self)
                    return crypto_pwhash(
                        key, UInt64(length), text, UInt64(characters), salt, cost.operations, Int(cost.memory),
                        crypto_pwhash_ALG_ARGON2ID13) != 0
                }
            })
        guard !failed else { return nil }
        return key
    }
}
