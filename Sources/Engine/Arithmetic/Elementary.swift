/// The logarithms and the exponential that numpy's distributions take from the C library, as fixed sequences of double
/// operations, so that a recipe does not depend on the C library of the machine that executes it.
///
/// docs/engine.md says which results must agree to the last bit, and with what.
enum Elementary {
    private static let ln2High = 0x1.62e42fee00000p-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// log(1 + x), bit for bit as in glibc on a processor with fused multiply-add: fdlibm's s_log1p.c with its
    /// polynomial in pairs, with products and sums fused where the compiler fused them. For -1 < x <= 0: the
    /// distributions need nothing else.
    static func log1p(_ x: Double) -> Double {
        var exponent = 0
        var correction = 0.0
        var fraction = x
        var nearOne = false  // the fraction is below 2^-20
        let magnitude = UInt32(truncatingIfNeeded: x.bitPattern >> 32) & 0x7fff_ffff
        if magnitude <= 0x3fd2_bec3 {  // |x| is at most 0.2929: 1 + x needs no scaling
            if magnitude < 0x3e20_0000 {
                return magnitude < 0x3c90_0000 ? x : fma(-0.5, x * x, x)
            }
        } else {
            let sum = 1 + x
            var high = Int32(truncatingIfNeeded: sum.bitPattern >> 32)
            exponent = Int(high >> 20) - 1023
            correction = (exponent > 0 ? 1 - (sum - x) : x - (sum - 1)) / sum
            high &= 0x000f_ffff
            let mantissa = sum.bitPattern & 0xffff_ffff
            if high < 0x6a09e {
                fraction = Double(bitPattern: UInt64(UInt32(bitPattern: high | 0x3ff0_0000)) << 32 | mantissa)
            } else {
                exponent += 1
                fraction = Double(bitPattern: UInt64(UInt32(bitPattern: high | 0x3fe0_0000)) << 32 | mantissa)
                high = (0x0010_0000 - high) >> 2
            }
            nearOne = high == 0
            fraction -= 1
        }
        let power = Double(exponent)
        let half = 0.5 * fraction * fraction
        let low = fma(power, ln2Low, correction)
        if nearOne {
            if fraction == 0 { return exponent == 0 ? 0 : fma(power, ln2High, low) }
            let rest = half * fma(-0.66666666666666666, fraction, 1)
            return exponent == 0 ? fraction - rest : fma(power, ln2High, -((rest - low) - fraction))
        }
        let s = fraction / (2 + fraction)
        let z = s * s
        let z2 = z * z
        let z4 = z2 * z2
        let z6 = z2 * z4
        let pair2 = fma(z, 0x1.2492494229359p-2, 0x1.999999997fa04p-2)
        let pair3 = fma(z, 0x1.7466496cb03dep-3, 0x1.c71c51d8e78afp-3)
        let pair4 = fma(z, 0x1.2f112df3e5244p-3, 0x1.39a09d078c69fp-3)
        var series = fma(z, 0x1.5555555555593p-1, z2 * pair2)
        series = fma(z4, pair3, series)
        series = fma(z6, pair4, series)
        let product = (series + half) * s
        return exponent == 0
            ? fraction - (half - product)
            : fma(power, ln2High, -((half - (low + product)) - fraction))
    }

    /// a * b + c, rounded once.
    private static func fma(_ a: Double, _ b: Double, _ c: Double) -> Double {
        c.addingProduct(a, b)
    }

    /// e to the power x, within one unit in the last place (fdlibm's e_exp.c). For -700 < x <= 0.
    ///
    /// The distributions only compare it with a random number, so its last bit does not matter.
    static func exp(_ x: Double) -> Double {
        let count = (x * 0x1.71547652b82fep0 - 0.5).rounded(.towardZero)
        let high = x - count * ln2High
        let low = count * ln2Low
        let reduced = high - low
        let square = reduced * reduced
        var series = 0x1.6376972bea4d0p-25
        series = -0x1.bbd41c5d26bf1p-20 + square * series
        series = 0x1.1566aaf25de2cp-14 + square * series
        series = -0x1.6c16c16bebd93p-9 + square * series
        series = 0x1.555555555553ep-3 + square * series
        let c = reduced - square * series
        let value = 1 - ((low - reduced * c / (2 - c)) - high)
        return value * Double(sign: .plus, exponent: Int(count), significand: 1)
    }
}
