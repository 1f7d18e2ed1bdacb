/// The bit generator behind `default_rng`: a 128-bit linear congruential generator whose state is folded to 64 bits by
/// XSL-RR (M. E. O'Neill, "PCG", 2014; numpy pcg64.h).
struct PCG64: Sendable {
    private(set) var state: UInt128
    private let increment: UInt128

    static let multiplier: UInt128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645

    /// Seeded as by `default_rng(seed)`.
    init(seed: Natural) {
        let words = SeedSequence(seed).state(4)
        self.init((words[0], words[1], words[2], words[3]))
    }

    /// Seeded with the words that ``SeedSequence`` gives.
    @inline(__always)
    init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        let start = UInt128(words.0) << 64 | UInt128(words.1)
        increment = (UInt128(words.2) << 64 | UInt128(words.3)) << 1 | 1
        state = (increment &+ start) &* Self.multiplier &+ increment
    }

    private init(state: UInt128, increment: UInt128) {
        self.state = state
        self.increment = increment
    }

    /// The same stream at another of its states.
    func at(_ state: UInt128) -> PCG64 { PCG64(state: state, increment: increment) }

    @inline(__always)
    private static func output(_ state: UInt128) -> UInt64 {
        let high = UInt64(truncatingIfNeeded: state >> 64)
        let folded = high ^ UInt64(truncatingIfNeeded: state)
        let turn = high >> 58
        return folded &>> turn | folded &<< (0 &- turn)
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state = state &* Self.multiplier &+ increment
        return Self.output(state)
    }

    /// The number in 0 ..< 1 with 53 random bits that a draw gives.
    @inline(__always)
    static func uniform(_ draw: UInt64) -> Double {
        Double(Int64(bitPattern: draw >> 11)) * 0x1p-53
    }

    /// The generator `count` draws later, in logarithmic time (F. Brown, 1994).
    func advanced(by count: UInt64) -> PCG64 {
        let step = Step(count, increment)
        return PCG64(state: step(state), increment: increment)
    }

    /// Fills `draws` with the next draws.
    ///
    /// Four copies of the generator, each one draw behind the next, advance four draws at a time: the multiplication
    /// that one copy waits for overlaps with the others'.
    mutating func fill(_ draws: UnsafeMutableBufferPointer<UInt64>) {
        let four = Step(4, increment)
        var a = self
        _ = a.next()
        var b = a
        _ = b.next()
        var c = b
        _ = c.next()
        var d = c
        _ = d.next()
        let whole = draws.count & ~3
        var index = 0
        while index < whole {
            draws[index] = Self.output(a.state)
            draws[index + 1] = Self.output(b.state)
            draws[index + 2] = Self.output(c.state)
            draws[index + 3] = Self.output(d.state)
            state = d.state
            a.state = four(a.state)
            b.state = four(b.state)
            c.state = four(c.state)
            d.state = four(d.state)
            index += 4
        }
        while index < draws.count {
            draws[index] = next()
            index += 1
        }
    }

    /// The linear map of several steps of the generator at once.
    private struct Step {
        private var multiplier: UInt128 = 1
        private var addend: UInt128 = 0

        init(_ count: UInt64, _ increment: UInt128) {
            var left = count
            var power = (multiplier: PCG64.multiplier, addend: increment)
            while left > 0 {
                if left & 1 == 1 {
                    multiplier = multiplier &* power.multiplier
                    addend = addend &* power.multiplier &+ power.addend
                }
                power.addend = (power.multiplier &+ 1) &* power.addend
                power.multiplier = power.multiplier &* power.multiplier
                left >>= 1
            }
        }

        @inline(__always)
        func callAsFunction(_ state: UInt128) -> UInt128 {
            state &* multiplier &+ addend
        }
    }
}
