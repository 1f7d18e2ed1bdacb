extension Predictor {
    /// Numbers beyond this magnitude are not predicted: products must stay exact.
    private static let largest: Int64 = 1 << 38

    /// The predictor with these lags that leaves the smallest squares over a sample.
    static func fit(_ numbers: [Int64], lags: [Int]) -> Predictor? {
        let reach = lags.max() ?? 0
        guard numbers.count > 4 * reach, numbers.count > 8 * lags.count + 64 else { return nil }
        let centre = numbers[numbers.count / 2]
        let size = lags.count
        var matrix = [Double](repeating: 0, count: size * size)
        var vector = [Double](repeating: 0, count: size)
        var row = [Double](repeating: 0, count: size)
        // Pieces from everywhere.
        let wanted = 16_384
        let usable = numbers.count - reach
        let pieces = max(1, min(16, usable / 256))
        let length = min(usable / pieces, max(256, wanted / pieces))
        for piece in 0..<pieces {
            let start = reach + (pieces == 1 ? 0 : (usable - length) / (pieces - 1) * piece)
            for index in start..<min(start + length, numbers.count) {
                let (difference, overflow) = numbers[index].subtractingReportingOverflow(centre)
                guard !overflow, difference.magnitude < UInt64(largest) else { return nil }
                let value = Double(difference)
                for tap in 0..<size { row[tap] = Double(numbers[index - lags[tap]] &- centre) }
                for a in 0..<size {
                    vector[a] += row[a] * value
                    for b in 0...a { matrix[a * size + b] += row[a] * row[b] }
                }
            }
        }
        for a in 0..<size {
            matrix[a * size + a] = matrix[a * size + a] * (1 + 1e-9) + 1e-3
        }
        guard let solution = solve(matrix, equals: vector, size: size) else { return nil }
        let shift = 20
        var taps: [Tap] = []
        for (lag, weight) in zip(lags, solution) {
            guard weight.magnitude < 1024 else { return nil }
            let rounded = Int64((weight * Double(1 << shift)).rounded())
            if rounded != 0 { taps.append(Tap(lag: lag, weight: rounded)) }
        }
        guard !taps.isEmpty else { return nil }
        return Predictor(taps: taps, shift: shift, centre: centre)
    }

    /// Cholesky; the lower triangle of a symmetric matrix is given.
    private static func solve(_ matrix: [Double], equals vector: [Double], size: Int) -> [Double]? {
        var lower = matrix
        for row in 0..<size {
            for column in 0...row {
                var sum = lower[row * size + column]
                for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
                if row == column {
                    guard sum > 0, sum.isFinite else { return nil }
                    lower[row * size + row] = sum.squareRoot()
                } else {
                    lower[row * size + column] = sum / lower[column * size + column]
                }
            }
        }
        var solution = vector
        for row in 0..<size {
            for k in 0..<row { solution[row] -= lower[row * size + k] * solution[k] }
            solution[row] /= lower[row * size + row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for k in row + 1..<max(row + 1, size) { solution[row] -= lower[k * size + row] * solution[k] }
            solution[row] /= lower[row * size + row]
        }
        return solution.allSatisfy(\.isFinite) ? solution : nil
    }
}
