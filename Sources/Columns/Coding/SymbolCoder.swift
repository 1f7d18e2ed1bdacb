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
        let head = Array(try reader.take(16))
        let wordCount = try reader.count("the number of words", upTo: count)
        let words = Array(try reader.take(2 * wordCount))
        var slots = [UInt16](repeating: 0, count: 1 << tableBits)
        for (symbol, start) in starts.enumerated() {
            for slot in Int(start)..<Int(start + frequencies[symbol]) { slots[slot] = UInt16(symbol) }
        }
        let table = zip(frequencies, starts).map { Entry(frequency: $0, start: $1) }
        var isRight = false
        let symbols = [UInt16](unsafeUninitializedCapacity: count) { out, filled in
            filled = count
            isRight = head.withUnsafeBytes { head in
                words.withUnsafeBytes { words in
                    slots.withUnsafeBufferPointer { slots in
                        table.withUnsafeBufferPointer { table in
                            Self.decode(Tables(slots: slots, table: table, bits: UInt32(tableBits)), head, words, out)
                        }
                    }
                }
            }
        }
        guard isRight else { throw ColumnsError("the symbols of a column are damaged") }
        return symbols
    }

    private struct Entry {
        let frequency: UInt32
        let start: UInt32
    }

    /// What a decoder looks up. Every slot of the table, which has `1 << bits`, is a symbol of `table`.
    private struct Tables {
        let slots: UnsafeBufferPointer<UInt16>
        let table: UnsafeBufferPointer<Entry>
        let bits: UInt32

        /// Takes a symbol out of a state, which may have to be refilled afterwards.
        @inline(__always)
        func next(_ state: inout UInt32) -> UInt16 {
            let slot = state & (1 << bits - 1)
            let symbol = slots[Int(slot)]
            let entry = table[Int(symbol)]
            state = entry.frequency &* (state >> bits) &+ slot &- entry.start
            return symbol
        }
    }

    /// Fills `out` with symbols.
    ///
    /// - Parameters:
    ///   - head: the four states, 16 bytes.
    ///   - words: what they are refilled with.
    /// - Returns: whether there were exactly as many words as it takes, and the states are what an encoder starts with.
    private static func decode(
        _ tables: Tables, _ head: UnsafeRawBufferPointer, _ words: UnsafeRawBufferPointer,
        _ out: UnsafeMutableBufferPointer<UInt16>
    ) -> Bool {
        func state(_ lane: Int) -> UInt32 {
            UInt32(littleEndian: head.loadUnaligned(fromByteOffset: 4 * lane, as: UInt32.self))
        }
        var (first, second, third, fourth) = (state(0), state(1), state(2), state(3))
        var next = 0
        // The caller has made sure of a word for every state.
        @inline(__always)
        func refill(_ state: inout UInt32) {
            let word = UInt32(UInt16(littleEndian: words.loadUnaligned(fromByteOffset: next, as: UInt16.self)))
            let isLow = state < lowest
            state = isLow ? state << 16 | word : state
            next += isLow ? 2 : 0
        }
        var index = 0
        while index + 4 <= out.count, next + 8 <= words.count {
            out[index] = tables.next(&first)
            refill(&first)
            out[index + 1] = tables.next(&second)
            refill(&second)
            out[index + 2] = tables.next(&third)
            refill(&third)
            out[index + 3] = tables.next(&fourth)
            refill(&fourth)
            index += 4
        }
        while index < out.count {
            out[index] = tables.next(&first)
            if first < lowest {
                guard next + 2 <= words.count else {
                    out[index...].initialize(repeating: 0)
                    return false
                }
                refill(&first)
            }
            (first, second, third, fourth) = (second, third, fourth, first)
            index += 1
        }
        return next == words.count && [first, second, third, fourth].allSatisfy { $0 == lowest }
    }
}
