/// A call that gives one row of numbers at a time.
struct RowDraw {
    let from: DrawnFrom
    let width: Int
    let fit: Template.Fit
    /// The next row.
    let draw: (Sampler) -> [Double]
    /// The call, given the number of rows.
    let call: (_ rows: Int) -> String

    /// Whether the first rows match those that are drawn.
    func isPossible(_ seen: SeenNumbers, _ sampler: Sampler) -> Bool {
        let rows = min(seen.count / width, max(1, 12 / width))
        for row in 0..<rows {
            let drawn = draw(sampler)
            for column in 0..<width {
                let index = row * width + column
                // The last bits depend on the arithmetic.
                let near = fit == .near && (drawn[column] - seen.values[index]).magnitude <= 1e-9 + seen.slacks[index]
                guard near || seen.fits(drawn[column], index) else { return false }
            }
        }
        return true
    }

    static func all(_ from: DrawnFrom, _ seen: SeenNumbers) -> [RowDraw] {
        guard let shape = seen.shape, shape.count == 2, 2...12 ~= shape[1], shape[0] > 1, seen.count >= 12 else {
            return []
        }
        return seen.areWhole ? multinomial(from, seen, shape[1]) : dirichlet(from, seen, shape[1])
    }

    private static func means(_ seen: SeenNumbers, _ width: Int) -> [Double] {
        let rows = seen.count / width
        return (0..<width).map { column in
            (0..<rows).reduce(0.0) { $0 + seen.values[$1 * width + column] } / Double(rows)
        }
    }

    // MARK: Counts that add up

    private static func multinomial(_ from: DrawnFrom, _ seen: SeenNumbers, _ width: Int) -> [RowDraw] {
        let rows = seen.count / width
        let total = seen.values.prefix(width).reduce(0, +)
        guard total >= 1, total < 1e6, seen.values.allSatisfy({ $0 >= 0 }),
            (1..<rows).allSatisfy({ row in seen.values[row * width..<(row + 1) * width].reduce(0, +) == total })
        else { return [] }
        var weights: [(text: String, values: [Double])] = []
        let even = 1 / Double(width)
        weights.append(("[1/\(width)]*\(width)", [Double](repeating: even, count: width)))
        let shares = means(seen, width).map { $0 / total }
        for p in Templates.proportions(shares, Int(total) * rows) {
            weights.append(("[\(p.map(UnitDraw.plain).joined(separator: ", "))]", p))
        }
        return weights.map { weight in
            RowDraw(from: from, width: width, fit: .exact) { sampler in
                multinomialRow(sampler, Int64(total), weight.values)
            } call: {
                "\(from.name).multinomial(\(Int(total)), \(weight.text), size=\($0))"
            }
        }
    }

    private static func multinomialRow(_ sampler: Sampler, _ total: Int64, _ weights: [Double]) -> [Double] {
        var row = [Double](repeating: 0, count: weights.count)
        var left = total
        var share = 1.0
        for index in 0..<weights.count - 1 {
            let drawn = sampler.binomial(left, weights[index] / share)
            row[index] = Double(drawn)
            left -= drawn
            if left <= 0 { return row }
            share -= weights[index]
        }
        row[weights.count - 1] = Double(left)
        return row
    }

    // MARK: Shares that add up to one

    private static func dirichlet(_ from: DrawnFrom, _ seen: SeenNumbers, _ width: Int) -> [RowDraw] {
        let rows = seen.count / width
        let slack = 1e-9 + seen.slacks.reduce(0, max) * Double(width)
        guard slack < 0.1, seen.values.allSatisfy({ 0...1.1 ~= $0 }),
            (0..<rows).allSatisfy({ row in
                (seen.values[row * width..<(row + 1) * width].reduce(0, +) - 1).magnitude <= slack
            })
        else { return [] }
        let means = means(seen, width)
        let variances = (0..<width).map { column in
            (0..<rows).reduce(0.0) { sum, row in
                let off = seen.values[row * width + column] - means[column]
                return sum + off * off
            } / Double(rows)
        }
        // For each share p with variance v the sum of all alphas is p (1 - p) / v - 1.
        let sums = zip(means, variances).map { $0 * (1 - $0) / max($1, 1e-12) - 1 }
        let sum = sums.reduce(0, +) / Double(width)
        var alphas: [[Double]] = [1, 0.5, 2, 5, 10, 3, 0.1, 0.2].map { [Double](repeating: $0, count: width) }
        var near: [[Double]] = [[]]
        for mean in means {
            // Rows that hardly vary say nothing of the sum.
            let guess = min(1000, (mean * sum).rounded())
            let reach = width <= 3 ? max(1, (guess * 0.25).rounded(.up)) : 1
            let options = stride(from: max(1, guess - reach), through: guess + reach, by: 1)
            near = near.flatMap { chosen in options.map { chosen + [$0] } }
            if near.count > 2000 { break }
        }
        alphas += near.filter { $0.count == width }
        return alphas.filter { $0.allSatisfy { $0 >= 0.1 } }.map { alpha in
            RowDraw(from: from, width: width, fit: .near) { sampler in
                let gammas = alpha.map(sampler.gamma)
                let total = gammas.reduce(0, +)
                return gammas.map { $0 / total }
            } call: { rows in
                let isEven = alpha.allSatisfy { $0 == 1 }
                let text = isEven ? "np.ones(\(width))" : "[\(alpha.map(UnitDraw.plain).joined(separator: ", "))]"
                return "\(from.name).dirichlet(\(text), size=\(rows))"
            }
        }
    }
}
