extension Elementary {
    private static let ln2High = 6.93147180369123816490e-01
    private static let ln2Low = 1.90821492927058770002e-10

    private static func fma(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

    /// e^x - 1, to the bit what glibc gives on a processor with fused multiply-add: fdlibm's s_expm1.c, products joined with
    /// sums as the compiler joined them.
    static func expm1(_ x: Double) -> Double {
        guard !x.isNaN else { return x }
        let magnitude = UInt32(truncatingIfNeeded: x.bitPattern >> 32) & 0x7fff_ffff
        if magnitude >= 0x4043_687a {  // 56 ln 2
            if x > 7.09782712893383973096e+02 { return .infinity }
            if x < 0 { return -1 }
        }
        var x = x
        var correction = 0.0
        var power = 0
        if magnitude > 0x3fd6_2e42 {  // ln 2 / 2
            let high, low: Double
            if magnitude < 0x3ff0_a2b2 {
                power = x < 0 ? -1 : 1
                high = x - Double(power) * ln2High
                low = Double(power) * ln2Low
            } else {
                power = Int(1.44269504088896338700e+00 * x + (x < 0 ? -0.5 : 0.5))
                high = fma(-Double(power), ln2High, x)
                low = Double(power) * ln2Low
            }
            x = high - low
            correction = (high - x) - low
        } else if magnitude < 0x3c90_0000 {
            return x
        }
        let half = 0.5 * x
        let square = x * half
        let fourth = square * square
        let first = fma(square, -3.33333333333331316428e-02, 1)
        let second = fma(square, -7.93650757867487942473e-05, 1.58730158725481460165e-03)
        let third = fma(square, -2.01099218183624371326e-07, 4.00821782732936239552e-06)
        let series = fma(fourth * fourth, third, fma(fourth, second, first))
        let t = fma(-series, half, 3)
        var rest = square * ((series - t) / fma(-x, t, 6))
        if power == 0 { return x - fma(x, rest, -square) }
        rest = fma(x, rest - correction, -correction) - square
        switch power {
        case -1: return fma(0.5, x - rest, -0.5)
        case 1: return x < -0.25 ? -2 * (rest - (x + 0.5)) : fma(2, x - rest, 1)
        case ..<(-1), 57...: return scaled(1 - (rest - x), power) - 1
        case ..<20: return scaled((1 - scaled(1, -power)) - (rest - x), power)
        default: return scaled(x - (rest + scaled(1, -power)) + 1, power)
        }
    }

    private static func scaled(_ value: Double, _ power: Int) -> Double {
        Double(sign: value.sign, exponent: power, significand: value.magnitude)
    }
}
