/// A bit generator of numpy, as its distributions draw from it. A reference type: streams are shared, and advance.
class BitStream {
    func next32() -> UInt32 { 0 }
    func next64() -> UInt64 { 0 }
    /// In 0 ..< 1, with 53 random bits.
    func real() -> Double { PCG64.uniform(next64()) }
    /// In 0 ..< 1, with 24 random bits.
    func single() -> Float { Float(next32() >> 8) * 0x1p-24 }

    /// An independent generator far along the same stream; nil if this generator does not support it.
    func jumped(_ count: Int) -> BitStream? { nil }
    /// Advances the stream by `count` draws; false if it cannot jump.
    func advance(_ count: UInt64) -> Bool { false }
    /// An independent copy of the stream at its present position; nil if it cannot be copied.
    var copied: BitStream? { nil }
    /// Fills the buffer with draws of 64 bits.
    func fill(_ draws: UnsafeMutableBufferPointer<UInt64>) {
        for index in draws.indices { draws[index] = next64() }
    }
}

/// Generators that make 64 bits at a time, and keep half of a draw of which 32 bits were used.
class WideBitStream: BitStream {
    fileprivate var half: UInt32?

    override func next32() -> UInt32 {
        if let half {
            self.half = nil
            return half
        }
        let draw = next64()
        half = UInt32(truncatingIfNeeded: draw >> 32)
        return UInt32(truncatingIfNeeded: draw)
    }

    func forgetHalf() { half = nil }
}

/// `PCG64`, and `PCG64DXSM` with its own output function and a cheap multiplier (numpy pcg64.h).
final class CongruentialStream: WideBitStream {
    private var state: UInt128
    private let increment: UInt128
    private let isDoubleMixed: Bool
    private static let cheap: UInt128 = 0xda94_2042_e4dd_58b5

    init(_ words: [UInt64], isDoubleMixed: Bool = false) {
        self.isDoubleMixed = isDoubleMixed
        let start = UInt128(words[0]) << 64 | UInt128(words[1])
        increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
        // numpy seeds both in the same way.
        state = (increment &+ start) &* PCG64.multiplier &+ increment
    }

    private init(state: UInt128, increment: UInt128, isDoubleMixed: Bool) {
        self.state = state
        self.increment = increment
        self.isDoubleMixed = isDoubleMixed
    }

    override func next64() -> UInt64 {
        if isDoubleMixed {
            var high = UInt64(truncatingIfNeeded: state >> 64)
            let low = UInt64(truncatingIfNeeded: state) | 1
            state = state &* Self.cheap &+ increment
            high ^= high >> 32
            high &*= 0xda94_2042_e4dd_58b5
            high ^= high >> 48
            return high &* low
        }
        state = state &* PCG64.multiplier &+ increment
        let high = UInt64(truncatingIfNeeded: state >> 64)
        let folded = high ^ UInt64(truncatingIfNeeded: state)
        let turn = high >> 58
        return folded &>> turn | folded &<< (0 &- turn)
    }

    private func move(_ count: UInt128) {
        var left = count
        var power = (multiplier: isDoubleMixed ? Self.cheap : PCG64.multiplier, addend: increment)
        var total = (multiplier: 1 as UInt128, addend: 0 as UInt128)
        while left > 0 {
            if left & 1 == 1 {
                total.multiplier = total.multiplier &* power.multiplier
                total.addend = total.addend &* power.multiplier &+ power.addend
            }
            power.addend = (power.multiplier &+ 1) &* power.addend
            power.multiplier = power.multiplier &* power.multiplier
            left >>= 1
        }
        state = state &* total.multiplier &+ total.addend
    }

    override func advance(_ count: UInt64) -> Bool {
        move(UInt128(count))
        forgetHalf()
        return true
    }

    override var copied: BitStream? {
        let copy = CongruentialStream(state: state, increment: increment, isDoubleMixed: isDoubleMixed)
        copy.half = half
        return copy
    }

