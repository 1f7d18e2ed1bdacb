/// What numbers have in common, counted as they arrive.
///
/// Mean and deviation are those of the numbers that are no NaN; the deviation is that of a population, as `numpy.std`.
package struct Statistics: Sendable {
    /// All numbers, NaN included.
    package private(set) var count: UInt64 = 0
    package private(set) var nans: UInt64 = 0
    private var least = Double.infinity
    private var greatest = -Double.infinity
    /// Of the complete blocks.
    private var blockMean = 0.0
    private var blockSquares = 0.0
    private var blocked: UInt64 = 0
    /// The numbers of the block that is not complete.
    private var pending: [Double] = []

    private static let blockLength = 4096

    package init() { pending.reserveCapacity(Self.blockLength) }

    package mutating func add(_ number: Double) {
        count += 1
        guard !number.isNaN else {
            nans += 1
            return
        }
        if number < least { least = number }
        if number > greatest { greatest = number }
        pending.append(number)
        if pending.count == Self.blockLength {
            (blockMean, blockSquares, blocked) = merged()
            pending.removeAll(keepingCapacity: true)
        }
    }

    /// Mean, sum of squared distances from it, and count of all numbers so far (T. Chan, 1979).
    private func merged() -> (mean: Double, squares: Double, count: UInt64) {
        guard !pending.isEmpty else { return (blockMean, blockSquares, blocked) }
        let size = Double(pending.count)
        let mean = pending.reduce(0, +) / size
        let squares = pending.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard blocked > 0 else { return (mean, squares, UInt64(pending.count)) }
        let before = Double(blocked)
        let step = mean - blockMean
        let all = before + size
        return (
            blockMean + step * size / all, blockSquares + squares + step * step * before * size / all,
            blocked + UInt64(pending.count)
        )
    }

    /// Nil without numbers.
    package var minimum: Double? { count > nans ? least : nil }
    package var maximum: Double? { count > nans ? greatest : nil }
    package var mean: Double? { count > nans ? Self.unsigned(merged().mean) : nil }
    package var deviation: Double? {
        guard count > nans else { return nil }
        let (_, squares, count) = merged()
        return Self.unsigned((squares / Double(count)).squareRoot())
    }

    /// The difference of two infinities may be a NaN with a sign, which means nothing.
    private static func unsigned(_ number: Double) -> Double { number.isNaN ? .nan : number }
}
