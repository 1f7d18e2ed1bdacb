internal import Objects

/// Numbers as Python writes them.
enum PythonNumeral {
    /// `repr` of a float: the fewest digits that read back as it, with an exponent below 1e-4 and from 1e16 on.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        let sign = value.sign == .minus ? "-" : ""
        if value.isInfinite { return "\(sign)inf" }
        return sign + layOut(ShortestDecimal(value), exponentFrom: 16)
    }

    /// `str` of a numpy.float32.
    static func text(_ value: Float) -> String {
        if value.isNaN { return "nan" }
        let sign = value.sign == .minus ? "-" : ""
        if value.isInfinite { return "\(sign)inf" }
        // The shortest digits of a float are those of some double close to it.
        guard let near = Double(value.magnitude.description) else { return sign + "0.0" }
        return sign + layOut(ShortestDecimal(near), exponentFrom: 16)
    }

    private static func layOut(_ decimal: ShortestDecimal, exponentFrom limit: Int) -> String {
        if decimal.digits.isEmpty { return "0.0" }
        if decimal.scale > limit || decimal.scale < -3 { return decimal.scientific(exponentWidth: 2) }
        let text = decimal.positional
        return text.contains(".") ? text : text + ".0"
    }

    /// Python's `round(value, places)`: to the nearest decimal of the exact value.
    static func rounded(_ value: Double, _ places: Int) -> Double {
        guard value.isFinite, places < 324 else { return value }
        if places >= 0 {
            return Double((value.sign == .minus ? "-" : "") + ExactDecimal(value).fixed(places)) ?? value
        }
        guard places > -309, let scale = Double("1e\(-places)") else { return 0 }
        return (value / scale).rounded(.toNearestOrEven) * scale
    }
}
