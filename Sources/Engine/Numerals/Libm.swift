/// The C library's exp and pow, bit for bit as in glibc since 2.28 on x86-64 with fused multiply-add: the algorithms of
/// Arm's Optimized Routines (S. Nagy, 2018), with products and sums fused where GCC fuses them.
enum Libm {
    private static let steps = 128.0
    private static let invLn2N = 0x1.71547652b82fep0 * 128
    private static let ln2High = -0x1.62e42fefa0000p-8
    private static let ln2Low = -0x1.cf79abc9e3b39p-47
    private static let shift = 0x1.8p52

    /// 2^(i/128) as a scale whose exponent is adjusted, with its rounding error.
    private static let powers: [(tail: Double, bits: UInt64)] = ExponentTable.entries.enumerated().map { index, entry in
        (entry.tail, entry.value.bitPattern &- UInt64(index) << 45)
    }

    private static func fma(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

    static func exp(_ x: Double) -> Double {
        let top = UInt32(truncatingIfNeeded: x.bitPattern >> 52) & 0x7ff
        if top &- 0x3c9 >= 0x408 &- 0x3c9 {
            if top &- 0x3c9 >= 0x8000_0000 { return 1 + x }
            if top >= 0x409 {
                if x == -.infinity { return 0 }
                if top >= 0x7ff { return 1 + x }
                return x.sign == .minus ? 0 : .infinity
            }
            return scaled(x, low: 0, isLarge: true)
        }
        return scaled(x, low: 0, isLarge: false)
    }

    /// e^(x + low), with the sign bit that `pow` requires.
    private static func scaled(_ x: Double, low: Double, isLarge: Bool, sign: UInt64 = 0) -> Double {
        var kd = fma(invLn2N, x, shift)
        let ki = kd.bitPattern
        kd -= shift
        var r = fma(kd, ln2High, x)
        r = fma(kd, ln2Low, r)
        r += low
        let entry = powers[Int(ki & 127)]
        let scaleBits = entry.bits &+ (ki &+ sign) << 45
        let square = r * r
        // tail + r + r²(C2 + r C3) + r⁴(C4 + r C5)
        let c23 = fma(r, 0x1.555555555543cp-3, 0x1.ffffffffffdbdp-2)
        let c45 = fma(r, 0x1.1111167a4d017p-7, 0x1.55555cf172b91p-5)
        let tail = fma(square * square, c45, fma(square, c23, entry.tail + r))
        if isLarge { return special(tail, scaleBits, ki) }
        let scale = Double(bitPattern: scaleBits)
        return fma(scale, tail, scale)
    }

    private static func special(_ tail: Double, _ bits: UInt64, _ ki: UInt64) -> Double {
        if ki & 0x8000_0000 == 0 {
            let scale = Double(bitPattern: bits &- 1009 << 52)
            return 0x1p1009 * fma(scale, tail, scale)
        }
        let scale = Double(bitPattern: bits &+ 1022 << 52)
        var y = scale + scale * tail
        if y.magnitude < 1 {
            let one = y < 0 ? -1.0 : 1.0
            var low = scale - y + scale * tail
            let high = one + y
            low = one - high + y + low
            y = (high + low) - one
            if y == 0 { y = Double(bitPattern: bits & 0x8000_0000_0000_0000) }
        }
        return 0x1p-1022 * y
    }

    // MARK: pow

    static func pow(_ x: Double, _ y: Double) -> Double {
        if y == 0 || x == 1 { return 1 }
        if x.isNaN || y.isNaN { return .nan }
        if x == 0 || x.isInfinite || y.isInfinite { return edge(x, y) }
        var sign: UInt64 = 0
        var bits = x.bitPattern
        if x < 0 {
            guard y == y.rounded(.towardZero) else { return .nan }
            if y.magnitude < 0x1p53, Int64(y) & 1 == 1 { sign = 0x40000 }
            bits &= .max >> 1
        }
        let exponent = UInt32(truncatingIfNeeded: y.bitPattern >> 52) & 0x7ff
        if exponent < 0x3be { return sign == 0 ? 1 : -1 }
        if exponent >= 0x43e {
            guard bits != 1.0.bitPattern else { return sign == 0 ? 1 : -1 }
            let isLarge = (bits > 1.0.bitPattern) == (y > 0)
            return (isLarge ? Double.infinity : 0) * (sign == 0 ? 1 : -1)
        }
        if bits >> 52 == 0 { bits = (Double(bitPattern: bits) * 0x1p52).bitPattern &- 52 << 52 }
        let (high, low) = log(bits)
        let product = y * high
        let rest = fma(y, low, fma(y, high, -product))
        return exponential(product, rest, sign)
    }

    private static func edge(_ x: Double, _ y: Double) -> Double {
        let isOdd = y.isFinite && y == y.rounded(.towardZero) && y.magnitude < 0x1p53 && Int64(y) & 1 == 1
        if y.isInfinite {
            if x.magnitude == 1 { return 1 }
            return (x.magnitude > 1) == (y > 0) ? .infinity : 0
        }
        let magnitude = (x == 0) == (y > 0) ? 0 : Double.infinity
        return x.sign == .minus && isOdd ? -magnitude : magnitude
    }

    private static func exponential(_ x: Double, _ low: Double, _ sign: UInt64) -> Double {
        let top = UInt32(truncatingIfNeeded: x.bitPattern >> 52) & 0x7ff
        if top &- 0x3c9 >= 0x408 &- 0x3c9 {
            if top &- 0x3c9 >= 0x8000_0000 { return sign == 0 ? 1 + x : -(1 + x) }
            if top >= 0x409 {
                let magnitude = x.sign == .minus ? 0 : Double.infinity
                return sign == 0 ? magnitude : -magnitude
            }
            return scaled(x, low: low, isLarge: true, sign: sign)
        }
        return scaled(x, low: low, isLarge: false, sign: sign)
    }

    /// The logarithm in two parts.
    private static func log(_ bits: UInt64) -> (high: Double, low: Double) {
        let offset: UInt64 = 0x3fe6_9555_0000_0000
        let difference = bits &- offset
        let index = Int(difference >> 45 & 127)
        let k = Double(Int64(bitPattern: difference) >> 52)
        let z = Double(bitPattern: bits &- difference & 0xfff << 52)
        let entry = LogarithmTable.entries[index]
        let r = fma(z, entry.inverse, -1)
        let first = fma(k, 0x1.62e42fefa3800p-1, entry.log)
        let second = first + r
        let low1 = fma(k, 0x1.ef35793c76730p-45, entry.tail)
        let low2 = first - second + r
        // The polynomial, with its first coefficient exact in pairs.
        let a0 = -0.5
        let ar = a0 * r
        let ar2 = r * ar
        let ar3 = r * ar2
        let high = second + ar2
        let low3 = fma(ar, r, -ar2)
        let low4 = second - high + ar2
        let a1 = 0x1.555555555556p-2 * -2
        let a2 = -0x1.0000000000006p-2 * -2
        let a3 = 0x1.999999959554ep-3 * 4
        let a4 = -0x1.555555529a47ap-3 * 4
        let a5 = 0x1.2495b9b4845e9p-3 * -8
        let a6 = -0x1.0002b8b263fc3p-3 * -8
        let inner = fma(ar2, fma(ar2, fma(r, a6, a5), fma(r, a4, a3)), fma(r, a2, a1))
        let low = fma(ar3, inner, low1 + low2 + low3 + low4)
        let sum = high + low
        return (sum, high - sum + low)
    }
}
