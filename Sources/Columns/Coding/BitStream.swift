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
    private let bytes: [UInt8]
    private var position = 0

    /// - Parameter bytes: with 16 more bytes after the last that is read.
    init(padded bytes: [UInt8]) {
        self.bytes = bytes
    }

    @inline(__always)
    mutating func read(_ count: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        let at = position >> 3
        let shift = UInt64(position & 7)
        position += count
        guard at + 16 <= bytes.count else { return 0 }
        let (low, high) = bytes.withUnsafeBytes {
            (
                $0.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian,
                $0.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self).littleEndian
            )
        }
        let word = shift == 0 ? low : low >> shift | high << (64 - shift)
        return count == 64 ? word : word & (1 << UInt64(count) - 1)
    }
}
