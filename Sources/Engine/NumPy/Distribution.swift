/// What a call to numpy draws from.
enum Distribution: Hashable, Sendable {
    case standardNormal
    case normal(mean: Double, deviation: Double)
    /// In 0 ..< 1.
    case random
    /// `low + range * random`.
    case uniform(low: Double, range: Double)
    case exponential(scale: Double)
    /// Both ends included.
    case integers(ClosedRange<Int64>)
}

/// One call to numpy: so many values of a distribution, and what becomes of them.
struct DrawCall: Sendable {
    let distribution: Distribution
    /// Empty for a number by itself.
    let shape: [Int]
    /// What the values are cast to.
    let element: ElementType
    /// The array that the values are part of; nil for values that are drawn and not kept.
    let array: ArrayName?

    var count: UInt64 { shape.reduce(1) { $0 * UInt64($1) } }
}

/// A stream of random numbers that calls draw from, one after the other.
protocol DrawSource {
    /// Draws `count` numbers with a fraction, passing them on a piece at a time.
    mutating func reals(_ distribution: Distribution, _ count: UInt64, _ consume: (Span<Double>) throws -> Void) throws

    /// Draws `count` integers of `range`, passing them on a piece at a time.
    mutating func integers(
        in range: ClosedRange<Int64>, _ count: UInt64, _ consume: (Span<Int64>) throws -> Void) throws
}
