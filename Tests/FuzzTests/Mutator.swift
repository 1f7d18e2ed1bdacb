/// Changes bytes as damage and malice would. The same seed gives the same changes.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_f491_4f6c_dd1d
    }

    private mutating func below(_ limit: Int) -> Int { limit < 1 ? 0 : Int(next() >> 1) % limit }

    private static let bytes: [UInt8] = [
        0, 1, 2, 0x0a, 0x20, 0x22, 0x2e, 0x2f, 0x5c, 0x7f, 0x80, 0xc0, 0xed, 0xfe, 0xff,
    ]
    private static let numbers = [
        "0", "-1", "-0", "1e999", "-1e-999", "0.1", "9007199254740993", "18446744073709551616", "-9223372036854775809",
        "4294967296", "00", "1_0", "+1", "0x10", String(repeating: "9", count: 400),
    ]
    /// The most bytes that an input grows to.
    static let maximumLength = 1 << 14

    /// One input made of another, of a third, and of `words`.
    mutating func mutate(_ input: [UInt8], _ other: [UInt8], _ words: [String]) -> [UInt8] {
        var bytes = input
        for _ in 0...below(5) { change(&bytes, other, words) }
        return Array(bytes.prefix(Self.maximumLength))
    }

    private mutating func change(_ bytes: inout [UInt8], _ other: [UInt8], _ words: [String]) {
        let at = below(bytes.count + 1)
        let length = min(bytes.count - at, 1 + below(next() % 4 == 0 ? 64 : 4))
        switch below(12) {
        case 0: if at < bytes.count { bytes[at] ^= 1 << UInt8(below(8)) }
        case 1: if at < bytes.count { bytes[at] = Self.bytes[below(Self.bytes.count)] }
        case 2: if at < bytes.count { bytes[at] = UInt8(truncatingIfNeeded: next()) }
        case 3: bytes.removeSubrange(at..<at + length)
        case 4: bytes.insert(contentsOf: Array(bytes[at..<at + length]), at: below(bytes.count + 1))
        case 5: bytes.insert(contentsOf: (0..<length).map { _ in Self.bytes[below(Self.bytes.count)] }, at: at)
        case 6: bytes.removeSubrange(at...)
        case 7:
            let from = below(other.count + 1)
            let piece = Array(other[from..<min(other.count, from + 1 + below(80))])
            bytes.replaceSubrange(at..<at + length, with: piece)
        case 8:
            // A length or an offset, of any width and either order.
            let width = [1, 2, 4, 8][below(4)]
            let values: [UInt64] = [0, 1, .max, .max / 2, 1 << 31, 1 << 32, UInt64(bytes.count), UInt64(at), next()]
            let value = values[below(values.count)]
            guard at + width <= bytes.count else { return }
            let big = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - $0))) }
            bytes.replaceSubrange(at..<at + width, with: next() % 2 == 0 ? big : big.reversed())
        case 9:
            guard let digit = bytes[at...].firstIndex(where: { (48...57).contains($0) }) else { return }
            let end = bytes[digit...].firstIndex { !(48...57).contains($0) } ?? bytes.count
            bytes.replaceSubrange(digit..<end, with: Array(Self.numbers[below(Self.numbers.count)].utf8))
        case 10:
            guard !words.isEmpty else { return }
            bytes.replaceSubrange(at..<at + (next() % 2 == 0 ? 0 : length), with: Array(words[below(words.count)].utf8))
        default:
            // The same many times over: depth, and lists without end.
            let piece = Array(bytes[at..<at + length])
            for _ in 0..<below(300) where bytes.count < Self.maximumLength { bytes.insert(contentsOf: piece, at: at) }
        }
    }
}
