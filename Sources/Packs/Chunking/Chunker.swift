internal import Objects

/// Cuts a stream of bytes at content-defined boundaries, so that an insertion moves only the neighbouring cuts (FastCDC
/// with normalised chunking; docs/format.md §6).
package struct Chunker: Sendable {
    static let minimum = 16 << 10
    static let average = 64 << 10
    package static let maximum = 256 << 10

    /// Before the average length a cut requires 18 zero bits at the top of the hash, after it 14.
    private static let strictMask = ~UInt64(0) << (64 - 18)
    private static let looseMask = ~UInt64(0) << (64 - 14)

    /// A random word for each byte: the first eight bytes of SHA-256("at1 gear " and the byte), big-endian.
    private static let gear: [UInt64] = (0...255).map { byte in
        Digest(of: Array("at1 gear ".utf8) + [UInt8(byte)]).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The length of the chunk that `bytes` start with. Fewer than ``maximum`` bytes must be the end of the stream.
    package static func cut(_ bytes: RawSpan) -> Int {
        guard bytes.byteCount > minimum else { return bytes.byteCount }
        let end = min(bytes.byteCount, maximum)
        let turn = min(end, average)
        return bytes.withUnsafeBytes { bytes in
            gear.withUnsafeBufferPointer { gear in
                var hash: UInt64 = 0
                var at = minimum
                while at < turn {
                    hash = hash << 1 &+ gear[Int(bytes[at])]
                    at += 1
                    if hash & strictMask == 0 { return at }
                }
                while at < end {
                    hash = hash << 1 &+ gear[Int(bytes[at])]
                    at += 1
                    if hash & looseMask == 0 { return at }
                }
                return end
            }
        }
    }
}
