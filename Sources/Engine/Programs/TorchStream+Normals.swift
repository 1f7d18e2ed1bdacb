/// torch's normals on the CPU (ATen/native/cpu/DistributionTemplates.h, avx_mathfun.h).
extension TorchStream {
    /// `count` normals of 32 bits. From 16 on, sixteen uniform numbers at a time are changed in place, and the last sixteen are
    /// drawn again where `count` is no multiple; fewer come one by one, of 64 bits each.
    func normals(_ count: Int, _ mean: Double, _ deviation: Double) -> [Float] {
        guard count >= 16 else { return (0..<count).map { _ in Float(wideNormal() * deviation + mean) } }
        var values = (0..<count).map { _ in single() }
        let (mean, deviation) = (Float(mean), Float(deviation))
        for start in stride(from: 0, through: count - 16, by: 16) {
            Self.change(&values, from: start, mean: mean, deviation: deviation)
        }
        if count % 16 != 0 {
            for index in count - 16..<count { values[index] = single() }
            Self.change(&values, from: count - 16, mean: mean, deviation: deviation)
        }
        return values
    }

    /// One normal of 64 bits; the second of its pair waits.
    private func wideNormal() -> Double {
        if let waiting {
            self.waiting = nil
            return waiting
        }
        let first = double()
        let second = double()
        let radius = (-2 * Elementary.log1p(-second)).squareRoot()
        let angle = 2 * Double.pi * first
        waiting = radius * (Libm.sin(angle) ?? .nan)
        return radius * (Libm.cos(angle) ?? .nan)
    }

    private static func change(_ values: inout [Float], from start: Int, mean: Float, deviation: Float) {
        let turn = Float(2 * Double.pi)
        for index in start..<start + 8 {
            let radius = (-2 * logarithm(1 - values[index])).squareRoot()
            let (sine, cosine) = circle(turn * values[index + 8])
            values[index] = fma(radius * cosine, deviation, mean)
            values[index + 8] = fma(radius * sine, deviation, mean)
        }
    }

    private static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }

    /// S. L. Moshier's logf, 1987, products joined with sums as the compiler joined them. For 0 < x <= 1.
    private static func logarithm(_ x: Float) -> Float {
        var exponent = Float(Int(x.bitPattern >> 23) - 0x7f) + 1
        var fraction = Float(bitPattern: x.bitPattern & 0x807f_ffff | 0x3f00_0000)
        if fraction < 0.707106781186547524 {
            exponent -= 1
            fraction = fraction - 1 + fraction
        } else {
            fraction -= 1
        }
        let square = fraction * fraction
        var series: Float = 7.0376836292e-2
        for coefficient: Float in [
            -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
            -2.4999993993e-1, 3.3333331174e-1,
        ] {
            series = fma(series, fraction, coefficient)
        }
        series *= fraction
        series = fma(series, square, exponent * -2.12194440e-4)
        series = fma(-square, 0.5, series)
        return fma(exponent, 0.693359375, fraction + series)
    }

    /// His sinf and cosf. For 0 <= x < 8192.
    private static func circle(_ x: Float) -> (sine: Float, cosine: Float) {
        let octant = (Int32(x * 1.27323954473516) + 1) & ~1
        let y = Float(octant)
        var rest = fma(y, -0.78515625, x)
        rest = fma(y, -2.4187564849853515625e-4, rest)
        rest = fma(y, -3.77489497744594108e-8, rest)
        let square = rest * rest
        var even = fma(2.443315711809948e-5, square, -1.388731625493765e-3)
        even = fma(even, square, 4.166664568298827e-2) * square
        even = fma(even, square, -(square * 0.5)) + 1
        var odd = fma(-1.9515295891e-4, square, 8.3321608736e-3)
        odd = fma(odd, square, -1.6666654611e-1) * square
        odd = fma(odd, rest, rest)
        let isOdd = octant & 2 == 0
        let sine = isOdd ? odd : even
        let cosine = isOdd ? even : odd
        return (octant & 4 == 0 ? sine : -sine, (octant - 2) & 4 != 0 ? cosine : -cosine)
    }
}
