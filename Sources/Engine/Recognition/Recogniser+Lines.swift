internal import Objects

extension Recogniser {
    /// How many values are compared before all are.
    private static let rows = 12

    /// A function of an even grid, or of numbers that were drawn before, with added normal noise.
    ///
    /// - Parameter grid: the abscissae, if the file contains them.
    func lines(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.shape?.count ?? 1 == 1, seen.count >= Self.rows, seen.count <= 200_000 else { return nil }
        if let recipe = try onGrids(seen, { try confirm($0, savedBy: observation.saves) }) { return recipe }
        return try onDraws(observation, seen)
    }

    /// The lines that give `x` as a function of a grid `t`.
    func onGrids(_ seen: SeenNumbers, _ finish: (String) throws -> Recipe?) throws -> Recipe? {
        let count = seen.count
        let rows = min(count, Self.rows)
        let head = seen.prefix(rows)
        let places = (0..<rows).map { Double($0) / Double(count - 1) }
        let ones = [Double](repeating: 1, count: rows)
        let waves = Self.grids.map { grid in places.map { Libm.sin(grid.low + (grid.high - grid.low) * $0) ?? 0 } }
        let often = Self.frequencies.map { often in places.map { Libm.sin(2 * .pi * often * $0) ?? 0 } }
        return try forEachSeed { from, place, sampler in
            let noise = sampler.normals(rows)
            let normal = UnitDraw.normal(from)
            if let fit = LeastSquares([ones, places, noise], head), fit.factors[2] > 0 {
                for grid in Self.grids {
                    let width = grid.high - grid.low
                    let error = 1e-6 * max(1, fit.factors[0].magnitude, fit.factors[1].magnitude) + 4 * head.slacks[0]
                    guard let slope = LeastSquares.plain(fit.factors[1] / width, error: error / width),
                        let start = LeastSquares.plain(fit.factors[0] - slope * grid.low, error: error),
                        let spread = LeastSquares.plain(fit.factors[2], error: error), spread > 0
                    else { continue }
                    let noise = normal.call(0, spread, "\(count)")
                    let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
                    let lines =
                        "\(setup(from, place))\nt = np.linspace(\(grid.text), \(count))\nx = \(UnitDraw.plain(slope)) * t\(constant) + \(noise)\(seen.suffix)"
                    if let recipe = try finish(lines) { return recipe }
                }
            }
            if let recipe = try counted(seen, noise, (from, place), finish) { return recipe }
            /// The line of a sine wave with noise as a function of its angle; nil if its numbers are not plain.
            func sine(_ wave: [Double]) -> ((_ angle: String) -> String)? {
                guard let fit = LeastSquares([ones, wave, noise], head), fit.factors[2] > 0 else { return nil }
                let error = 1e-6 + 4 * head.slacks[0]
                guard let start = LeastSquares.plain(fit.factors[0], error: error),
                    let height = LeastSquares.plain(fit.factors[1], error: error), height != 0,
                    let spread = LeastSquares.plain(fit.factors[2], error: error), spread > 0
                else { return nil }
                let factor = height == 1 ? "" : "\(UnitDraw.plain(height)) * "
                let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
                let noise = normal.call(0, spread, "\(count)")
                return { "x = \(factor)np.sin(\($0))\(constant) + \(noise)\(seen.suffix)" }
            }
            for (frequency, wave) in zip(Self.frequencies, often) {
                guard let line = sine(wave) else { continue }
                for (high, turns) in [(1.0, frequency), (10, frequency / 10)] {
                    let grid = "np.linspace(0, \(UnitDraw.plain(high)), \(count))"
                    let angle = "2 * np.pi * \(UnitDraw.plain(turns)) * t"
                    if let recipe = try finish("\(setup(from, place))\nt = \(grid)\n\(line(angle))") { return recipe }
                }
            }
            for (grid, wave) in zip(Self.grids, waves) {
                guard let line = sine(wave) else { continue }
                let lines = "\(setup(from, place))\nt = np.linspace(\(grid.text), \(count))\n\(line("t"))"
                if let recipe = try finish(lines) { return recipe }
            }
            return nil
        }
    }

