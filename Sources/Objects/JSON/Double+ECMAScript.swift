extension Double {
    /// The number as ECMAScript's Number::toString prints it (ECMA-262 §6.1.6.1.20, which RFC 8785 asks for).
    ///
    /// Swift's `description` has the same digits, the shortest that read back as this double and of those the nearest,
    /// but lays them out in another way. The receiver must be finite.
    package var ecmaScript: String {
        if self == 0 { return "0" }
        if self < 0 { return "-" + (-self).ecmaScript }

        // description is d…[.d…][e±x]; take it apart into digits and the position of the point.
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var units = description.utf8[...]
        if let e = units.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(units[units.index(after: e)...])!)!
            units = units[..<e]
        }
        for unit in units {
            if unit == UInt8(ascii: ".") { point = digits.count } else { digits.append(unit) }
        }
        var scale = (point ?? digits.count) + exponent  // the value is 0.d1d2d3… × 10^scale
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        scale -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }

        let text = String(decoding: digits, as: UTF8.self)
        let count = digits.count
        switch scale {
        case count...21 where count <= scale:
            return text + String(repeating: "0", count: scale - count)
        case 1...21:
            return "\(text.prefix(scale)).\(text.dropFirst(scale))"
        case -5...0:
            return "0." + String(repeating: "0", count: -scale) + text
        default:
            let exponent = scale - 1
            let sign = exponent < 0 ? "-" : "+"
            let mantissa = count == 1 ? text : "\(text.prefix(1)).\(text.dropFirst())"
            return "\(mantissa)e\(sign)\(exponent.magnitude)"
        }
    }
}
