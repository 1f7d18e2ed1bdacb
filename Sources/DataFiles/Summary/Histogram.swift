/// How many numbers are in each of some intervals of the same width.
package struct Histogram: Sendable {
    package let range: ClosedRange<Double>
    package private(set) var counts: [UInt64]
    /// Numbers that are infinite, or none.
    package private(set) var omitted: UInt64 = 0

    /// - Parameters:
    ///   - range: from the least to the greatest number, both finite.
    ///   - bins: at least one.
    package init(_ range: ClosedRange<Double>, bins: Int) {
        self.range = range
        counts = Array(repeating: 0, count: max(bins, 1))
    }

    package mutating func add(_ number: Double) {
        guard range.contains(number) else {
            omitted += 1
            return
        }
        // Halves do not overflow where the whole range does.
        let width = range.upperBound / 2 - range.lowerBound / 2
        let share = width > 0 ? (number / 2 - range.lowerBound / 2) / width : 0
        counts[min(Int(share * Double(counts.count)), counts.count - 1)] += 1
    }

    /// Where an interval begins; that of the count of intervals is where the last one ends.
    package func edge(_ index: Int) -> Double {
        let share = Double(index) / Double(counts.count)
        return range.lowerBound * (1 - share) + range.upperBound * share
    }
}
