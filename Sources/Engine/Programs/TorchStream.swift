/// torch's generator on the CPU: MT19937, seeded with the low 32 bits (ATen/core/MT19937RNGEngine.h).
final class TorchStream {
    private var generator = MT19937(seed: 0)
    /// The second normal of 64 bits of a pair.
    var waiting: Double?

    init(_ seed: Int) {
        self.seed(seed)
    }

    func seed(_ seed: Int) {
        generator = MT19937(seed: UInt32(truncatingIfNeeded: seed))
        waiting = nil
    }

    func next() -> UInt32 { generator.next() }
    func next64() -> UInt64 {
        let high = UInt64(generator.next())
        return high << 32 | UInt64(generator.next())
    }
    func single() -> Float { Float(next() & 0xff_ffff) * 0x1p-24 }
    func double() -> Double { Double(next64() & (1 << 53 - 1)) * 0x1p-53 }
}
