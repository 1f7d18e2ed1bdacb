/// Bits, the lowest of each byte first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingCount = 0

    /// Appends the lowest `count` bits of `value`: 0 to 64. Higher bits must be 0.
    mutating func append(_ value: UInt64, _ count: Int) {
        if count > 32 {
            append(value & 0xffff_ffff, 32)
            append(value >> 32, count - 32)
            return
        }
        pending |= value << UInt64(pendingCount)
        pendingCount += count
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    mutating func finish() -> [UInt8] {
        if pendingCount > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
        (pending, pendingCount) = (0, 0)
        return bytes
    }
}

/// Reads what ``BitWriter`` wrote.
struct BitReader {
    let bytes: [UInt8]

    /// - Parameter bytes: with 16 more bytes after the last that is read.
    init(padded bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// `count` bits from `position` on, which must lie at least 16 bytes before the end.
    @inline(__always)
    static func bits(of bytes: UnsafeRawBufferPointer, at position: Int, count: Int) -> UInt64 {
        let at = position >> 3
        let shift = UInt64(position & 7)
        precondition(at + 16 <= bytes.count)
        let low = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) >> shift
        if count <= 56 { return low & (1 << UInt64(count) &- 1) }
        let high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
        let word = shift == 0 ? low : low | high << (64 - shift)
        return count == 64 ? word : word & (1 << UInt64(count) &- 1)
    }
}
