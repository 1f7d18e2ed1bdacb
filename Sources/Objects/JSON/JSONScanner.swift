/// Scans JSON text and builds nothing: checks the grammar (RFC 8259) and finds where values begin and end.
///
/// The bytes must already be valid UTF-8. Everything is strict with one exception: an object may have a key twice,
/// since a scanner that keeps nothing cannot notice.
package struct JSONScanner {
    let bytes: [UInt8]
    /// The maximum nesting depth of arrays and objects.
    private let maximumDepth: Int
    /// The maximum number of digits of an integer; nil for no limit.
    let maximumDigits: Int?
    /// The offset of the next byte.
    package internal(set) var at: Int

    package init(
        _ bytes: [UInt8], at: Int = 0, maximumDepth: Int = JSONValue.maximumDepth, maximumDigits: Int? = nil
    ) {
        self.bytes = bytes
        self.at = at
        self.maximumDepth = maximumDepth
        self.maximumDigits = maximumDigits
    }

    package init(_ bytes: [UInt8], _ dialect: JSONDialect) {
        self.init(bytes, maximumDepth: dialect.maximumDepth, maximumDigits: dialect.maximumDigits)
    }

    /// Checks that bytes are UTF-8, which a scanner relies on.
    package static func checkText(_ bytes: [UInt8]) throws(DecodeError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw DecodeError(.badText, "the JSON is not valid UTF-8", at: error.byteOffsets.lowerBound)
        }
    }

    package var isAtEnd: Bool { at >= bytes.count }

    package func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

    package mutating func skipSpace() {
        while at < bytes.count, bytes[at] <= 0x20 {
            guard bytes[at] == 0x20 || bytes[at] == 0x0a || bytes[at] == 0x0d || bytes[at] == 0x09 else { return }
            at += 1
        }
    }

    package func syntax(_ expected: String) -> DecodeError {
        at >= bytes.count
            ? DecodeError(.truncated, "the JSON ends where \(expected) was expected", at: at)
            : DecodeError(.syntax, "\(expected) was expected", at: at)
    }

    /// Takes `unit` and the space around it if it is next.
    package mutating func find(_ unit: UInt8) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == unit else { return false }
        at += 1
        skipSpace()
        return true
    }

    /// Takes `unit`, which must be next, and the space around it.
    package mutating func get(_ unit: UInt8) throws(DecodeError) {
        guard find(unit) else { throw syntax("'\(Character(Unicode.Scalar(unit)))'") }
    }

    /// Skips one value and returns the range of its bytes, without the space around it.
    @discardableResult
    package mutating func value(depth: Int = 0) throws(DecodeError) -> Range<Int> {
        let start = at
        guard at < bytes.count else { throw syntax("a value") }
        switch bytes[at] {
        case UInt8(ascii: "{"):
            try open(depth)
            if peek() != UInt8(ascii: "}") {
                repeat {
                    try string()
                    try get(UInt8(ascii: ":"))
                    try value(depth: depth + 1)
                } while find(UInt8(ascii: ","))
            }
            try close(UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            try open(depth)
            if peek() != UInt8(ascii: "]") {
                repeat { try value(depth: depth + 1) } while find(UInt8(ascii: ","))
            }
            try close(UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: throw syntax("a value")
        }
        return start..<at
    }

    /// Takes the opening bracket of an array or an object at this depth, and the space after it.
    package mutating func open(_ depth: Int) throws(DecodeError) {
        guard depth < maximumDepth else {
            throw DecodeError(.outOfRange, "the JSON is nested deeper than \(maximumDepth)", at: at)
        }
        at += 1
        skipSpace()
    }

    /// Takes the closing bracket of an array or an object.
    package mutating func close(_ unit: UInt8) throws(DecodeError) {
        guard peek() == unit else { throw syntax("',' or '\(Character(Unicode.Scalar(unit)))'") }
        at += 1
    }

    /// Checks that nothing but space remains.
    package mutating func end() throws(DecodeError) {
        skipSpace()
        guard isAtEnd else { throw DecodeError(.trailingBytes, "something follows after the JSON value", at: at) }
    }

    /// Takes `true`, `false` or `null`, which must be next.
    package mutating func word(_ text: StaticString) throws(DecodeError) {
        let end = at + text.utf8CodeUnitCount
        let same = text.withUTF8Buffer { end <= bytes.count && bytes[at..<end].elementsEqual($0) }
        guard same else { throw syntax("a value") }
        at = end
    }
}
