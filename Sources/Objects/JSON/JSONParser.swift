extension JSONValue {
    /// How deep arrays and objects may stand in each other.
    public static let maximumDepth = 128

    /// Reads one JSON text (RFC 8259), strictly: UTF-8 only, no duplicate keys, no lone surrogates, nothing after it.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }

    public init(parsing text: String) throws(DecodeError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// A recursive descent over the bytes. Knows the offset of everything it complains about.
private struct JSONParser {
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(DecodeError) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        guard at == bytes.count else {
            throw DecodeError(.trailingBytes, "something follows after the JSON value", at: at)
        }
        return value
    }

    private func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let unit = peek(), unit == 0x20 || unit == 0x0a || unit == 0x0d || unit == 0x09 { at += 1 }
    }

    private func syntax(_ detail: String) -> DecodeError {
        at >= bytes.count
            ? DecodeError(.truncated, "the JSON ends where \(detail) was expected", at: at)
            : DecodeError(.syntax, "\(detail) was expected", at: at)
    }

    private mutating func value() throws(DecodeError) -> JSONValue {
        guard let unit = peek() else { throw syntax("a value") }
        switch unit {
        case UInt8(ascii: "{"): return try nested { parser throws(DecodeError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(DecodeError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw syntax("a value")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(DecodeError) -> JSONValue {
        let end = at + text.utf8CodeUnitCount
        let same = text.withUTF8Buffer { end <= bytes.count && bytes[at..<end].elementsEqual($0) }
        guard same else { throw syntax("a value") }
        at = end
        return value
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(DecodeError) -> JSONValue
    ) throws(DecodeError) -> JSONValue {
        guard depth < JSONValue.maximumDepth else {
            throw DecodeError(.outOfRange, "the JSON is nested deeper than \(JSONValue.maximumDepth)", at: at)
        }
        depth += 1
        at += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(DecodeError) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if peek() == UInt8(ascii: "]") {
            at += 1
            return .array([])
        }
        while true {
            skipSpace()
            elements.append(try value())
            skipSpace()
            switch peek() {
            case UInt8(ascii: ","): at += 1
            case UInt8(ascii: "]"):
                at += 1
                return .array(elements)
            default: throw syntax("',' or ']'")
            }
        }
    }

    private mutating func object() throws(DecodeError) -> JSONValue {
        let start = at
        var members: [JSONObject.Member] = []
        skipSpace()
        if peek() == UInt8(ascii: "}") {
            at += 1
            return .object(JSONObject())
        }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw syntax("a key in quotes") }
            let key = try string()
            skipSpace()
            guard peek() == UInt8(ascii: ":") else { throw syntax("':'") }
            at += 1
            skipSpace()
            members.append(JSONObject.Member(key: key, value: try value()))
            skipSpace()
            switch peek() {
            case UInt8(ascii: ","): at += 1
            case UInt8(ascii: "}"):
                at += 1
                guard let object = JSONObject(unsorted: members) else {
                    throw DecodeError(.duplicateKey, "an object names a key twice", at: start - 1)
                }
                return .object(object)
            default: throw syntax("',' or '}'")
            }
        }
    }

    private mutating func string() throws(DecodeError) -> JSONString {
        let start = at
        at += 1
        var units: [UInt8] = []
        while true {
            let run = at
            while at < bytes.count, bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") {
                at += 1
            }
            units.append(contentsOf: bytes[run..<at])
            guard let unit = peek() else { throw syntax("the end of a string") }
            switch unit {
            case UInt8(ascii: "\""):
                at += 1
                guard let text = String(validating: units, as: UTF8.self) else {
                    throw DecodeError(.badText, "a string is not valid UTF-8", at: start)
                }
                return JSONString(text)
            case UInt8(ascii: "\\"): try escape(into: &units)
            default: throw DecodeError(.syntax, "a control character stands unescaped in a string", at: at)
            }
        }
    }

    private mutating func escape(into units: inout [UInt8]) throws(DecodeError) {
        let start = at
        at += 1
        guard let unit = peek() else { throw syntax("an escape") }
        at += 1
        switch unit {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(unit)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0c)
        case UInt8(ascii: "n"): units.append(0x0a)
        case UInt8(ascii: "r"): units.append(0x0d)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = UInt32(try hexUnit())
            if 0xd800...0xdbff ~= scalar {
                guard peek() == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "u") else {
                    throw DecodeError(.badText, "a surrogate stands alone", at: start)
                }
                at += 2
                let low = UInt32(try hexUnit())
                guard 0xdc00...0xdfff ~= low else { throw DecodeError(.badText, "a surrogate stands alone", at: start) }
                scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(scalar) else {
                throw DecodeError(.badText, "a surrogate stands alone", at: start)
            }
            units.append(contentsOf: UTF8.encode(scalar)!)
        default: throw DecodeError(.syntax, "an unknown escape", at: start)
        }
    }

    private mutating func hexUnit() throws(DecodeError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let unit = peek(), let digit = Character(Unicode.Scalar(unit)).hexDigitValue else {
                throw syntax("four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
            at += 1
        }
        return value
    }

    private mutating func number() throws(DecodeError) -> JSONNumber {
        let start = at
        if peek() == UInt8(ascii: "-") { at += 1 }
        let whole = at
        try digits()
        guard bytes[whole] != UInt8(ascii: "0") || at == whole + 1 else {
            throw DecodeError(.syntax, "a number starts with a superfluous zero", at: start)
        }
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            try digits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            at += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            if isInteger {
                return JSONNumber(value: .greatestFiniteMagnitude, digits: text, isWrittenAsInteger: true)
            }
            throw DecodeError(.outOfRange, "a number is larger than a double holds", at: start)
        }
        let beyond = isInteger && !(Int64(text).map(JSONNumber.exactIntegers.contains) ?? false)
        return JSONNumber(value: value, digits: beyond ? text : nil, isWrittenAsInteger: isInteger)
    }

    private mutating func digits() throws(DecodeError) {
        let start = at
        while let unit = peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= unit { at += 1 }
        guard at > start else { throw syntax("a digit") }
    }
}
