/// How languages print doubles: the same shortest digits, in different layouts. The receivers must be finite.
extension Double {
    /// As in ECMAScript's Number::toString (ECMA-262 §6.1.6.1.20), which RFC 8785 requires.
    package var ecmaScript: String {
        if self == 0 { return "0" }
        let decimal = ShortestDecimal(self)
        return signed(-5...21 ~= decimal.scale ? decimal.positional : decimal.scientific(exponentWidth: 1))
    }

    /// As in pydantic's JSON dump of a float (pydantic-core 2.50, by experiment): always with a point or an exponent,
    /// plain from 1e-5 up to 1e16, the exponent signed and not padded.
    package var pydantic: String { pythonic(plain: -4...16, exponentWidth: 1) }

    /// As in Python's `repr`: plain from 1e-4 up to 1e16, the exponent of at least two digits.
    package var pythonRepr: String { pythonic(plain: -3...16, exponentWidth: 2) }

    private func pythonic(plain scales: ClosedRange<Int>, exponentWidth: Int) -> String {
        if self == 0 { return signed("0.0") }
        let decimal = ShortestDecimal(self)
        guard scales ~= decimal.scale else { return signed(decimal.scientific(exponentWidth: exponentWidth)) }
        return signed(decimal.scale >= decimal.digits.utf8.count ? decimal.positional + ".0" : decimal.positional)
    }

    private func signed(_ text: String) -> String { sign == .minus ? "-" + text : text }
}
