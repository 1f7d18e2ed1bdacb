/// The numbers in a file, except for their last bits: what is not in the set is not in the file; what is in the set may
/// be. A Bloom filter with one hash.
struct ValueSet: Sendable {
    private var words: [UInt64]
    private let shift: UInt64

    /// The bits of a number's pattern that are ignored: numbers that differ by less than 2^-31 of themselves are equal,
    /// so that the order of sums does not matter; for casts to 32 bits, by less than 2^-21.
    private let blur: UInt64
    private static let largest = 1 << 31

    /// For approximately `count` numbers.
    init(count: UInt64, _ element: ElementType = .float64) {
        blur = element == .float32 ? 32 : 22
        var size = 1 << 12
        while size < Self.largest, UInt64(size) / 64 < count { size *= 2 }
        words = [UInt64](repeating: 0, count: size / 64)
        shift = UInt64(64 - size.trailingZeroBitCount)
    }

    /// The numbers of an array.
    init(_ array: StoredArray) throws {
        self.init(count: array.layout.count, array.layout.element)
        try array.forEachPiece { values in
            for value in values.reals ?? [] { insert(value) }
            return true
        }
    }

    /// Adds a number: its cell, and the closest neighbouring one.
    mutating func insert(_ value: Double) {
        let pattern = value.bitPattern
        let cell = pattern >> blur
        let isUpperHalf = pattern >> (blur - 1) & 1 == 1
        mark(cell)
        mark(isUpperHalf ? cell &+ 1 : cell &- 1)
    }

    @inline(__always)
    func contains(_ value: Double) -> Bool {
        let bit = place(value.bitPattern >> blur)
        return words[Int(truncatingIfNeeded: bit >> 6)] >> (bit & 63) & 1 == 1
    }

    private mutating func mark(_ cell: UInt64) {
        let bit = place(cell)
        words[Int(truncatingIfNeeded: bit >> 6)] |= 1 << (bit & 63)
    }

    @inline(__always)
    private func place(_ cell: UInt64) -> UInt64 {
        (cell &* 0x9e37_79b9_7f4a_7c15) >> shift
    }
}
