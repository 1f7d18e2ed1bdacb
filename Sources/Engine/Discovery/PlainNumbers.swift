internal import Glibc

/// The numbers of a range that somebody may have typed: those with few decimal digits first.
enum PlainNumbers {
    /// The maximum number of candidates of each sort in a range.
    private static let most = 100

    /// Zero, then the decimal numbers of the two coarsest scales that have any in `range`, then those around its
    /// middle.
    static func of(_ range: ClosedRange<Double>) -> [Double] {
        let (low, high) = (range.lowerBound, range.upperBound)
        let largest = max(abs(low), abs(high))
        guard largest.isFinite, largest >= 1e-300 else { return range.contains(0) ? [0] : [] }
        let middle = low + (high - low) / 2
        var found = range.contains(0) ? [0.0] : []
        func add(_ number: Double) {
            if range.contains(number), !found.contains(number) { found.append(number) }
        }
        let magnitude = Int(log10(largest).rounded(.down))
        var scales = 0
        for places in -magnitude..<(17 - magnitude) where abs(places) <= 22 && scales < 2 {
            let count = found.count
            for multiple in multiples(in: range, around: middle, pow(10, Double(abs(places))), places >= 0) {
                add(multiple)
            }
            if found.count > count { scales += 1 }
        }
        var (above, below) = (middle, middle)
        for _ in 0..<most / 2 {
            add(above)
            add(below)
            (above, below) = (above.nextUp, below.nextDown)
        }
        return found
    }

    /// The multiples of `power`, or of one part in `power`, those closest to `middle` first.
    private static func multiples(
        in range: ClosedRange<Double>, around middle: Double, _ power: Double, _ isPart: Bool
    ) -> [Double] {
        func scaled(_ value: Double) -> Double { isPart ? value * power : value / power }
        let (first, last) = (scaled(range.lowerBound).rounded(.up), scaled(range.upperBound).rounded(.down))
        let centre = min(max(scaled(middle).rounded(), first), last)
        guard first <= last, abs(centre) < 0x1p62 else { return [] }
        let from = max(first, centre - Double(most / 2))
        let count = Int(min(last - from, Double(most))) + 1
        let whole: [Double] = (0..<count).map { from + Double($0) }
        let nearest = whole.sorted { abs($0 - centre) < abs($1 - centre) }
        return nearest.map { isPart ? $0 / power : $0 * power }
    }
}
