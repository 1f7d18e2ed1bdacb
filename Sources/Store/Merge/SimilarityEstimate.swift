internal import Objects

/// How much of one file is in another, by git's estimate (diffcore-delta.c): both are cut at line ends and after 64
/// bytes, and the pieces are counted by their hashes.
struct SimilarityEstimate {
    /// The score of a complete match.
    static let maximum = 60_000
    /// The minimum score of a renamed file.
    static let threshold = maximum / 2

    let length: Int
    private let counts: [UInt32: Int]

    init(_ bytes: [UInt8]) {
        length = bytes.count
        let isText = !bytes.prefix(8000).contains(0)
        let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        var counts: [UInt32: Int] = [:]
        var (first, second): (UInt32, UInt32) = (0, 0)
        var count = 0
        func hash() -> UInt32 { (first &+ second &* 0x61) % 107_927 }
        for (index, byte) in bytes.enumerated() {
            if isText, byte == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed { continue }
            let old = first
            first = (first << 7) ^ (second >> 25)
            second = (second << 7) ^ (old >> 25)
            first &+= UInt32(byte)
            count += 1
            if count < 64, byte != lineFeed { continue }
            counts[hash(), default: 0] += count
            (first, second, count) = (0, 0, 0)
        }
        if count > 0 { counts[hash(), default: 0] += count }
        self.counts = counts
    }

    /// 0 to ``maximum``.
    func score(to other: SimilarityEstimate, threshold: Int = threshold) -> Int {
        let longer = max(length, other.length)
        guard length > 0, other.length > 0,
            longer * (Self.maximum - threshold) >= abs(length - other.length) * Self.maximum
        else { return 0 }
        var copied = 0
        for (hash, count) in counts { copied += min(count, other.counts[hash] ?? 0) }
        return copied * Self.maximum / longer
    }
}