    override func jumped(_ count: Int) -> BitStream? {
        let copy = CongruentialStream(state: state, increment: increment, isDoubleMixed: isDoubleMixed)
        // The golden ratio of 2^128.
        copy.move(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835 &* UInt128(truncatingIfNeeded: count))
        return copy
    }
}

/// `MT19937`, which makes 32 bits at a time.
final class TwisterStream: BitStream {
    private var generator: MT19937

    init(_ generator: MT19937) {
        self.generator = generator
    }

    override var copied: BitStream? { TwisterStream(generator) }

    /// Normals of RandomState, many at a time.
    func normals(_ count: Int, _ waiting: inout Double?) -> [Double] {
        var state = RandomState(generator, waiting: waiting)
        let values = state.normals(count)
        (generator, waiting) = (state.generator, state.waiting)
        return values
    }

    func reals(_ count: Int) -> [Double] {
        var generator = generator
        defer { self.generator = generator }
        return (0..<count).map { _ in generator.uniform() }
    }
    override func next32() -> UInt32 { generator.next() }
    override func next64() -> UInt64 {
        let high = UInt64(generator.next())
        return high << 32 | UInt64(generator.next())
    }
    override func real() -> Double { generator.uniform() }
}

/// `SFC64` (C. Doty-Humphrey, PractRand; numpy sfc64.h).
final class ChaoticStream: WideBitStream {
    private var a, b, c, counter: UInt64

    init(_ words: [UInt64]) {
        (a, b, c, counter) = (words[0], words[1], words[2], 1)
        super.init()
        for _ in 0..<12 { _ = next64() }
    }

    override func next64() -> UInt64 {
        let value = a &+ b &+ counter
        counter &+= 1
        a = b ^ b >> 11
        b = c &+ c << 3
        c = (c << 24 | c >> 40) &+ value
        return value
    }
}

/// `Philox` of four words of 64 bits, ten rounds (J. Salmon and others, 2011; numpy philox.h).
final class PhiloxStream: WideBitStream {
    private var counter: [UInt64] = [0, 0, 0, 0]
    private let key: (UInt64, UInt64)
    private var buffer: [UInt64] = []
    private var at = 4

    init(_ words: [UInt64]) {
        key = (words[0], words[1])
    }

    private init(counter: [UInt64], key: (UInt64, UInt64)) {
        self.counter = counter
        self.key = key
    }

    /// Moves the counter on, from word `place` of it; what was made of the last one is dropped.
    private func add(_ count: UInt64, at place: Int) {
        var carry = count
        for index in place..<4 {
            let (sum, overflow) = counter[index].addingReportingOverflow(carry)
            counter[index] = sum
            carry = overflow ? 1 : 0
        }
        at = 4
        forgetHalf()
    }

    override func advance(_ count: UInt64) -> Bool {
        add(count, at: 0)
        return true
    }

    /// By 2^128 steps of the counter each.
    override func jumped(_ count: Int) -> BitStream? {
        guard count >= 0 else { return nil }
        let copy = PhiloxStream(counter: counter, key: key)
        copy.add(UInt64(count), at: 2)
        return copy
    }

    override func next64() -> UInt64 {
        if at < 4 {
            at += 1
            return buffer[at - 1]
        }
        for index in 0..<4 {
            counter[index] &+= 1
            if counter[index] != 0 { break }
        }
        var words = counter
        var key = key
        for round in 0..<10 {
            if round > 0 {
                key.0 &+= 0x9e37_79b9_7f4a_7c15
                key.1 &+= 0xbb67_ae85_84ca_a73b
            }
            let first = (0xd2e7_470e_e14c_6c93 as UInt64).multipliedFullWidth(by: words[0])
            let second = (0xca5a_8263_9512_1157 as UInt64).multipliedFullWidth(by: words[2])
            words = [second.high ^ words[1] ^ key.0, second.low, first.high ^ words[3] ^ key.1, first.low]
        }
        buffer = words
        at = 1
        return words[0]
    }
}
