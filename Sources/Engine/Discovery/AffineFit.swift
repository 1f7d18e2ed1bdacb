/// The lines on which pairs of numbers lie, once rounding is allowed for.
struct AffineFit {
    /// The numbers that were drawn, and what became of them.
    private let drawn, values: [Double]
    private let element: ElementType
    /// A line through two of the pairs, and how far from it the others allow a line to be.
    private let start, slope: Double
    private let region: LineRegion

    /// Nil when there is no line.
    init?(drawn: [Double], values: [Double], element: ElementType) {
        guard let low = drawn.indices.min(by: { drawn[$0] < drawn[$1] }),
            let high = drawn.indices.max(by: { drawn[$0] < drawn[$1] }), drawn[low] < drawn[high]
        else { return nil }
        let slope = (values[high] - values[low]) / (drawn[high] - drawn[low])
        let start = values[low] - slope * drawn[low]
        let largest = values.reduce(0) { max($0, abs($1)) }
        // What is infinite, or might become so here, lies on no line.
        guard largest < 0x1p400, slope.isFinite else { return nil }
        let size = largest * (element == .float64 ? 0x1p-40 : 0x1p-16)
        var region = LineRegion(start: size, slope: size / (drawn[high] - drawn[low]))
        for (drawn, value) in zip(drawn, values) {
            // The product is rounded, then the sum, then the sum's type; the hair more is for the arithmetic here.
            let product = slope * drawn
            let last = element == .float64 ? value.ulp : Double(Float(value).ulp) + value.ulp
            let tolerance = (product.ulp + last) * (0.5 + 0x1p-20)
            region.cut(
                position: drawn, value: Self.excess(value, start, slope, drawn, product), tolerance: tolerance)
            guard !region.corners.isEmpty else { return nil }
        }
        (self.drawn, self.values, self.element) = (drawn, values, element)
        (self.start, self.slope, self.region) = (start, slope, region)
    }

    /// `value - (start + slope * drawn)`, where the two are so near that a plain difference would be all rounding.
    private static func excess(
        _ value: Double, _ start: Double, _ slope: Double, _ drawn: Double, _ product: Double
    ) -> Double {
        let productRest = (-product).addingProduct(slope, drawn)
        let sum = start + product
        let taken = sum - start
        let sumRest = (start - (sum - taken)) + (product - taken)
        return (value - sum) - sumRest - productRest
    }

    /// Finds two numbers such that `make` turns every drawn number into the file's: the plainest that there are.
    ///
    /// - Parameters:
    ///   - first: The first of them, if it is known. It is where the line begins.
    ///   - end: What the second is, given the first and how steep the line is. It grows with the slope.
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
