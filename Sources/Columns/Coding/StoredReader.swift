/// Reads a stored frame from its start to its end. Everything in it may be hostile.
struct StoredReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var offset: Int
    /// What may still be decoded from the frame.
    var budget: DecodingBudget

    init(_ bytes: [UInt8], length: Int) {
        self.bytes = bytes[...]
        offset = bytes.startIndex
        budget = DecodingBudget(length: length)
    }

    var isAtEnd: Bool { offset == bytes.endIndex }

    mutating func byte() throws(ColumnsError) -> UInt8 {
        guard offset < bytes.endIndex else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// An unsigned LEB128 integer of at most 64 bits.
    mutating func varint() throws(ColumnsError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            let bits = UInt64(next & 0x7f)
            guard shift < 63 || (shift == 63 && bits <= 1) else { throw ColumnsError("an integer has over 64 bits") }
            value |= bits << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    /// An integer from 0 to `limit`.
    mutating func count(_ what: String, upTo limit: Int) throws(ColumnsError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw ColumnsError("\(what) is \(value)") }
        return Int(value)
    }

    /// A signed integer, zigzag in a varint.
    mutating func signed() throws(ColumnsError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func take(_ length: Int) throws(ColumnsError) -> ArraySlice<UInt8> {
        guard length >= 0, length <= bytes.endIndex - offset else { throw .truncated }
        defer { offset += length }
        return bytes[offset..<offset + length]
    }
}

/// Limits what a decoder makes from one frame, whatever the frame claims (docs/format.md §5.5).
struct DecodingBudget {
    /// The longest frame that is stored as columns.
    static let maximumLength = 8 << 20

    private var numbers: Int
    private var bytes: Int

    init(length: Int) {
        numbers = 4 * length + 4096
        bytes = 8 * length + 65_536
    }

    mutating func spend(numbers count: Int) throws(ColumnsError) {
        guard count <= numbers else { throw ColumnsError("the columns have too many numbers") }
        numbers -= count
    }

    mutating func spend(bytes count: Int) throws(ColumnsError) {
        guard count <= bytes else { throw ColumnsError("the columns have too many bytes") }
        bytes -= count
    }
}
