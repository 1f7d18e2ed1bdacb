extension Libm {
    private static let sn3 = -0x1.5555555555515p-3
    private static let sn5 = 0x1.11110e829872fp-7
    private static let cs2 = 0.5
    private static let cs4 = -0x1.5555555555535p-5
    private static let cs6 = 0x1.6c16bedd9e239p-10

    private static func fma(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

    /// sin, as in glibc since 2.28 on a processor with fused multiply-add (IBM Accurate Mathematical Library); nil from
    /// 1e8 on, where it reduces the argument differently.
    static func sin(_ x: Double) -> Double? {
        let top = UInt32(truncatingIfNeeded: x.bitPattern >> 32) & 0x7fff_ffff
        if top < 0x3e50_0000 { return x }
        if top < 0x3feb_6000 { return sine(x, 0) }
        if top < 0x4003_68fd {
            let rest = 0x1.921fb54442d18p0 - x.magnitude
            return Double(signOf: x, magnitudeOf: cosine(rest, 0x1.1a62633145c07p-54))
        }
        guard top < 0x4199_21fb else { return x.isFinite ? nil : .nan }
        let (a, rest, quadrant) = reduce(x)
        return inQuadrant(a, rest, quadrant)
    }

    /// cos, with the same limits.
    static func cos(_ x: Double) -> Double? {
        let top = UInt32(truncatingIfNeeded: x.bitPattern >> 32) & 0x7fff_ffff
        if top < 0x3e40_0000 { return 1 }
        if top < 0x3feb_6000 { return cosine(x, 0) }
        if top < 0x4003_68fd {
            let y = 0x1.921fb54442d18p0 - x.magnitude
            let a = y + 0x1.1a62633145c07p-54
            return sine(a, (y - a) + 0x1.1a62633145c07p-54)
        }
        guard top < 0x4199_21fb else { return x.isFinite ? nil : .nan }
        let (a, rest, quadrant) = reduce(x)
        return inQuadrant(a, rest, quadrant &+ 1)
    }

    private static func inQuadrant(_ a: Double, _ rest: Double, _ quadrant: UInt64) -> Double {
        let value = quadrant & 1 == 1 ? cosine(a, rest) : sine(a, rest)
        return quadrant & 2 == 2 ? -value : value
    }

    private static func reduce(_ x: Double) -> (Double, Double, UInt64) {
        let turn = fma(x, Double(bitPattern: 0x3fe4_5f30_6dc9_c883), 0x1.8p52)
        let whole = turn - 0x1.8p52
        let y = fma(
            -whole, Double(bitPattern: 0xbe4d_de97_3c00_0000), fma(-whole, Double(bitPattern: 0x3ff9_21fb_5800_0000), x)
        )
        let third = Double(bitPattern: 0xbc8c_b3b3_9800_0000)
        let fourth = Double(bitPattern: 0xbacd_747f_23e3_2ed7)
        let second = fma(-whole, third, y)
        var rest = fma(-whole, third, y - second)
        let a = fma(-whole, fourth, second)
        rest += fma(-whole, fourth, second - a)
        return (a, rest, turn.bitPattern & 3)
    }

    private static func cosine(_ value: Double, _ rest: Double) -> Double {
        let rest = value < 0 ? -rest : rest
        let u = 0x1.8p45 + value.magnitude
        let x = value.magnitude - (u - 0x1.8p45) + rest
        let square = x * x
        let s = fma(x * square, fma(square, sn5, sn3), x)
        let c = square * fma(square, fma(square, cs6, cs4), cs2)
        let entry = CircleTable.entries[Int(u.bitPattern & 0x7f)]
        let correction = fma(-entry.sine, s, fma(-entry.cosine, c, fma(-s, entry.sineTail, entry.cosineTail)))
        return entry.cosine + correction
    }

    private static func sine(_ value: Double, _ rest: Double) -> Double {
        if value.magnitude < 0.126 {
            let square = value * value
            let inner = fma(
                fma(fma(-0x1.addffc2fcdf59p-26, square, 0x1.71de27b9a7ed9p-19), square, -0x1.a01a019db08b8p-13), square,
                0x1.1111111110ecep-7)
            let polynomial = fma(inner, square, -0x1.5555555555555p-3)
            return value + fma(fma(polynomial, value, -0.5 * rest), square, rest)
        }
        let rest = value <= 0 ? -rest : rest
        let u = 0x1.8p45 + value.magnitude
        let x = value.magnitude - (u - 0x1.8p45)
        let square = x * x
        let s = x + fma(x * square, fma(square, sn5, sn3), rest)
        let c = fma(x, rest, square * fma(square, fma(square, cs6, cs4), cs2))
        let entry = CircleTable.entries[Int(u.bitPattern & 0x7f)]
        let correction = fma(entry.cosine, s, fma(-entry.sine, c, fma(s, entry.cosineTail, entry.sineTail)))
        return Double(signOf: value, magnitudeOf: entry.sine + correction)
    }
}
