/// DEFLATE (RFC 1951) as zlib writes it at levels 4 to 9 with 8 units of memory, byte for byte: which matches it takes, where its
/// blocks end and how it codes them. That is what Python's zipfile, and so `numpy.savez_compressed`, makes.
struct Deflate {
    private let input: [UInt8]
    private var head = [Int32](repeating: 0, count: 1 << 15)
    private var previous = [Int32](repeating: 0, count: 1 << 15)
    private var block = DeflateBlock()
    private var output = BitWriter()
    private var blockStart = 0

    /// What a level stands for.
    private struct Effort {
        let goodLength, lazyLength, niceLength, chain: Int

        static let usual = Effort(goodLength: 8, lazyLength: 16, niceLength: 128, chain: 128)
        /// From level 4 on; below, zlib looks for matches in another way.
        static let levels = [
            4: Effort(goodLength: 4, lazyLength: 4, niceLength: 16, chain: 16),
            5: Effort(goodLength: 8, lazyLength: 16, niceLength: 32, chain: 32),
            6: usual,
            7: Effort(goodLength: 8, lazyLength: 32, niceLength: 128, chain: 256),
            8: Effort(goodLength: 32, lazyLength: 128, niceLength: 258, chain: 1024),
            9: Effort(goodLength: 32, lazyLength: 258, niceLength: 258, chain: 4096),
        ]
    }

    private let effort: Effort

    private static let minimum = 3
    private static let maximum = 258
    private static let window = 1 << 15
    private static let maximumDistance = window - 262
    /// A match of three bytes at a greater distance is not used.
    private static let tooFar = 4096

    private init(_ input: [UInt8], _ effort: Effort) {
        self.input = input
        self.effort = effort
    }

    /// The compressed stream at level 6, without a header.
    static func compress(_ input: [UInt8]) -> [UInt8] { compress(input, .usual) }

    /// The same at another level, brought out with a sync flush before it ends; nil for a level below 4 or above 9.
    static func compressFlushed(_ input: [UInt8], level: Int) -> [UInt8]? {
        Effort.levels[level].map { compress(input, $0, isFlushed: true) }
    }

    private static func compress(_ input: [UInt8], _ effort: Effort, isFlushed: Bool = false) -> [UInt8] {
        var deflate = Deflate(input, effort)
        deflate.run(isFlushed: isFlushed)
        return deflate.output.bytes
    }

    /// Adds the position to the hash chain of its three bytes, and returns the previous position in the chain; 0 for
    /// none.
    private mutating func insert(_ at: Int) -> Int {
        let hash = (Int(input[at]) << 10 ^ Int(input[at + 1]) << 5 ^ Int(input[at + 2])) & 0x7fff
        let before = head[hash]
        previous[at & (Self.window - 1)] = before
        head[hash] = Int32(at)
        return Int(before)
    }

    private mutating func run(isFlushed: Bool) {
        var at = 0
        var length = Self.minimum - 1
        var start = 0
        var hasLiteral = false
        while at < input.count {
            let left = input.count - at
            let candidate = left >= Self.minimum ? insert(at) : 0
            let (lastLength, lastStart) = (length, start)
            length = Self.minimum - 1
            if candidate != 0, lastLength < effort.lazyLength, at - candidate <= Self.maximumDistance {
                (length, start) = longest(candidate, at: at, best: lastLength, from: start)
                if length == Self.minimum, at - start > Self.tooFar { length = Self.minimum - 1 }
            }
            if lastLength >= Self.minimum, length <= lastLength {
                let isFull = block.add(distance: at - 1 - lastStart, length: lastLength)
                let last = at + left - Self.minimum
                for _ in 0..<lastLength - 2 {
                    at += 1
                    if at <= last { _ = insert(at) }
                }
                hasLiteral = false
                length = Self.minimum - 1
                at += 1
                if isFull { flush(at, isLast: false) }
            } else {
                if hasLiteral, block.add(literal: input[at - 1]) { flush(at, isLast: false) }
                hasLiteral = true
                at += 1
            }
        }
        if hasLiteral { _ = block.add(literal: input[at - 1]) }
        guard isFlushed else { return flush(at, isLast: true) }
        if at > blockStart { flush(at, isLast: false) }
        // An empty stored block, then an empty one to end with.
        output.write(0, width: 3)
        output.align()
        output.append([0, 0, 0xff, 0xff, 3, 0])
    }

    /// The longest match with the bytes at `at`, if it is longer than `best`.
    private func longest(_ candidate: Int, at: Int, best: Int, from start: Int) -> (length: Int, start: Int) {
        var chain = best >= effort.goodLength ? effort.chain / 4 : effort.chain
        let left = input.count - at
        let nice = min(effort.niceLength, left)
        let limit = max(0, at - Self.maximumDistance)
        let longest = min(Self.maximum, left)
        var best = best
        var start = start
        var place = candidate
        input.withUnsafeBufferPointer { bytes in
            repeat {
                if best < longest
                    ? bytes[place + best] == bytes[at + best] && bytes[place + best - 1] == bytes[at + best - 1]
                        && bytes[place] == bytes[at] && bytes[place + 1] == bytes[at + 1] : false
                {
                    var length = 2
                    while length < longest, bytes[place + length] == bytes[at + length] { length += 1 }
                    if length > best {
                        best = length
                        start = place
                        if length >= nice { break }
                    }
                }
                place = Int(previous[place & (Self.window - 1)])
                chain -= 1
            } while place > limit && chain != 0
        }
        return (min(best, left), start)
    }

    private mutating func flush(_ end: Int, isLast: Bool) {
        block.write(input[blockStart..<end], isLast: isLast, to: &output)
        blockStart = end
        if isLast { output.align() }
    }
}

/// A stream of bits, the lowest first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var buffer: UInt64 = 0
    private var count = 0

    mutating func write(_ value: Int, width: Int) {
        buffer |= UInt64(value) << UInt64(count)
        count += width
        while count >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: buffer))
            buffer >>= 8
            count -= 8
        }
    }

    mutating func align() {
        if count > 0 { write(0, width: 8 - count) }
    }

    mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }
}
