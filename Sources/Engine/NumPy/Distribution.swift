internal import Objects

/// The distribution that a call to numpy draws from.
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

/// One call to numpy: a number of values of a distribution, and how they are used.
struct DrawCall: Sendable {
    let distribution: Distribution
    /// Empty for a scalar.
    let shape: [Int]
    /// The type that the values are cast to.
    let element: ElementType
    /// The array that the values belong to; nil for values that are drawn and discarded.
    let array: ArrayName?

    var count: UInt64 { shape.reduce(1) { $0 * UInt64($1) } }
}

/// A stream of random numbers that calls draw from, one after the other.
protocol DrawSource {
    /// Draws `count` real numbers, and passes them on piece by piece.
    mutating func reals(_ distribution: Distribution, _ count: UInt64, _ consume: (Span<Double>) throws -> Void) throws

    /// Draws `count` integers of `range`, and passes them on piece by piece.
    mutating func integers(
        in range: ClosedRange<Int64>, _ count: UInt64, _ consume: (Span<Int64>) throws -> Void) throws
}

/// A stream of random numbers whose state can be written down.
protocol SavedSource: DrawSource, Sendable {
    var saved: [UInt8] { get }

    /// Puts the stream, which is at its beginning, where it was when its state was ``saved``.
    mutating func restore(_ reader: inout ByteReader) throws(DecodeError)
}
