/// numpy's `exp` of arrays of doubles on processors with AVX-512, where it does not come from the C library (numpy's SVML,
/// `__svml_exp8_ha`): sixteen parts of a power of two, and a polynomial for the rest.
enum VectorExponential {
    /// From here on the loop takes another way.
    private static let limit = 0x1.61da04cbafe44p9
    private static let shift = 0x1.8000000003ff0p48
    private static let inverse = 0x1.71547652b82fep0

    private static func fma(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

    /// e^x to the bit; nil from about 707.7 on, on either side.
    static func exp(_ x: Double) -> Double? {
        if x.isNaN { return x }
        guard x.magnitude < limit else { return x.isInfinite ? (x < 0 ? 0 : x) : nil }
        // Rounded towards zero.
        var place = fma(x, inverse, shift)
        if fma(x, inverse, shift - place) < 0 { place = place.nextDown }
        let power = place - shift
        var rest = fma(-power, 0x1.62e42fefa39efp-1, x)
        rest = fma(-power, 0x1.abc9e3b39803fp-56, rest)
        let square = rest * rest
        var series = fma(rest, 0x1.7411836940c04p-10, 0x1.1101cbbc265c0p-7)
        series = fma(square, series, fma(rest, 0x1.55557242d68fep-5, 0x1.5555553939732p-3))
        series = fma(square, series, fma(rest, 0x1.000000000d008p-1, 0x1.fffffffffff70p-1))
        let entry = ExponentTable.entries[8 * Int(place.bitPattern & 15)]
        let value = fma(entry.value, fma(series, rest, entry.tail), entry.value)
        return Double(sign: .plus, exponent: Int(power.rounded(.down)), significand: value)
    }
}
