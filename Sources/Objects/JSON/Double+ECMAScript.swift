extension Double {
    /// The number as ECMAScript's Number::toString prints it (ECMA-262 §6.1.6.1.20, which RFC 8785 asks for).
    ///
    /// The receiver must be finite.
    package var ecmaScript: String {
        if self == 0 { return "0" }
        let decimal = ShortestDecimal(self)
        let text = -5...21 ~= decimal.scale ? decimal.positional : decimal.scientific(exponentWidth: 1)
        return self < 0 ? "-" + text : text
    }
}
