extension JSONValue {
    /// The maximum nesting depth of arrays and objects.
    public static let maximumDepth = 128

    /// The maximum number of values in a JSON text, including those in arrays and objects (docs/format.md §14).
    public static let maximumValues = 1 << 21

    /// Reads one JSON text (RFC 8259) strictly: UTF-8 only, no duplicate keys, no lone surrogates, nothing after it.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        try self.init(parsing: bytes, as: .strict)
    }

    /// Reads one JSON text. The offset of an error counts UTF-8 bytes.
    public init(parsing text: String) throws(DecodeError) {
        try self.init(parsing: Array(text.utf8))
    }

    package init(parsing bytes: [UInt8], as dialect: JSONDialect) throws(DecodeError) {
        try JSONScanner.checkText(bytes)
        var parser = JSONParser(bytes, dialect)
        self = try parser.document()
    }
}

/// A recursive descent over the bytes. Reports the offset of every error.
private struct JSONParser {
    private var scanner: JSONScanner
    private let dialect: JSONDialect
    private var count = 0

    init(_ bytes: [UInt8], _ dialect: JSONDialect) {
        scanner = JSONScanner(bytes, dialect)
        self.dialect = dialect
    }

    mutating func document() throws(DecodeError) -> JSONValue {
        scanner.skipSpace()
        let value = try value(depth: 0)
        try scanner.end()
        return value
    }

    private mutating func value(depth: Int) throws(DecodeError) -> JSONValue {
        count += 1
        if let most = dialect.maximumValues, count > most {
            throw DecodeError(.outOfRange, "the JSON has more than \(most) values", at: scanner.at)
        }
        switch scanner.peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(JSONString(try text()))
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        default: throw scanner.syntax("a value")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(DecodeError) -> JSONValue {
        try scanner.word(text)
        return value
    }

    private mutating func text() throws(DecodeError) -> String {
        let found = try scanner.string()
        return try scanner.text(found)
    }

    private mutating func array(depth: Int) throws(DecodeError) -> JSONValue {
        var elements: [JSONValue] = []
        try scanner.open(depth)
        if scanner.peek() != UInt8(ascii: "]") {
            repeat { elements.append(try value(depth: depth + 1)) } while scanner.find(UInt8(ascii: ","))
        }
        try scanner.close(UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func object(depth: Int) throws(DecodeError) -> JSONValue {
        let start = scanner.at
        var members: [JSONObject.Member] = []
        try scanner.open(depth)
        if scanner.peek() != UInt8(ascii: "}") {
            repeat {
                guard scanner.peek() == UInt8(ascii: "\"") else { throw scanner.syntax("a key in quotes") }
                let key = try text()
                try scanner.get(UInt8(ascii: ":"))
                members.append(JSONObject.Member(key: JSONString(key), value: try value(depth: depth + 1)))
            } while scanner.find(UInt8(ascii: ","))
        }
        try scanner.close(UInt8(ascii: "}"))
        guard let object = JSONObject(unsorted: members, repeatsKeys: dialect.repeatsKeys) else {
            throw DecodeError(.duplicateKey, "an object names a key twice", at: start)
        }
        return .object(object)
    }

    private mutating func number() throws(DecodeError) -> JSONNumber {
        let found = try scanner.number()
        let text = scanner.text(found)
        guard let value = Double(text), value.isFinite else {
            if found.isInteger {
                return JSONNumber(value: .greatestFiniteMagnitude, digits: text, isWrittenAsInteger: true)
            }
            throw DecodeError(.outOfRange, "a number is larger than a double holds", at: found.place.lowerBound)
        }
        let beyond = found.isInteger && !(Int64(text).map(JSONNumber.exactIntegers.contains) ?? false)
        return JSONNumber(value: value, digits: beyond ? text : nil, isWrittenAsInteger: found.isInteger)
    }
}
