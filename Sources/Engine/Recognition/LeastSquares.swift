/// The factors of a few known columns whose weighted sum is an observed column.
struct LeastSquares {
    let factors: [Double]

    /// Nil if the columns are linearly dependent, or if some value deviates by more than its slack.
    ///
    /// - Parameter columns: of as many rows as are compared; `tolerance` is the permitted deviation beyond the slack,
    ///   relative to the largest value.
    init?(_ columns: [[Double]], _ seen: SeenNumbers, tolerance: Double = 1e-9) {
        let size = columns.count
        guard let rows = columns.first?.count, rows > size, rows <= seen.count else { return nil }
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
        for row in 0..<rows where seen.slacks[row].isFinite {
            for i in 0..<size {
                for j in i..<size { matrix[i][j] += columns[i][row] * columns[j][row] }
                matrix[i][size] += columns[i][row] * seen.values[row]
            }
        }
        for i in 0..<size { for j in 0..<i { matrix[i][j] = matrix[j][i] } }
        for pivot in 0..<size {
            guard let best = (pivot..<size).max(by: { matrix[$0][pivot].magnitude < matrix[$1][pivot].magnitude }),
                matrix[best][pivot].magnitude > 1e-12
            else { return nil }
            matrix.swapAt(pivot, best)
            for row in 0..<size where row != pivot {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                if factor == 0 { continue }
                for column in pivot...size { matrix[row][column] -= factor * matrix[pivot][column] }
            }
        }
        factors = (0..<size).map { matrix[$0][size] / matrix[$0][$0] }
        let largest = (0..<rows).reduce(1.0) { max($0, seen.slacks[$1].isFinite ? seen.values[$1].magnitude : 0) }
        for row in 0..<rows where seen.slacks[row].isFinite {
            var value = 0.0
            for index in 0..<size { value += factors[index] * columns[index][row] }
            // An error in one value affects the factors, and so the other values.
            guard (value - seen.values[row]).magnitude <= 4 * seen.slacks[row] + tolerance * largest else { return nil }
        }
    }

    /// The number with few digits that a factor represents, within an error.
    static func plain(_ value: Double, error: Double) -> Double? {
        for digits in 0...6 {
            let scale = Libm.pow(10, Double(digits))
            let nearest = (value * scale).rounded() / scale
            if (nearest - value).magnitude <= error { return nearest == 0 ? 0 : nearest }
        }
        return nil
    }
}
