/// Entropy coding of symbols with fixed frequencies: range asymmetric numeral systems, four states that take turns
/// (docs/format.md §5.5).
struct SymbolCoder {
    /// The logarithm of the sum of all frequencies; at most 14.
    let tableBits: Int
    let frequencies: [UInt32]
    private let starts: [UInt32]

    static let maximumTableBits = 14
    private static let lowest: UInt32 = 1 << 16

    /// - Parameter frequencies: each at least 1; their sum is `1 << tableBits`.
    init?(frequencies: [UInt32], tableBits: Int) {
        var starts: [UInt32] = []
        var sum: UInt32 = 0
        for frequency in frequencies {
            guard frequency >= 1, frequency <= 1 << UInt32(Self.maximumTableBits) else { return nil }
            starts.append(sum)
            sum += frequency
            guard sum <= 1 << UInt32(tableBits) else { return nil }
        }
        guard sum == 1 << UInt32(tableBits) else { return nil }
        self.tableBits = tableBits
        self.frequencies = frequencies
        self.starts = starts
    }

    /// Frequencies for `counts`, none of which is 0, that add up to `1 << tableBits`.
    static func frequencies(for counts: [Int], tableBits: Int) -> [UInt32] {
        let total = 1 << tableBits
        let sum = max(counts.reduce(0, +), 1)
        var frequencies = counts.map { max(1, ($0 * total + sum / 2) / sum) }
        var excess = frequencies.reduce(0, +) - total
        // What rounding added or took is settled with the largest, where it costs least.
        while excess != 0 {
            guard let largest = frequencies.indices.max(by: { frequencies[$0] < frequencies[$1] }) else { break }
            let change = excess > 0 ? min(excess, max(1, frequencies[largest] / 8)) : excess
            guard frequencies[largest] - change >= 1 else { break }
            frequencies[largest] -= change
            excess -= change
        }
        return frequencies.map { UInt32($0) }
    }

    func encode(_ symbols: [UInt16]) -> [UInt8] {
        var states = [UInt32](repeating: Self.lowest, count: 4)
        var words: [UInt16] = []
        words.reserveCapacity(symbols.count / 2)
        let shift = UInt32(32 - tableBits)
        for index in stride(from: symbols.count - 1, through: 0, by: -1) {
            let symbol = Int(symbols[index])
            let frequency = frequencies[symbol]
            var state = states[index & 3]
            if UInt64(state) >= UInt64(frequency) << UInt64(shift) {
                words.append(UInt16(truncatingIfNeeded: state))
                state >>= 16
            }
            states[index & 3] = (state / frequency) << UInt32(tableBits) + state % frequency + starts[symbol]
        }
        var out: [UInt8] = []
        out.reserveCapacity(words.count * 2 + 24)
        for state in states {
            for byte in 0..<4 { out.append(UInt8(truncatingIfNeeded: state >> UInt32(8 * byte))) }
        }
        out.append(varint: words.count)
        for word in words.reversed() {
            out.append(UInt8(truncatingIfNeeded: word))
            out.append(UInt8(truncatingIfNeeded: word >> 8))
        }
        return out
    }

    func decode(_ reader: inout StoredReader, count: Int) throws(ColumnsError) -> [UInt16] {
        let head = try reader.take(16)
        var states: [UInt32] = (0..<4).map { lane in
            (0..<4).reduce(0) { $0 | UInt32(head[head.startIndex + lane * 4 + $1]) << UInt32(8 * $1) }
        }
        let wordCount = try reader.count("the number of words", upTo: count)
        let words = Array(try reader.take(2 * wordCount))
        var slots = [UInt16](repeating: 0, count: 1 << tableBits)
        for (symbol, start) in starts.enumerated() {
            for slot in Int(start)..<Int(start + frequencies[symbol]) { slots[slot] = UInt16(symbol) }
        }
        let table = zip(frequencies, starts).map { UInt64($0) << 32 | UInt64($1) }
        var next = 0
        let mask = UInt32(1 << tableBits) - 1
        let bits = UInt32(tableBits)
        var isShort = false
        let symbols = [UInt16](unsafeUninitializedCapacity: count) { out, filled in
            filled = count
            for index in 0..<count {
                var state = states[index & 3]
                let slot = state & mask
                let symbol = slots[Int(slot)]
                let entry = table[Int(symbol)]
                state =
                    UInt32(truncatingIfNeeded: entry >> 32) &* (state >> bits) &+ slot
                    &- UInt32(truncatingIfNeeded: entry)
                if state < Self.lowest {
                    if next + 1 < words.count {
                        state = state << 16 | UInt32(words[next]) | UInt32(words[next + 1]) << 8
                        next += 2
                    } else {
                        isShort = true
                    }
                }
                states[index & 3] = state
                out[index] = symbol
            }
        }
        guard !isShort, next == words.count, states.allSatisfy({ $0 == Self.lowest }) else {
            throw ColumnsError("the symbols of a column are damaged")
        }
        return symbols
    }
}
