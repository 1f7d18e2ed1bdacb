internal import CLanes

/// Linear equations over GF(2), reduced to echelon form as they arrive, a batch at a time.
///
/// A batch is reduced by the existing rows with the method of the four Russians: eight of them at once, from a table of
/// their 256 sums. So n unknowns take about n³ / 1,500 operations on words, and n² / 8 bytes.
struct BitEquations {
    let unknowns: Int
    /// The words of a row: the unknowns' coefficients, then the constant, then zeros.
    let width: Int
    /// The number of independent equations.
    private(set) var rank = 0
    /// False once an equation is 0 = 1.
    private(set) var isConsistent = true

    /// For each unknown the row that begins with it.
    private var pivots: [[UInt64]?]
    private var batch: [UInt64]
    private var waiting = 0

    /// The equations of a batch.
    static let batchSize = 512

    init(unknowns: Int) {
        self.unknowns = unknowns
        width = (unknowns / 64 / 8 + 1) * 8
        pivots = Array(repeating: nil, count: unknowns)
        batch = Array(repeating: 0, count: Self.batchSize * width)
    }

    var isFull: Bool { waiting == Self.batchSize }

    /// Takes one more equation: `body` adds its terms to a row of ``width`` zeros. There must be room in the batch.
    mutating func append(_ body: (UnsafeMutablePointer<UInt64>) -> Void) {
        precondition(!isFull)
        let start = waiting * width
        batch.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { body(base + start) } }
        waiting += 1
    }

    /// Reduces the batch; returns how many of its equations were independent.
    mutating func settle() -> Int {
        let before = rank
        reduceByPivots()
        for index in 0..<waiting {
            var row = Array(batch[index * width..<(index + 1) * width])
            var column = Self.first(row, from: 0)
            while let at = column, at < unknowns, let pivot = pivots[at] {
                Self.add(pivot, to: &row, from: at / 64)
                column = Self.first(row, from: at / 64)
            }
            guard let column else { continue }
            guard column < unknowns else {
                isConsistent = false
                break
            }
            pivots[column] = row
            rank += 1
        }
        for index in 0..<waiting * width { batch[index] = 0 }
        waiting = 0
        return rank - before
    }

    /// The unknowns, zero where the equations do not determine them. No equation may be waiting.
    func solution() -> [Bool] {
        precondition(waiting == 0)
        var values = [UInt64](repeating: 0, count: width)
        values[unknowns / 64] |= 1 << UInt64(unknowns % 64)
        for column in (0..<unknowns).reversed() {
            guard let row = pivots[column] else { continue }
            var sum: UInt64 = 0
            for word in column / 64..<width { sum ^= row[word] & values[word] }
            if sum.nonzeroBitCount % 2 == 1 { values[column / 64] |= 1 << UInt64(column % 64) }
        }
        return (0..<unknowns).map { values[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
    }

    // MARK: Reduction

    /// Clears the batch in all columns that have a row.
    private mutating func reduceByPivots() {
        guard rank > 0 else { return }
        let (width, waiting, pivots) = (width, waiting, pivots)
        var table = [UInt64](repeating: 0, count: 256 * width)
        batch.withUnsafeMutableBufferPointer { batch in
            table.withUnsafeMutableBufferPointer { table in
                guard let batch = batch.baseAddress, let table = table.baseAddress else { return }
                for octet in 0..<(pivots.count + 7) / 8 {
                    let columns = (octet * 8..<min(octet * 8 + 8, pivots.count)).filter { pivots[$0] != nil }
                    if columns.isEmpty { continue }
                    let (word, shift) = (octet / 8, UInt64(octet % 8 * 8))
                    let mask = columns.reduce(0) { $0 | 1 << ($1 % 8) }
                    Self.fill(table, columns, pivots, mask, word, shift, width)
                    for row in 0..<waiting {
                        let start = batch + (row * width + word)
                        let index = Int(start.pointee >> shift & 0xff) & mask
                        if index != 0 { at1_add_bits(start, table + (index * width + word), width - word) }
                    }
                }
            }
        }
    }

    /// The sums of an octet's rows, by the bits of `mask` that each clears.
    private static func fill(
        _ table: UnsafeMutablePointer<UInt64>, _ columns: [Int], _ pivots: [[UInt64]?], _ mask: Int, _ word: Int,
        _ shift: UInt64, _ width: Int
    ) {
        // A row's first bit is that of its column, so the columns that it changes are further right.
        for column in columns.reversed() {
            guard let pivot = pivots[column] else { continue }
            let lowest = 1 << (column % 8)
            let code = Int(pivot[word] >> shift & 0xff) & mask
            for index in stride(from: lowest, to: 256, by: 2 * lowest) where index & ~mask == 0 {
                let entry = table + (index * width + word)
                let rest = index ^ code
                pivot.withUnsafeBufferPointer { pivot in
                    guard let pivot = pivot.baseAddress else { return }
                    entry.update(from: pivot + word, count: width - word)
                }
                if rest != 0 { at1_add_bits(entry, table + (rest * width + word), width - word) }
            }
        }
    }

    private static func add(_ row: [UInt64], to target: inout [UInt64], from word: Int) {
        row.withUnsafeBufferPointer { row in
            target.withUnsafeMutableBufferPointer { target in
                guard let row = row.baseAddress, let base = target.baseAddress else { return }
                at1_add_bits(base + word, row + word, target.count - word)
            }
        }
    }

    /// The position of the first bit that is set.
    private static func first(_ row: [UInt64], from word: Int) -> Int? {
        for index in word..<row.count where row[index] != 0 { return index * 64 + row[index].trailingZeroBitCount }
        return nil
    }
}
