/// Spreads a seed of any size over the state of a bit generator (numpy bit_generator.pyx, `SeedSequence`).
///
/// A 128-bit pool absorbs the seed's 32-bit words, least significant first; states are derived from the pool.
struct SeedSequence: Sendable {
    private var pool: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)

    init(_ seed: Natural) {
        var hash = Hash(constant: 0x43b0_d7e5, multiplier: 0x931e_8875)
        var words = [hash.mix(seed.word(0)), hash.mix(seed.word(1)), hash.mix(seed.word(2)), hash.mix(seed.word(3))]
        for source in 0..<4 {
            for target in 0..<4 where target != source {
                words[target] = Self.join(words[target], hash.mix(words[source]))
            }
        }
        for source in stride(from: 4, to: seed.words.count, by: 1) {
            for target in 0..<4 {
                words[target] = Self.join(words[target], hash.mix(seed.word(source)))
            }
        }
        pool = (words[0], words[1], words[2], words[3])
    }

    /// The first `count` words of state.
    func state(_ count: Int) -> [UInt64] {
        var hash = Hash(constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
        let pool = [pool.0, pool.1, pool.2, pool.3]
        return (0..<count).map { index in
            let low = hash.mix(pool[index * 2 % 4])
            let high = hash.mix(pool[(index * 2 + 1) % 4])
            return UInt64(high) << 32 | UInt64(low)
        }
    }

    static func join(_ a: UInt32, _ b: UInt32) -> UInt32 {
        let mixed = 0xca01_f9dd &* a &- 0x4973_f715 &* b
        return mixed ^ mixed >> 16
    }

    /// A multiplicative hash whose constant changes with every word.
    struct Hash {
        var constant: UInt32
        let multiplier: UInt32

        mutating func mix(_ word: UInt32) -> UInt32 {
            var word = word ^ constant
            constant &*= multiplier
            word &*= constant
            return word ^ word >> 16
        }
    }
}
