/// The rows of a text with separators (RFC 4180), as its bytes arrive: memory holds one row.
package struct TableReader {
    private let separator: UInt8
    /// A longer row is no row of a table.
    private let limit: Int
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var size = 0
    private var isQuoted = false
    private var wasQuote = false

    package init(separator: UInt8, limit: Int = 16 << 20) {
        self.separator = separator
        self.limit = limit
    }

    /// Takes the next bytes, and passes on the rows that they complete. Empty lines are none.
    ///
    /// - Throws: ``DataError`` if a row is too long, and whatever `consume` throws.
    package mutating func add(_ bytes: RawSpan, _ consume: ([String]) throws -> Void) throws {
        try bytes.withUnsafeBytes { bytes in
            for byte in bytes { try add(byte, consume) }
        }
    }

    /// The row that no line feed ends.
    package mutating func finish(_ consume: ([String]) throws -> Void) throws { try endRow(consume) }

    private mutating func add(_ byte: UInt8, _ consume: ([String]) throws -> Void) throws {
        let quote = UInt8(ascii: "\"")
        if isQuoted {
            if byte != quote { return try append(byte) }
            isQuoted = false
            wasQuote = true
            return
        }
        switch byte {
        case quote where wasQuote:
            // Two quotes within quotes are one.
            try append(byte)
            isQuoted = true
        case quote where field.isEmpty: isQuoted = true
        case separator: try endField()
        case UInt8(ascii: "\n"): try endRow(consume)
        default: try append(byte)
        }
        wasQuote = false
    }

    private mutating func append(_ byte: UInt8) throws {
        try grow(by: 1)
        field.append(byte)
    }

    private mutating func endField() throws {
        // What the string of a field takes by itself.
        try grow(by: 16)
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
    }

    private mutating func grow(by count: Int) throws {
        size += count
        guard size <= limit else { throw DataError("a row has more than \(limit) bytes") }
    }

    private mutating func endRow(_ consume: ([String]) throws -> Void) throws {
        if field.last == UInt8(ascii: "\r") { field.removeLast() }
        defer {
            fields.removeAll(keepingCapacity: true)
            size = 0
            isQuoted = false
            wasQuote = false
        }
        if fields.isEmpty, field.isEmpty { return }
        try endField()
        try consume(fields)
    }
}
