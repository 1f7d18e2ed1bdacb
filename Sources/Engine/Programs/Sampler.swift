internal import CFused

/// Draws one number at a time: the distributions of numpy's Generator, or those of RandomState, which have not changed
/// since numpy 1.16 (numpy distributions.c, legacy-distributions.c).
final class Sampler {
    var bits: BitStream
    let isLegacy: Bool
    let version: StreamVersion
    /// The second normal of a legacy pair.
    private var waiting: Double?

    init(_ bits: BitStream, isLegacy: Bool, version: StreamVersion = .newest) {
        self.bits = bits
        self.isLegacy = isLegacy
        self.version = version
    }

    /// An independent sampler at the same position; nil if its stream cannot be copied.
    var copied: Sampler? {
        guard let bits = bits.copied else { return nil }
        let copy = Sampler(bits, isLegacy: isLegacy, version: version)
        copy.waiting = waiting
        return copy
    }

    func reset(_ bits: BitStream) {
        self.bits = bits
        waiting = nil
    }

    func real() -> Double { bits.real() }

    static func log(_ x: Double) -> Double { Libm.log(x) }

    // MARK: Normals and exponentials

    func normal() -> Double {
        guard isLegacy else { return zigguratNormal() }
        if let waiting {
            self.waiting = nil
            return waiting
        }
        while true {
            let first = 2 * bits.real() - 1
            let second = 2 * bits.real() - 1
            let square = first * first + second * second
            if square >= 1 || square == 0 { continue }
            let scale = (-2 * Libm.log(square) / square).squareRoot()
            waiting = scale * first
            return scale * second
        }
    }

    /// `count` normals.
    func normals(_ count: Int) -> [Double] {
        if isLegacy, let twister = bits as? TwisterStream { return twister.normals(count, &waiting) }
        return (0..<count).map { _ in normal() }
    }

    /// `count` numbers in 0 ..< 1.
    func reals(_ count: Int) -> [Double] {
        if let twister = bits as? TwisterStream { return twister.reals(count) }
        return (0..<count).map { _ in real() }
    }

    private func zigguratNormal() -> Double {
        let bits = bits
        while true {
            let draw = bits.next64()
            let layer = Int(draw & 0xff)
            let steps = draw >> 9 & 0x000f_ffff_ffff_ffff
            var value = Double(steps) * Double(bitPattern: NormalZiggurat.layers[layer * 2 + 1])
            if draw >> 8 & 1 == 1 { value = -value }
            if steps < NormalZiggurat.layers[layer * 2] { return value }
            if layer == 0 {
                while true {
                    let beyond = -0.27366123732975828 * Elementary.log1p(-bits.real())
                    let bound = -Elementary.log1p(-bits.real())
                    if bound + bound > beyond * beyond {
                        return steps >> 8 & 1 == 1 ? -(3.6541528853610088 + beyond) : 3.6541528853610088 + beyond
                    }
                }
            }
            let inner = NormalZiggurat.heights[layer - 1]
            let outer = NormalZiggurat.heights[layer]
            if (inner - outer) * bits.real() + outer < Libm.exp(-0.5 * value * value) { return value }
        }
    }

    func exponential() -> Double {
        if isLegacy { return -Libm.log(1 - bits.real()) }
        while true {
            let draw = bits.next64() >> 3
            let layer = Int(draw & 0xff)
            let steps = draw >> 8
            let value = Double(steps) * Double(bitPattern: ExponentialZiggurat.layers[layer * 2 + 1])
            if steps < ExponentialZiggurat.layers[layer * 2] { return value }
            if layer == 0 { return 7.6971174701310497 - Elementary.log1p(-bits.real()) }
            let inner = ExponentialZiggurat.heights[layer - 1]
            let outer = ExponentialZiggurat.heights[layer]
            if (inner - outer) * bits.real() + outer < Libm.exp(-value) { return value }
        }
    }

    // MARK: Gamma and what is made of it

    func gamma(_ shape: Double) -> Double {
        if shape == 1 { return exponential() }
        if shape == 0 { return 0 }
        if shape < 1 {
            while true {
                let u = real()
                let v = exponential()
                if u <= 1 - shape {
                    let x = Libm.pow(u, 1 / shape)
                    if x <= v { return x }
                } else {
                    let y = -Libm.log((1 - u) / shape)
                    let x = Libm.pow(1 - shape + shape * y, 1 / shape)
                    if x <= v + y { return x }
                }
            }
        }
        let b = shape - 1.0 / 3
        let c = 1 / (9 * b).squareRoot()
        while true {
            var x = 0.0
            var v = 0.0
            repeat {
                x = normal()
                v = 1 + c * x
            } while v <= 0
            v = v * v * v
            let u = real()
            if u < 1 - 0.0331 * (x * x) * (x * x) { return b * v }
            if Libm.log(u) < 0.5 * x * x + b * (1 - v + Libm.log(v)) { return b * v }
        }
    }

