/// Python's own `random` (CPython Lib/random.py, Modules/_randommodule.c).
final class PythonStream {
    private var generator: MT19937
    /// The second number that `gauss` made.
    private var waiting: Double?

    /// Seeded with an integer of 32-bit words.
    init(_ words: [UInt32]) {
        generator = MT19937(key: words.isEmpty ? [0] : words)
    }

    /// Continues from the state of `generator`.
    init(_ generator: MT19937) {
        self.generator = generator
    }

    func seed(_ words: [UInt32]) {
        generator = MT19937(key: words.isEmpty ? [0] : words)
        waiting = nil
    }

    func real() -> Double { generator.uniform() }

    /// `getrandbits` of at most 64 bits.
    func bits(_ count: Int) -> UInt64 {
        if count <= 0 { return 0 }
        if count <= 32 { return UInt64(generator.next() >> UInt32(32 - count)) }
        let low = UInt64(generator.next())
        return UInt64(generator.next() >> UInt32(64 - count)) << 32 | low
    }

    func bytes(_ count: Int) -> [UInt8] {
        // The words of one large integer, the least significant first; the last is shifted.
        var bytes: [UInt8] = []
        var left = count * 8
        while left > 0 {
            var word = generator.next()
            if left < 32 { word >>= UInt32(32 - left) }
            for shift in stride(from: 0 as UInt32, to: 32, by: 8) where bytes.count < count {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
            left -= 32
        }
        return bytes
    }

    /// An integer in 0 ..< `bound`.
    func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        let width = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let draw = bits(width)
            if draw < UInt64(bound) { return Int(draw) }
        }
    }

    func shuffle(_ values: inout [Value]) {
        for index in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(index, below(index + 1)) }
    }

    func sample(_ count: Int, of population: Int) -> [Int] {
        var set = 21
        if count > 5 {
            // 4 to the power of the logarithm, rounded up.
            var power = 1
            while power < count * 3 { power *= 4 }
            set += power
        }
        if population <= set {
            var pool = Array(0..<population)
            return (0..<count).map { index in
                let place = below(population - index)
                defer { pool[place] = pool[population - index - 1] }
                return pool[place]
            }
        }
        var seen = Set<Int>()
        return (0..<count).map { _ in
            var place = below(population)
            while !seen.insert(place).inserted { place = below(population) }
            return place
        }
    }

    func gauss(mean: Double, deviation: Double) -> Double {
        if let waiting {
            self.waiting = nil
            return mean + waiting * deviation
        }
        let turn = real() * (2 * Double.pi)
        let radius = (-2 * Libm.log(1 - real())).squareRoot()
        waiting = (Libm.sin(turn) ?? .nan) * radius
        return mean + (Libm.cos(turn) ?? .nan) * radius * deviation
    }

    func normal(mean: Double, deviation: Double) -> Double {
        let magic = 4 * Libm.exp(-0.5) / (2.0).squareRoot()
        while true {
            let first = real()
            let second = 1 - real()
            let z = magic * (first - 0.5) / second
            if z * z / 4 <= -Libm.log(second) { return mean + z * deviation }
        }
    }

    func gamma(_ alpha: Double, _ beta: Double) -> Double {
        if alpha > 1 {
            let root = (2 * alpha - 1).squareRoot()
            let b = alpha - Libm.log(4)
            let c = alpha + root
            while true {
                let u1 = real()
                guard 1e-7 < u1, u1 < 0.9999999 else { continue }
                let u2 = 1 - real()
                let v = Libm.log(u1 / (1 - u1)) / root
                let x = alpha * Libm.exp(v)
                let z = u1 * u1 * u2
                let r = b + c * v - x
                if r + (1 + Libm.log(4.5)) - 4.5 * z >= 0 || r >= Libm.log(z) { return x * beta }
            }
        }
        if alpha == 1 { return -Libm.log(1 - real()) * beta }
        let e = 0x1.5bf0a8b145769p1
        while true {
            let b = (e + alpha) / e
            let p = b * real()
            let x = p <= 1 ? Libm.pow(p, 1 / alpha) : -Libm.log((b - p) / alpha)
            let u1 = real()
            if p > 1 {
                if u1 <= Libm.pow(x, alpha - 1) { return x * beta }
            } else if u1 <= Libm.exp(-x) {
                return x * beta
            }
        }
    }
}
