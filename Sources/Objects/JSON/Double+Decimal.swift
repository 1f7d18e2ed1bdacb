/// The shortest decimal that reads back as a double: 0.d1d2d3… × 10^scale, without zeros at either end.
struct ShortestDecimal {
    let digits: [UInt8]
    let scale: Int

    /// `value` must be finite and greater than zero.
    ///
    /// Swift's `description` has the digits wanted, the shortest that read back and of those the nearest; it has the
    /// form d…[.d…][e±x], which is taken apart here.
    init(_ value: Double) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var units = value.description.utf8[...]
        if let e = units.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(units[units.index(after: e)...])!)!
            units = units[..<e]
        }
        for unit in units {
            if unit == UInt8(ascii: ".") { point = digits.count } else { digits.append(unit) }
        }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        scale = (point ?? digits.count + zeros) + exponent - zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.digits = digits
    }

    /// The digits as `d` or `d.ddd`, for a number with an exponent of `scale - 1`.
    var mantissa: String {
        let text = String(decoding: digits, as: UTF8.self)
        return digits.count == 1 ? text : "\(text.prefix(1)).\(text.dropFirst())"
    }

    /// The digits with the point where it belongs and zeros to fill up; no point after the last digit.
    var positional: String {
        let text = String(decoding: digits, as: UTF8.self)
        if scale <= 0 { return "0." + String(repeating: "0", count: -scale) + text }
        if scale >= digits.count { return text + String(repeating: "0", count: scale - digits.count) }
        return "\(text.prefix(scale)).\(text.dropFirst(scale))"
    }
}

extension Double {
    /// The number as ECMAScript's Number::toString prints it (ECMA-262 §6.1.6.1.20, which RFC 8785 asks for).
    ///
    /// The receiver must be finite.
    package var ecmaScript: String {
        if self == 0 { return "0" }
        if self < 0 { return "-" + (-self).ecmaScript }
        let decimal = ShortestDecimal(self)
        if -5...21 ~= decimal.scale { return decimal.positional }
        let exponent = decimal.scale - 1
        return "\(decimal.mantissa)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }

    /// The number as pydantic's JSON dump prints a float (pydantic-core 2.50, by experiment): always with a point or
    /// an exponent, plain from 1e-5 up to 1e16, the exponent signed and not padded.
    ///
    /// The receiver must be finite.
    package var pydantic: String {
        if self == 0 { return sign == .minus ? "-0.0" : "0.0" }
        if self < 0 { return "-" + (-self).pydantic }
        let decimal = ShortestDecimal(self)
        if -4...16 ~= decimal.scale {
            return decimal.scale >= decimal.digits.count ? decimal.positional + ".0" : decimal.positional
        }
        let exponent = decimal.scale - 1
        return "\(decimal.mantissa)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }

    /// The number as Python's `repr` prints it: plain from 1e-4 up to 1e16, the exponent of two digits at least.
    ///
    /// The receiver must be finite.
    package var pythonRepr: String {
        if self == 0 { return sign == .minus ? "-0.0" : "0.0" }
        if self < 0 { return "-" + (-self).pythonRepr }
        let decimal = ShortestDecimal(self)
        if -3...16 ~= decimal.scale {
            return decimal.scale >= decimal.digits.count ? decimal.positional + ".0" : decimal.positional
        }
        let exponent = decimal.scale - 1
        let magnitude = "\(exponent.magnitude)"
        return "\(decimal.mantissa)e\(exponent < 0 ? "-" : "+")\(magnitude.count < 2 ? "0" : "")\(magnitude)"
    }
}
