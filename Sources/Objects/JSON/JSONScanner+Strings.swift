extension JSONScanner {
    /// A string in the text.
    package struct Text {
        /// The range of the bytes between the quotes.
        package let content: Range<Int>
        package let hasEscapes: Bool
    }

    /// Skips a string, which must be next.
    @discardableResult
    package mutating func string() throws(DecodeError) -> Text {
        guard peek() == UInt8(ascii: "\"") else { throw syntax("a string") }
        at += 1
        let start = at
        var hasEscapes = false
        while true {
            while at < bytes.count, bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\")
            {
                at += 1
            }
            guard at < bytes.count else { throw syntax("the end of a string") }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return Text(content: start..<at - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                _ = try escape()
            default: throw DecodeError(.syntax, "a control character stands unescaped in a string", at: at)
            }
        }
    }

    /// Takes an escape sequence, which must be next, and returns its character.
    package mutating func escape() throws(DecodeError) -> Unicode.Scalar {
        let start = at
        at += 1
        guard let unit = peek() else { throw syntax("an escape") }
        at += 1
        switch unit {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(unit)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var value = try hexUnit()
            if 0xd800...0xdbff ~= value, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                at += 2
                let low = try hexUnit()
                if 0xdc00...0xdfff ~= low { value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00) }
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw DecodeError(.badText, "a surrogate stands alone", at: start)
            }
            return scalar
        default: throw DecodeError(.syntax, "an unknown escape", at: start)
        }
    }

    private mutating func hexUnit() throws(DecodeError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            switch peek() {
            case let unit? where UInt8(ascii: "0")...UInt8(ascii: "9") ~= unit:
                value = value << 4 | UInt32(unit - UInt8(ascii: "0"))
            case let unit? where UInt8(ascii: "a")...UInt8(ascii: "f") ~= unit | 0x20:
                value = value << 4 | UInt32((unit | 0x20) - UInt8(ascii: "a") + 10)
            default: throw syntax("four hexadecimal digits")
            }
            at += 1
        }
        return value
    }

    /// The string's characters, with escape sequences decoded.
    package func text(_ text: Text) throws(DecodeError) -> String {
        guard text.hasEscapes else { return String(decoding: bytes[text.content], as: UTF8.self) }
        var units: [UInt8] = []
        units.reserveCapacity(text.content.count)
        var scanner = self
        scanner.at = text.content.lowerBound
        while scanner.at < text.content.upperBound {
            if bytes[scanner.at] == UInt8(ascii: "\\") {
                units.append(contentsOf: UTF8.encode(try scanner.escape())!)
            } else {
                units.append(bytes[scanner.at])
                scanner.at += 1
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// Takes a string, which must be next, with escape sequences decoded.
    package mutating func string(_ what: String) throws(DecodeError) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw DecodeError(.wrongType, "\(what) is not a string", at: at) }
        let found = try string()
        return try text(found)
    }
}
