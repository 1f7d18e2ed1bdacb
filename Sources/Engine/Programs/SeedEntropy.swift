/// numpy's complete SeedSequence: entropy in words, and the key of a child (numpy bit_generator.pyx).
struct SeedEntropy {
    let words: [UInt32]
    let spawnKey: [UInt32]
    /// The number of children spawned so far.
    var children = 0

    /// The maximum number of words of entropy.
    static let maximumWords = 1 << 12

    init(_ words: [UInt32], spawnKey: [UInt32] = []) {
        self.words = words
        self.spawnKey = spawnKey
    }

    private var pool: [UInt32] {
        // A child's key begins after the pool, so that it is not taken for entropy.
        var entropy = words
        if !spawnKey.isEmpty, entropy.count < 4 { entropy += [UInt32](repeating: 0, count: 4 - entropy.count) }
        entropy += spawnKey
        var hash = SeedSequence.Hash(constant: 0x43b0_d7e5, multiplier: 0x931e_8875)
        var pool = (0..<4).map { hash.mix($0 < entropy.count ? entropy[$0] : 0) }
        for source in 0..<4 {
            for target in 0..<4 where target != source {
                pool[target] = SeedSequence.join(pool[target], hash.mix(pool[source]))
            }
        }
        for source in stride(from: 4, to: entropy.count, by: 1) {
            for target in 0..<4 { pool[target] = SeedSequence.join(pool[target], hash.mix(entropy[source])) }
        }
        return pool
    }

    /// The first `count` 32-bit words of state.
    func narrow(_ count: Int) -> [UInt32] {
        let pool = pool
        var hash = SeedSequence.Hash(constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
        return (0..<count).map { hash.mix(pool[$0 % 4]) }
    }

    /// The first `count` 64-bit words of state.
    func wide(_ count: Int) -> [UInt64] {
        let words = narrow(count * 2)
        return (0..<count).map { UInt64(words[$0 * 2 + 1]) << 32 | UInt64(words[$0 * 2]) }
    }
}
