/// A double in decimal: the fewest digits that read back as it, and of those the nearest to it.
///
/// Swift's `description` has these digits; this type extracts them, so that they can be laid out differently.
package struct ShortestDecimal {
    /// `d1d2d3…` without zeros at either end; empty for zero.
    package let digits: String
    /// The value is 0.d1d2d3… × 10^scale.
    package let scale: Int

    /// Takes the magnitude of `value`, which must be finite.
    package init(_ value: Double) {
        // description is d…[.d…][e±x].
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var units = value.magnitude.description.utf8[...]
        if let e = units.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(Substring(units[units.index(after: e)...])) ?? 0
            units = units[..<e]
        }
        for unit in units {
            if unit == UInt8(ascii: ".") { point = digits.count } else { digits.append(unit) }
        }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        scale = (point ?? digits.count) + exponent - zeros
        digits.removeFirst(zeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.digits = String(decoding: digits, as: UTF8.self)
    }

    /// The digits with the point in its place, padded with zeros on either side. No point if nothing follows it.
    package var positional: String {
        let count = digits.utf8.count
        if scale <= 0 { return "0." + String(repeating: "0", count: -scale) + digits }
        if scale >= count { return digits + String(repeating: "0", count: scale - count) }
        return "\(digits.prefix(scale)).\(digits.dropFirst(scale))"
    }

    /// `d[.ddd]e±x`, with an exponent of at least `width` digits.
    package func scientific(exponentWidth width: Int) -> String {
        let mantissa = digits.utf8.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
        let exponent = String((scale - 1).magnitude)
        let padding = String(repeating: "0", count: max(0, width - exponent.utf8.count))
        return "\(mantissa)e\(scale < 1 ? "-" : "+")\(padding)\(exponent)"
    }
}