    func beta(_ a: Double, _ b: Double) -> Double {
        guard a <= 1, b <= 1 else {
            let first = gamma(a)
            return first / (first + gamma(b))
        }
        if !isLegacy, a < 3e-103, b < 3e-103 { return (a + b) * real() < a ? 1 : 0 }
        while true {
            let u = real()
            let v = real()
            let x = Libm.pow(u, 1 / a)
            let y = Libm.pow(v, 1 / b)
            guard x + y <= 1, isLegacy || u + v > 0 else { continue }
            if isLegacy ? x + y > 0 : x > 0 && y > 0 { return x / (x + y) }
            var logX = Libm.log(u) / a
            var logY = Libm.log(v) / b
            if isLegacy {
                let most = max(logX, logY)
                logX -= most
                logY -= most
                return Libm.exp(logX - Libm.log(Libm.exp(logX) + Libm.exp(logY)))
            }
            return logX > logY ? 1 / (1 + Libm.exp(logY - logX)) : Libm.exp(logX - logY) / (1 + Libm.exp(logX - logY))
        }
    }

    func chiSquare(_ freedom: Double) -> Double { 2 * gamma(freedom / 2) }

    func studentT(_ freedom: Double) -> Double {
        let above = normal()
        let below = gamma(freedom / 2)
        return (freedom / 2).squareRoot() * above / below.squareRoot()
    }

    /// With non-centrality `offset`.
    func chiSquare(_ freedom: Double, offset: Double) -> Double {
        if offset == 0 { return chiSquare(freedom) }
        if freedom > 1 {
            let sum = chiSquare(freedom - 1)
            let n = normal() + offset.squareRoot()
            return sum + n * n
        }
        return chiSquare(freedom + 2 * Double(poisson(offset / 2)))
    }

    // MARK: Others

    func pareto(_ shape: Double) -> Double {
        isLegacy ? Libm.exp(exponential() / shape) - 1 : Elementary.expm1(exponential() / shape)
    }

    func power(_ shape: Double) -> Double {
        Libm.pow(isLegacy ? 1 - Libm.exp(-exponential()) : -Elementary.expm1(-exponential()), 1 / shape)
    }

    func laplace(mean: Double, scale: Double) -> Double {
        while true {
            let u = real()
            if u >= 0.5 { return mean - scale * Libm.log(2 - u - u) }
            if u > 0 { return mean + scale * Libm.log(u + u) }
        }
    }

    func gumbel(mean: Double, scale: Double) -> Double {
        while true {
            let u = 1 - real()
            if u < 1 { return mean - scale * Libm.log(-Libm.log(u)) }
        }
    }

    func logistic(mean: Double, scale: Double) -> Double {
        while true {
            let u = real()
            if u > 0 { return mean + scale * Libm.log(u / (1 - u)) }
        }
    }

    func rayleigh(_ mode: Double) -> Double {
        isLegacy ? mode * (-2 * Elementary.log1p(-real())).squareRoot() : mode * (2 * exponential()).squareRoot()
    }

    func weibull(_ shape: Double) -> Double {
        shape == 0 ? 0 : Libm.pow(exponential(), 1 / shape)
    }

    func triangular(left: Double, mode: Double, right: Double) -> Double {
        let base = right - left
        let leftBase = mode - left
        let u = real()
        if u <= leftBase / base { return left + (u * (leftBase * base)).squareRoot() }
        return right - ((1 - u) * ((right - mode) * base)).squareRoot()
    }

    func wald(mean: Double, scale: Double) -> Double {
        var y = normal()
        y = mean * y * y
        let x: Double
        if isLegacy || version != .newest {
            x = mean + mean / (2 * scale) * (y - (4 * scale * y + y * y).squareRoot())
        } else {
            x = mean * (1 - 2 / (1 + (1 + 4 * scale / y).squareRoot()))
        }
        return real() <= mean / (mean + x) ? x : mean * mean / x
    }

    // MARK: Integers

    /// An integer in 0 ... `bound` by masked rejection, as in shuffles (`random_interval`).
    func interval(_ bound: UInt64) -> UInt64 {
        BoundedInteger.masked(bound, next32: bits.next32, next64: bits.next64)
    }

    /// An integer in 0 ... `bound` by Lemire's method on 64 or 32 bits.
    func bounded(_ bound: UInt64) -> UInt64 {
        BoundedInteger.multiplied(bound, next32: bits.next32, next64: bits.next64)
    }

    func shuffle<Element>(_ values: inout [Element]) {
        guard values.count > 1 else { return }
        for index in stride(from: values.count - 1, to: 0, by: -1) {
            values.swapAt(index, Int(interval(UInt64(index))))
        }
    }

    /// The same with Lemire's method, as in `choice` of Generator; the last `count - first` places.
    func shuffleBounded(_ values: inout [Int64], first: Int) {
        for index in stride(from: values.count - 1, through: max(1, first), by: -1) {
            values.swapAt(index, Int(bounded(UInt64(index))))
        }
    }
}

extension Libm {
    /// log, as in glibc since 2.28 on a processor with fused multiply-add.
    static func log(_ x: Double) -> Double {
        if x.isNaN || x < 0 { return .nan }
        if x == 0 { return -.infinity }
        if x.isInfinite { return x }
        if x < 0x1p-1022 {
            // A subnormal: glibc scales it, and subtracts 52 powers of two inside.
            return log(x * 0x1p52) - 52 * 0x1.62e42fefa39efp-1
        }
        var value = x
        at1_log(&value, 1)
        return value
    }
}
