/// A printf conversion, as in Python's `%` and `format` and in numpy's savetxt: `%10.3f`, `.2e`, `,d`.
struct NumberFormat: Hashable, Sendable {
    var flags: String
    var width: Int
    var precision: Int?
    var conversion: Character

    /// The maximum width of a field, so that no format makes an unbounded text.
    static let maximumWidth = 1000

    /// A number to be formatted.
    enum Operand: Sendable {
        case integer(String)
        case real(Double)
        case text(String)
    }

    /// The parts of a text with conversions, `%%` resolved; nil if one of them is not supported.
    static func parts(_ format: String) -> [Part]? {
        var parts: [Part] = []
        var plain = ""
        let characters = Array(format)
        var at = 0
        while at < characters.count {
            guard characters[at] == "%" else {
                plain.append(characters[at])
                at += 1
                continue
            }
            at += 1
            if at < characters.count, characters[at] == "%" {
                plain.append("%")
                at += 1
                continue
            }
            var field = ""
            while at < characters.count, "+-0 #.123456789".contains(characters[at]) {
                field.append(characters[at])
                at += 1
            }
            guard at < characters.count, let format = NumberFormat(field + String(characters[at])) else { return nil }
            at += 1
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            parts.append(.field(format))
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        return parts
    }

    enum Part: Hashable, Sendable {
        case text(String)
        case field(NumberFormat)
    }

    /// Parses `+08.3f`, `>10`, `,.2f`: what follows `%`, or the colon of an f-string.
    init?(_ text: String) {
        var flags = ""
        var rest = Substring(text)
        while let first = rest.first, "+-0 #<>^,".contains(first) {
            flags.append(first)
            rest = rest.dropFirst()
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        if rest.first == "," {
            flags.append(",")
            rest = rest.dropFirst()
        }
        var precision: Int?
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(1 + digits.count)
            guard let number = Int("0" + digits), number <= Self.maximumWidth else { return nil }
            precision = number
        }
        guard rest.count <= 1, let width = Int("0" + digits), width <= Self.maximumWidth else { return nil }
        let conversion = rest.first ?? " "
        guard "diuusfFeEgGr% ".contains(conversion) else { return nil }
        self.flags = flags
        self.width = width
        self.precision = precision
        self.conversion = conversion
    }

    /// Nil if the conversion does not accept such an operand.
    func text(_ operand: Operand) -> String? {
        switch (conversion, operand) {
        case ("d", .integer(let digits)), ("i", .integer(let digits)), ("u", .integer(let digits)),
            (" ", .integer(let digits)), ("s", .integer(let digits)), ("r", .integer(let digits)):
            return padded(number: flags.contains(",") ? Self.grouped(digits) : digits)
        case ("d", .real(let value)), ("i", .real(let value)), ("u", .real(let value)):
            guard value.isFinite else { return nil }
            let whole = value.rounded(.towardZero)
            return padded(number: (whole < 0 ? "-" : "") + ExactDecimal(whole).fixed(0))
        case (" ", .real(let value)) where precision != nil: return padded(number: real(value, "g"))
        case (" ", .real(let value)), ("s", .real(let value)), ("r", .real(let value)):
            return padded(PythonNumeral.text(value), isNumber: conversion == " ")
        case (_, .real(let value)): return padded(number: real(value, conversion))
        case (" ", .text(let text)), ("s", .text(let text)), ("r", .text(let text)):
            return padded(precision.map { String(text.prefix($0)) } ?? text, isNumber: false)
        case (_, .integer(let digits)):
            guard let value = Double(digits) else { return nil }
            return padded(number: real(value, conversion))
        case (_, .text): return nil
        }
    }

    private func real(_ value: Double, _ conversion: Character) -> String {
        let sign = value.sign == .minus && !value.isNaN ? "-" : ""
        if value.isNaN { return "nan" }
        if value.isInfinite { return "\(sign)inf" }
        let decimal = ExactDecimal(conversion == "%" ? value * 100 : value)
        let places = precision ?? 6
        let text: String
        switch conversion {
        case "e", "E": text = decimal.scientific(places)
        case "g", "G": text = decimal.general(places)
        case "%": text = decimal.fixed(places) + "%"
        default: text = decimal.fixed(places)
        }
        let cased = conversion == "E" || conversion == "G" ? text.uppercased() : text
        return sign + (flags.contains(",") ? Self.grouped(cased) : cased)
    }

    private static func grouped(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let body = text.dropFirst(sign.count)
        let whole = body.prefix { $0.isNumber }
        var groups = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { groups.append(",") }
            groups.append(digit)
        }
        return sign + groups + body.dropFirst(whole.count)
    }

    private func padded(number text: String) -> String {
        padded(
            flags.contains("+") && !text.hasPrefix("-")
                ? "+" + text : flags.contains(" ") && !text.hasPrefix("-") ? " " + text : text, isNumber: true)
    }

    private func padded(_ text: String, isNumber: Bool) -> String {
        let missing = width - text.count
        guard missing > 0 else { return text }
        if flags.contains("^") {
            return String(repeating: " ", count: missing / 2) + text
                + String(repeating: " ", count: missing - missing / 2)
        }
        if flags.contains("-") || flags.contains("<") { return text + String(repeating: " ", count: missing) }
        if flags.contains("0"), isNumber {
            let sign = text.prefix { $0 == "-" || $0 == "+" }
            return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
        }
        // `%10s` pads at the front; an f-string pads text at the end.
        if !isNumber, conversion == " ", !flags.contains(">") { return text + String(repeating: " ", count: missing) }
        return String(repeating: " ", count: missing) + text
    }
}
