internal import Foundation

/// Numbers that look random, and are the same again for the same seed (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// Takes the seed that AT1_TEST_SEED gives, or a new one, and prints it under the name of the test.
    public init(printingSeedOf test: String) {
        let given = ProcessInfo.processInfo.environment["AT1_TEST_SEED"].flatMap { UInt64($0) }
        self.init(seed: given ?? .random(in: 0 ... .max))
        print("\(test): AT1_TEST_SEED=\(seed)")
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
