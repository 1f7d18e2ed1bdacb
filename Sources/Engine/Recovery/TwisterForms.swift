internal import CLanes

/// The words of an MT19937 stream, each bit a sum of unknown bits of the first 624 outputs and of a constant.
///
/// Holds 624 words at a time and advances by one, like the generator: 19,968 rows.
struct TwisterForms {
    /// The number of unknown bits of the first outputs, in order.
    let unknowns: Int
    /// The number of words in a row, as in ``BitEquations``.
    private let width: Int
    /// Row `slot * 32 + bit` is a bit of a word of the state, before tempering.
    private var rows: [UInt64]
    /// The slot of the oldest word.
    private var oldest = 0

    /// - Parameters:
    ///   - outputs: the first 624 outputs of the stream, as far as they are known.
    ///   - known: for each of them, the mask of the known bits.
    init(outputs: [UInt32], known: [UInt32]) {
        precondition(outputs.count == MT19937.size && known.count == MT19937.size)
        let unknowns = known.reduce(0) { $0 + (~$1).nonzeroBitCount }
        self.unknowns = unknowns
        let width = BitEquations(unknowns: unknowns).width
        self.width = width
        rows = [UInt64](repeating: 0, count: MT19937.size * 32 * width)
        var column = 0
        for slot in 0..<MT19937.size {
            // The columns of the output's unknown bits.
            var columns = [Int](repeating: unknowns, count: 32)
            for bit in 0..<32 where known[slot] >> UInt32(bit) & 1 == 0 {
                columns[bit] = column
                column += 1
            }
            let shown = outputs[slot] & known[slot]
            for bit in 0..<32 {
                let start = (slot * 32 + bit) * width
                let sources = MT19937.untempering[bit]
                if (sources & shown).nonzeroBitCount % 2 == 1 {
                    rows[start + unknowns / 64] ^= 1 << UInt64(unknowns % 64)
                }
                for source in UInt64(sources & ~known[slot]).setBits {
                    rows[start + columns[source] / 64] ^= 1 << UInt64(columns[source] % 64)
                }
            }
        }
    }

    /// Replaces the oldest word with the one that follows the newest.
    mutating func advance() {
        let slot = oldest
        let (next, middle) = ((slot + 1) % MT19937.size, (slot + MT19937.distance) % MT19937.size)
        oldest = next
        let width = width
        rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            func row(slot: Int, bit: Int) -> UnsafeMutablePointer<UInt64> { base + (slot * 32 + bit) * width }
            // Only the highest bit of the oldest word survives, one place lower; after that all of its rows are free.
            row(slot: slot, bit: 30).update(from: row(slot: slot, bit: 31), count: width)
            for bit in 0..<32 {
                let target = row(slot: slot, bit: bit)
                if bit == 30 {
                    at1_add_bits(target, row(slot: middle, bit: bit), width)
                } else {
                    target.update(from: row(slot: middle, bit: bit), count: width)
                    if bit < 30 { at1_add_bits(target, row(slot: next, bit: bit + 1), width) }
                }
                if MT19937.twist >> UInt32(bit) & 1 == 1 { at1_add_bits(target, row(slot: next, bit: 0), width) }
            }
        }
    }

    /// Adds a bit of an output to a row; the newest word's is `back` 0.
    func add(bit: Int, back: Int, to row: UnsafeMutablePointer<UInt64>) {
        let slot = (oldest + MT19937.size - 1 - back) % MT19937.size
        rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            for source in UInt64(MT19937.tempering[bit]).setBits {
                at1_add_bits(row, base + (slot * 32 + source) * width, width)
            }
        }
    }

    /// Adds 1 to a row.
    func addOne(to row: UnsafeMutablePointer<UInt64>) {
        row[unknowns / 64] ^= 1 << UInt64(unknowns % 64)
    }
}
