/// How the reference implementation, a Python program, prints values in its messages.
enum PythonText {
    /// `repr` of a list of strings.
    static func list(_ strings: [String]) -> String {
        "[" + strings.map(repr).joined(separator: ", ") + "]"
    }

    /// `repr` of a string.
    static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += #"\\"#
            case quote: result += "\\\(quote)"
            case "\t": result += #"\t"#
            case "\n": result += #"\n"#
            case "\r": result += #"\r"#
            case " ": result += " "
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    switch scalar.value {
                    case ..<0x100: result += "\\x" + hex(scalar.value, 2)
                    case ..<0x10000: result += "\\u" + hex(scalar.value, 4)
                    default: result += "\\U" + hex(scalar.value, 8)
                    }
                }
            }
        }
        return result + String(quote)
    }

    /// `str.isprintable` of one character other than a space.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }

    /// `json.dumps` of a string: ASCII only.
    static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += #"\""#
            case "\\": result += #"\\"#
            case "\u{8}": result += #"\b"#
            case "\u{c}": result += #"\f"#
            case "\n": result += #"\n"#
            case "\r": result += #"\r"#
            case "\t": result += #"\t"#
            case " "..."~": result.unicodeScalars.append(scalar)
            default: for unit in UTF16.encode(scalar)! { result += "\\u" + hex(UInt32(unit), 4) }
            }
        }
        return result + "\""
    }

    /// `str` of a number as read by `json.loads`: the digits of an integer, `repr` of a float.
    static func number(_ number: JSONNumber) -> String {
        if let digits = number.digits { return digits }
        if number.isWrittenAsInteger { return number.value.ecmaScript }
        return float(number.value)
    }

    /// `repr` of a float, which must be finite; without the sign of a zero, which JCS does not preserve.
    static func float(_ value: Double) -> String {
        (value == 0 ? 0 : value).pythonRepr
    }

    /// `format(value, ".4f")`: rounded once, from the exact value, ties to even. For magnitudes below 2^38, NaN and infinity.
    static func fourDecimals(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        let sign = value.sign == .minus ? "-" : ""
        if value.isInfinite { return sign + "inf" }
        let product = value.magnitude * 10_000
        let error = (-product).addingProduct(value.magnitude, 10_000)  // product + error is exact
        guard product < 0x1p53 else { return sign + float(value.magnitude) }
        var units = product.rounded(.down)
        switch product - units {
        case 0.5 where error != 0: if error > 0 { units += 1 }
        case let half where half == 0.5: if units.truncatingRemainder(dividingBy: 2) == 1 { units += 1 }
        case let part: if part > 0.5 { units += 1 }
        }
        let digits = String(UInt64(units))
        let padded = String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
        return "\(sign)\(padded.dropLast(4)).\(padded.suffix(4))"
    }

    /// `type(value).__name__` of the result of `json.loads`.
    static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "NoneType"
        case .bool: "bool"
        case .number(let number): number.isWrittenAsInteger ? "int" : "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