    /// Lines and waves over 0, 1, 2 and so on.
    private func counted(
        _ seen: SeenNumbers, _ noise: [Double], _ seed: (from: DrawnFrom, place: Int),
        _ finish: (String) throws -> Recipe?
    ) throws -> Recipe? {
        let count = seen.count
        let rows = noise.count
        let head = seen.prefix(rows)
        let ones = [Double](repeating: 1, count: rows)
        let normal = UnitDraw.normal(seed.from)
        func lines(_ shape: String, _ spread: Double) -> String {
            "\(setup(seed.from, seed.place))\nt = np.arange(\(count))\nx = \(shape) + \(normal.call(0, spread, "\(count)"))\(seen.suffix)"
        }
        let error = 1e-6 + 4 * head.slacks[0]
        if let fit = LeastSquares([ones, (0..<rows).map(Double.init), noise], head), fit.factors[2] > 0,
            let start = LeastSquares.plain(fit.factors[0], error: error),
            let slope = LeastSquares.plain(fit.factors[1], error: error),
            let spread = LeastSquares.plain(fit.factors[2], error: error), spread > 0, slope != 0
        {
            let line = start == 0 ? "" : "\(UnitDraw.plain(start)) + "
            if let recipe = try finish(lines("\(line)\(UnitDraw.plain(slope)) * t", spread)) { return recipe }
        }
        for period in Self.periods {
            let wave = (0..<rows).map { Libm.sin(2 * .pi * Double($0) / period) ?? 0 }
            guard let fit = LeastSquares([ones, wave, noise], head), fit.factors[2] > 0,
                let start = LeastSquares.plain(fit.factors[0], error: error),
                let height = LeastSquares.plain(fit.factors[1], error: error), height != 0,
                let spread = LeastSquares.plain(fit.factors[2], error: error), spread > 0
            else { continue }
            let factor = height == 1 ? "" : "\(UnitDraw.plain(height)) * "
            let line = start == 0 ? "" : "\(UnitDraw.plain(start)) + "
            let shape = "\(line)\(factor)np.sin(2 * np.pi * t / \(UnitDraw.plain(period)))"
            if let recipe = try finish(lines(shape, spread)) { return recipe }
        }
        return nil
    }

    private static let periods: [Double] = [12, 24, 50, 7, 365, 100, 30, 20, 10, 52, 365.25]

    /// Waves that repeat so often over an even grid of length one.
    static let frequencies: [Double] = [1, 2, 5, 10, 3, 4]

    /// Two columns, of which the first is an even grid.
    func onGrid(_ observation: Observation) throws -> Recipe? {
        guard let shape = observation.shape, shape.count == 2, shape[1] == 2, shape[0] >= Self.rows else { return nil }
        let (low, high) = (observation.values[0], observation.values[2 * shape[0] - 2])
        let slack = 2 * observation.tolerance(max(low.magnitude, high.magnitude)) + 1e-9 * (high - low)
        for row in 0..<shape[0] {
            let expected = low + (high - low) * Double(row) / Double(shape[0] - 1)
            guard (observation.values[2 * row] - expected).magnitude <= slack else { return nil }
        }
        let column = SeenNumbers(
            (0..<shape[0]).map { observation.values[2 * $0 + 1] },
            slacks: (0..<shape[0]).map { observation.tolerance(observation.values[2 * $0 + 1]) })
        return try onGrids(column) { try confirm("\($0)\nx = np.column_stack([t, x])", savedBy: observation.saves) }
    }

    struct Grid {
        let text: String
        let low, high: Double
    }

    /// The arguments of `linspace`.
    static let grids: [Grid] = [
        Grid(text: "0, 10", low: 0, high: 10), Grid(text: "0, 1", low: 0, high: 1),
        Grid(text: "0, 2 * np.pi", low: 0, high: 2 * .pi), Grid(text: "-1, 1", low: -1, high: 1),
        Grid(text: "0, 100", low: 0, high: 100), Grid(text: "0, 5", low: 0, high: 5),
        Grid(text: "-5, 5", low: -5, high: 5), Grid(text: "0, 4 * np.pi", low: 0, high: 4 * .pi),
        Grid(text: "0, 20", low: 0, high: 20), Grid(text: "-3, 3", low: -3, high: 3),
        Grid(text: "-10, 10", low: -10, high: 10), Grid(text: "0, np.pi", low: 0, high: .pi),
        Grid(text: "0, 6", low: 0, high: 6), Grid(text: "-np.pi, np.pi", low: -.pi, high: .pi),
        Grid(text: "0, 50", low: 0, high: 50), Grid(text: "-2, 2", low: -2, high: 2),
    ]

