/// Reads binary fields from the front of untrusted bytes.
///
/// Every read is bounded by the remaining bytes; integers are big-endian, varints are LEB128 in their shortest form.
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    public init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// How many bytes have been read.
    public var offset: Int { position - bytes.startIndex }
    /// How many bytes are left.
    public var remaining: Int { bytes.endIndex - position }
    public var isAtEnd: Bool { remaining == 0 }

    /// Takes the next `count` bytes; `what` names them in the error.
    public mutating func take(_ count: Int, _ what: String) throws(DecodeError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else {
            throw DecodeError(
                .truncated, "\(what) needs \(counted(count, "byte")), and \(remaining) remain", at: offset)
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Takes `expected` if it comes next; says whether it did.
    mutating func skip(_ expected: [UInt8]) -> Bool {
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    /// Takes one byte.
    public mutating func byte(_ what: String) throws(DecodeError) -> UInt8 {
        try take(1, what).first!
    }

    /// Takes a big-endian integer of the type's width.
    public mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self, _ what: String
    ) throws(DecodeError) -> Value {
        var value: Value = 0
        for byte in try take(Value.bitWidth / 8, what) { value = value << 8 | Value(byte) }
        return value
    }

    // The widths of tables with an entry for every object, which other modules cannot specialise.
    /// Takes a big-endian integer of 4 bytes.
    public mutating func integer(_ type: UInt32.Type = UInt32.self, _ what: String) throws(DecodeError) -> UInt32 {
        UInt32(bigEndian: try load(what))
    }

    /// Takes a big-endian integer of 8 bytes.
    public mutating func integer(_ type: UInt64.Type = UInt64.self, _ what: String) throws(DecodeError) -> UInt64 {
        UInt64(bigEndian: try load(what))
    }

    private mutating func load<Value: BitwiseCopyable>(_ what: String) throws(DecodeError) -> Value {
        try take(MemoryLayout<Value>.size, what).withUnsafeBytes { $0.loadUnaligned(as: Value.self) }
    }

    /// Takes the 32 bytes of a digest.
    public mutating func digest(_ what: String) throws(DecodeError) -> Digest {
        Digest(try take(Digest.byteCount, what), at: 0)
    }

    /// Takes an integer of seven bits per byte, the low ones first. A longer form than necessary is an error.
    public mutating func varint(_ what: String) throws(DecodeError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            let byte = try byte(what)
            let low = UInt64(byte & 0x7f)
            guard shift < 63 || low <= 1 else { break }
            value |= low << UInt64(shift)
            if byte < 0x80 {
                guard byte != 0 || shift == 0 else {
                    throw DecodeError(.notCanonical, "\(what) is not in its shortest form", at: start)
                }
                return value
            }
        }
        throw DecodeError(.outOfRange, "\(what) is larger than 64 bits", at: start)
    }

    /// A varint that counts something held in memory: at most `limit`, before anyone allocates for it.
    public mutating func count(_ what: String, atMost limit: Int) throws(DecodeError) -> Int {
        let start = offset
        let value = try varint(what)
        guard value <= UInt64(max(limit, 0)) else {
            throw DecodeError(.outOfRange, "\(what) is \(value), more than \(limit)", at: start)
        }
        return Int(value)
    }

    /// The bytes up to `delimiter`, which is consumed and left out.
    public mutating func take(upTo delimiter: UInt8, _ what: String) throws(DecodeError) -> ArraySlice<UInt8> {
        guard let end = bytes[position...].firstIndex(of: delimiter) else {
            throw DecodeError(.truncated, "\(what) does not end", at: offset)
        }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// All remaining bytes.
    public mutating func rest() -> ArraySlice<UInt8> {
        defer { position = bytes.endIndex }
        return bytes[position...]
    }

    /// Checks that no bytes remain; `what` names the structure in the error.
    public func end(_ what: String) throws(DecodeError) {
        guard isAtEnd else {
            throw DecodeError(
                .trailingBytes, "\(counted(remaining, "byte")) \(remaining == 1 ? "follows" : "follow") after \(what)",
                at: offset)
        }
    }
}
