internal import Glibc

/// The line through pairs of numbers, in the fewest decimal digits with which it is exact.
struct AffineFit {
    /// The numbers that were drawn, and what became of them.
    let drawn, values: [Double]
    let element: ElementType

    /// Finds two numbers such that `make` turns every drawn number into the file's.
    ///
    /// - Parameters:
    ///   - ends: What the two numbers are, given where the line begins and how steep it is.
    func parameters(
        _ ends: (_ start: Double, _ slope: Double) -> (Double, Double),
        _ make: (_ parameters: (Double, Double), _ drawn: Double) -> Double
    ) -> (Double, Double)? {
        guard let low = drawn.indices.min(by: { drawn[$0] < drawn[$1] }),
            let high = drawn.indices.max(by: { drawn[$0] < drawn[$1] }), drawn[low] < drawn[high]
        else { return nil }
        let slope = (values[high] - values[low]) / (drawn[high] - drawn[low])
        let guess = ends(values[low] - slope * drawn[low], slope)
        let largest = values.reduce(0) { max($0, abs($1)) }
        let error = largest * (element == .float64 ? 0x1p-45 : 0x1p-21)
        let seconds = Self.decimals(guess.1, within: error)
        for first in Self.decimals(guess.0, within: error) {
            for second in seconds where isExact({ make((first, second), $0) }) { return (first, second) }
        }
        return nil
    }

    private func isExact(_ make: (Double) -> Double) -> Bool {
        for index in drawn.indices {
            let made = make(drawn[index])
            guard (element == .float64 ? made : Double(Float(made))) == values[index] else { return false }
        }
        return true
    }

    /// Numbers near `value`: with few digits first, then those next to it.
    private static func decimals(_ value: Double, within error: Double) -> [Double] {
        var found: [Double] = []
        func add(_ candidate: Double) {
            if candidate.isFinite, abs(candidate - value) <= error, !found.contains(candidate) {
                found.append(candidate)
            }
        }
        add(0)
        guard value != 0, value.isFinite else { return found }
        let magnitude = Int(log10(abs(value)).rounded(.down))
        for digits in 1...17 {
            let places = digits - 1 - magnitude
            guard abs(places) <= 22 else { continue }
            let power = pow(10, Double(abs(places)))
            add(places >= 0 ? (value * power).rounded() / power : (value / power).rounded() * power)
        }
        var (above, below) = (value, value)
        for _ in 0..<4 {
            add(above)
            add(below)
            above = above.nextUp
            below = below.nextDown
        }
        return found
    }
}