    // MARK: What was drawn before

    private func onDraws(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let count = seen.count
        let rows = min(count, Self.rows)
        let head = seen.prefix(rows)
        let ones = [Double](repeating: 1, count: rows)
        for draw in DrawnFrom.allCases.flatMap({ [UnitDraw.uniform($0), UnitDraw.normal($0)] }) {
            guard case .numpy(let from, _) = draw.source else { continue }
            let recipe = try forEachSeed([from]) { from, place, sampler in
                let drawn = draw.isRange ? sampler.reals(count) : sampler.normals(count)
                let noise = sampler.normals(rows)
                if let recipe = try squares(observation, seen, draw, drawn, noise, (from, place)) { return recipe }
                guard let fit = LeastSquares([ones, Array(drawn.prefix(rows)), noise], head), fit.factors[2] > 0 else {
                    return nil
                }
                let error = 1e-6 * max(1, fit.factors[1].magnitude) + 4 * head.slacks[0]
                for (low, high) in draw.isRange ? Self.ranges : [(0, 1), (0, 2), (5, 2), (0, 10)] {
                    let width = draw.isRange ? high - low : high
                    guard let slope = LeastSquares.plain(fit.factors[1] / width, error: error / width),
                        let start = LeastSquares.plain(fit.factors[0] - slope * low, error: error),
                        let spread = LeastSquares.plain(fit.factors[2], error: error), spread > 0
                    else { continue }
                    let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
                    let lines =
                        "\(setup(from, place))\nt = \(draw.call(low, high, "\(count)"))\nx = \(UnitDraw.plain(slope)) * t\(constant) + \(UnitDraw.normal(from).call(0, spread, "\(count)"))\(seen.suffix)"
                    if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }

    /// Squares of what was drawn before, with noise.
    private func squares(
        _ observation: Observation, _ seen: SeenNumbers, _ draw: UnitDraw, _ drawn: [Double], _ noise: [Double],
        _ seed: (from: DrawnFrom, place: Int)
    ) throws -> Recipe? {
        let rows = noise.count
        let head = seen.prefix(rows)
        let u = Array(drawn.prefix(rows))
        guard
            let fit = LeastSquares(
                [[Double](repeating: 1, count: rows), u, u.map { $0 * $0 }, noise], head, tolerance: 1e-8),
            fit.factors[3] > 0
        else { return nil }
        let error = 1e-6 * max(1, fit.factors[2].magnitude) + 4 * head.slacks[0]
        for (low, high) in draw.isRange ? Self.ranges : [(0, 1), (0, 2)] {
            let width = draw.isRange ? high - low : high
            guard let curve = LeastSquares.plain(fit.factors[2] / (width * width), error: error / (width * width)),
                curve != 0,
                let slope = LeastSquares.plain(
                    (fit.factors[1] - 2 * curve * low * width) / width, error: 4 * error / width),
                let start = LeastSquares.plain(fit.factors[0] - (curve * low + slope) * low, error: 4 * error),
                let spread = LeastSquares.plain(fit.factors[3], error: error), spread > 0
            else { continue }
            let factor = curve == 1 ? "" : "\(UnitDraw.plain(curve)) * "
            let linear = slope == 0 ? "" : slope == 1 ? " + t" : " + \(UnitDraw.plain(slope)) * t"
            let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
            let lines =
                "\(setup(seed.from, seed.place))\nt = \(draw.call(low, high, "\(seen.count)"))\nx = \(factor)t ** 2\(linear)\(constant) + \(UnitDraw.normal(seed.from).call(0, spread, "\(seen.count)"))\(seen.suffix)"
            if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
        }
        return nil
    }

    static let ranges: [(Double, Double)] = [
        (0, 10), (0, 1), (-1, 1), (0, 100), (0, 5), (-5, 5), (-3, 3), (0, 20), (1, 10), (-2, 2), (-10, 10), (0, 50),
        (0, 2),
    ]

    /// A matrix of normals times a vector of normals, with noise: `X @ w + noise`.
    func weighted(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.shape?.count ?? 1 == 1, seen.count >= Self.rows else { return nil }
        let count = seen.count
        let rows = min(count, Self.rows)
        let head = seen.prefix(rows)
        for features in [2, 3, 4, 5, 8, 10, 1, 6, 12, 16, 20, 7, 32] where count * features <= 100_000 {
            let recipe = try forEachSeed { from, place, sampler in
                let matrix = sampler.normals(count * features)
                let weights = sampler.normals(features)
                let noise = sampler.normals(rows)
                let product = (0..<rows).map { row in
                    (0..<features).reduce(0.0) { $0 + matrix[row * features + $1] * weights[$1] }
                }
                let rest = SeenNumbers(zip(head.values, product).map { $0 - $1 }, slacks: head.slacks)
                guard let fit = LeastSquares([noise], rest), fit.factors[0] > 0,
                    let spread = LeastSquares.plain(fit.factors[0], error: 1e-6 + 4 * head.slacks[0]), spread > 0
                else { return nil }
                let normal = UnitDraw.normal(from)
                let lines =
                    "\(setup(from, place))\nX = \(normal.call(0, 1, "(\(count), \(features))"))\nw = \(normal.call(0, 1, "\(features)"))\nx = X @ w + \(normal.call(0, spread, "\(count)"))\(seen.suffix)"
                return try confirm(lines, savedBy: observation.saves)
            }
            if let recipe { return recipe }
        }
        return nil
    }

    // MARK: Two variables that depend on each other

    /// `multivariate_normal` of two variables: each is a sum of two normals, whatever the mean and covariance.
    func pairs(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard let shape = seen.shape, shape.count == 2, shape[1] == 2, shape[0] >= 8 else { return nil }
        func column(_ place: Int, rows: Int) -> SeenNumbers {
            SeenNumbers(
                (0..<rows).map { seen.values[$0 * 2 + place] }, slacks: (0..<rows).map { seen.slacks[$0 * 2 + place] })
        }
        let head = [column(0, rows: 8), column(1, rows: 8)]
        let rows = min(shape[0], 4000)
        let all = [column(0, rows: rows), column(1, rows: rows)]
        return try forEachSeed { from, place, sampler in
            guard let fresh = sampler.copied else { return nil }
            func normals(_ count: Int, _ sampler: Sampler) -> [[Double]] {
                let drawn = (0..<2 * count).map { _ in sampler.normal() }
                return [
                    [Double](repeating: 1, count: count), (0..<count).map { drawn[$0 * 2] },
                    (0..<count).map { drawn[$0 * 2 + 1] },
                ]
            }
            let few = normals(8, sampler)
            guard LeastSquares(few, head[0]) != nil, LeastSquares(few, head[1]) != nil else { return nil }
            let many = normals(rows, fresh)
            guard let x = LeastSquares(many, all[0])?.factors, let y = LeastSquares(many, all[1])?.factors else {
                return nil
            }
            let slack = seen.slacks.reduce(0, max)
            let error = 1e-7 * max(1, x[0].magnitude, y[0].magnitude) + 4 * slack / Double(rows).squareRoot()
            func covariance(_ a: [Double], _ b: [Double]) -> Double? {
                LeastSquares.plain(
                    a[1] * b[1] + a[2] * b[2], error: error * 4 * max(1, a[1].magnitude + a[2].magnitude))
            }
            guard let meanX = LeastSquares.plain(x[0], error: error),
                let meanY = LeastSquares.plain(y[0], error: error),
                let xx = covariance(x, x), let xy = covariance(x, y), let yy = covariance(y, y)
            else { return nil }
            let words = [meanX, meanY, xx, xy, xy, yy].map(UnitDraw.plain)
            let mean = words[0..<2].joined(separator: ", ")
            let text =
                "\(from.name).multivariate_normal([\(mean)], [[\(words[2]), \(words[3])], [\(words[4]), \(words[5])]], \(shape[0]))"
            return try save(observation, from, place, text, seen.suffix)
        }
    }
}
