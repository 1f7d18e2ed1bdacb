/// The lines through pairs of numbers, within their rounding.
struct AffineFit {
    /// The numbers that were drawn, and the numbers in the file.
    private let drawn, values: [Double]
    private let element: ElementType
    /// A line through two of the pairs, and by how much the others permit a line to deviate from it.
    private let start, slope: Double
    private let region: LineRegion

    /// Nil if there is no such line.
    init?(drawn: [Double], values: [Double], element: ElementType) {
        guard let low = drawn.indices.min(by: { drawn[$0] < drawn[$1] }),
            let high = drawn.indices.max(by: { drawn[$0] < drawn[$1] }), drawn[low] < drawn[high]
        else { return nil }
        let slope = (values[high] - values[low]) / (drawn[high] - drawn[low])
        let start = values[low] - slope * drawn[low]
        let largest = values.reduce(0) { max($0, abs($1)) }
        // Numbers that are infinite, or might become so here, are on no line.
        guard largest < 0x1p400, slope.isFinite else { return nil }
        let size = largest * (element == .float64 ? 0x1p-40 : 0x1p-16)
        var region = LineRegion(start: size, slope: size / (drawn[high] - drawn[low]))
        for (drawn, value) in zip(drawn, values) {
            // The product is rounded, then the sum, then the sum's type; a little is added for the arithmetic here.
            let product = slope * drawn
            let last = element == .float64 ? value.ulp : Double(Float(value).ulp) + value.ulp
            let tolerance = (product.ulp + last) * (0.5 + 0x1p-20)
            region.cut(
                position: drawn, value: Self.excess(value, start: start, slope: slope, drawn: drawn, product: product),
                tolerance: tolerance)
            guard !region.corners.isEmpty else { return nil }
        }
        (self.drawn, self.values, self.element) = (drawn, values, element)
        (self.start, self.slope, self.region) = (start, slope, region)
    }

    /// `value - (start + slope * drawn)`, where the two are so close that a plain difference would be all rounding.
    private static func excess(
        _ value: Double, start: Double, slope: Double, drawn: Double, product: Double
    ) -> Double {
        let productRest = (-product).addingProduct(slope, drawn)
        let sum = start + product
        let taken = sum - start
        let sumRest = (start - (sum - taken)) + (product - taken)
        return (value - sum) - sumRest - productRest
    }

    /// Finds two numbers such that `make` turns every drawn number into the file's, preferring plain ones.
    ///
    /// - Parameters:
    ///   - first: the first of them, if it is known: the start of the line.
    ///   - end: computes the second, given the first and the slope of the line. It increases with the slope.
    func parameters(
        first known: Double? = nil, _ end: (_ start: Double, _ slope: Double) -> Double,
        _ make: (_ parameters: (Double, Double), _ drawn: Double) -> Double
    ) -> (Double, Double)? {
        guard let starts = region.starts else { return nil }
        let around = Self.widened(start + starts.lowerBound, start + starts.upperBound, by: start.ulp)
        for first in known.map({ [$0] }) ?? PlainNumbers.of(around) {
            guard let slopes = region.slopes(at: first - start) else { continue }
            let (least, most) = (end(first, slope + slopes.lowerBound), end(first, slope + slopes.upperBound))
            let error = max(abs(first), abs(slope)).ulp
            for second in PlainNumbers.of(Self.widened(least, most, by: error))
            where isExact({ make((first, second), $0) }) { return (first, second) }
        }
        return nil
    }

    private static func widened(_ low: Double, _ high: Double, by error: Double) -> ClosedRange<Double> {
        min(low, high) - error...max(low, high) + error
    }

    private func isExact(_ make: (Double) -> Double) -> Bool {
        for index in drawn.indices {
            let made = make(drawn[index])
            guard (element == .float64 ? made : Double(Float(made))) == values[index] else { return false }
        }
        return true
    }
}
