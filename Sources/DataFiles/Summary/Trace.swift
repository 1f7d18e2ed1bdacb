/// A long series of numbers in a few places: the mean of what falls into each.
package struct Trace: Sendable {
    private let count: UInt64
    private var sums: [Double]
    private var sizes: [UInt64]
    private var position: UInt64 = 0

    /// - Parameters:
    ///   - count: how many numbers there will be.
    ///   - places: at least one.
    package init(count: UInt64, places: Int) {
        self.count = count
        let places = max(1, Int(min(count, UInt64(max(places, 1)))))
        sums = Array(repeating: 0, count: places)
        sizes = Array(repeating: 0, count: places)
    }

    package mutating func add(_ number: Double) {
        defer { position += 1 }
        guard number.isFinite, position < count else { return }
        let (high, low) = position.multipliedFullWidth(by: UInt64(sums.count))
        let place = Int(count.dividingFullWidth((high, low)).quotient)
        sums[place] += number
        sizes[place] += 1
    }

    /// Nil where no number is finite.
    package var means: [Double?] {
        zip(sums, sizes).map { sum, size in size == 0 ? nil : sum / Double(size) }
    }
}
