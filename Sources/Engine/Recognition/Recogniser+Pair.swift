internal import Objects

/// Archives of two arrays: tables of scikit-learn, or one array drawn and another derived from it or drawn after it.
extension Recogniser {
    func pair(_ observation: Observation) throws -> Recipe? {
        guard let targets = observation.targets else { return nil }
        let seen = observation.seen
        let other = observation.seenTargets ?? SeenNumbers(targets)
        guard !seen.values.contains(where: \.isNaN), seen.count > 3 else { return nil }
        if let recipe = try drawnPair(observation, seen: seen, other: other) { return recipe }
        return observation.type.isReal ? try learned(observation) : nil
    }

    private func drawnPair(_ observation: Observation, seen: SeenNumbers, other: SeenNumbers) throws -> Recipe? {
        // An even grid, and a function of it.
        if let recipe = try gridded(observation, seen: seen, other: other) { return recipe }
        let isWhole = observation.areWhole
        let draws =
            isWhole
            ? DrawnFrom.allCases.flatMap { UnitDraw.ranges($0, seen) }
            : DrawnFrom.allCases.flatMap { Array(UnitDraw.common($0).prefix(3)) }
        return try first(draws, seen) { from, place, found in
            guard let after = found.after else { return nil }
            if from == .legacy, let shape = seen.shape, shape.count == 2, shape[1] >= 4, found.text.contains("normal(")
            {
                if shape[1] == 10,
                    let recipe = try made(observation, "make_hastie_10_2(n_samples=\(shape[0])", place)
                {
                    return recipe
                }
                let call = "make_sparse_uncorrelated(n_samples=\(shape[0]), n_features=\(shape[1])"
                if let recipe = try made(observation, call, place) { return recipe }
            }
            let lines = "\(setup(from, place))\nX = \(found.text)\(seen.suffix)"
            for rest in try second(other, seen, from, after, lines) {
                if let recipe = try confirm("\(lines)\n\(rest)", savedBy: observation.saves) { return recipe }
            }
            return nil
        }
    }

    /// Lines that may give the second array `y` if the first is `X` and the stream is at the position of `after`.
    private func second(
        _ other: SeenNumbers, _ seen: SeenNumbers, _ from: DrawnFrom, _ after: Sampler, _ lines: String
    ) throws -> [String] {
        var found: [String] = []
        if let drawn = ColumnDraws(other, nil, from).calls(after).first {
            found.append("y = \(drawn.text)\(other.suffix)")
        }
        let width = seen.shape.flatMap { $0.count == 2 ? $0[1] : nil }
        let samples = other.count
        if other.areWhole, Set(other.values).count <= 10 {
            let isBool = other.type == .bool
            let cast = isBool ? "" : other.type == .float64 ? ".astype(float)" : ".astype(int)"
            var rules: [String] = []
            if let width {
                rules = [
                    "X[:, 0] > 0", "X.sum(axis=1) > 0", "X[:, 0] ** 2 + X[:, 1] ** 2 > 1",
                    "X[:, 0] ** 2 + X[:, 1] ** 2 < 1",
                ]
                if width > 1 {
                    rules += [
                        "X[:, 0] + X[:, 1] > 0", "X[:, 0] * X[:, 1] > 0", "X[:, 0] > X[:, 1]", "X[:, 1] > 0",
                        "X[:, 0] - X[:, 1] > 0", "X[:, 0] + 2 * X[:, 1] > 0", "X[:, 0] + X[:, 1] > 1",
                        "X[:, 0] + X[:, 1] + \(from.name).normal(0, 0.1, \(samples)) > 0",
                        "X[:, 0] + X[:, 1] + \(from.name).normal(0, 0.5, \(samples)) > 0",
                    ]
                }
                rules += [
                    "X.mean(axis=1) > 0", "X @ \(from.name).normal(size=\(width)) > 0", "X[:, 0] > 0.5",
                    "X.sum(axis=1) > \(width) / 2",
                ]
            } else {
                rules = ["X > 0", "X > 0.5", "X > X.mean()"]
            }
            found += rules.map { isBool ? "y = \($0)" : "y = (\($0))\(cast)" }
            return found
        }
        return found + sums(other, seen, from, after, width)
    }

    /// Weighted sums of what was drawn first, with or without noise.
    private func sums(
        _ other: SeenNumbers, _ seen: SeenNumbers, _ from: DrawnFrom, _ after: Sampler, _ width: Int?
    ) -> [String] {
        let samples = other.count
        let rows = min(samples, 16)
        guard seen.count == samples * (width ?? 1), rows > 4 else { return [] }
        let head = other.prefix(rows)
        let normal = UnitDraw.normal(from)
        var found: [String] = []
        func noise(_ factor: Double) -> String? {
            if factor.magnitude < 1e-9 { return "" }
            guard let spread = LeastSquares.plain(factor, error: 1e-6), spread > 0 else { return nil }
            return " + \(normal.call(0, spread, "\(samples)"))"
        }
        if let width {
            // Weights that were drawn.
            if let stream = after.copied {
                let weights = (0..<width).map { _ in stream.normal() }
                let product = (0..<rows).map { row in
                    (0..<width).reduce(0.0) { $0 + seen.values[row * width + $1] * weights[$1] }
                }
                let rest = SeenNumbers(zip(head.values, product).map { $0 - $1 })
                let normals = (0..<rows).map { _ in stream.normal() }
                if let fit = LeastSquares([normals], rest), let noise = noise(fit.factors[0]) {
                    found.append("w = \(normal.call(0, 1, "\(width)"))\ny = X @ w\(noise)")
                }
            }
            // Weights given by the user.
            if let stream = after.copied, rows > width + 3 {
                let normals = (0..<rows).map { _ in stream.normal() }
                let columns = (0..<width).map { column in (0..<rows).map { seen.values[$0 * width + column] } }
                if let fit = LeastSquares(columns + [normals], head), let noise = noise(fit.factors[width]) {
                    let weights = fit.factors.prefix(width).compactMap { LeastSquares.plain($0, error: 1e-6) }
                    if weights.count == width {
                        let list = weights.map(UnitDraw.plain).joined(separator: ", ")
                        let terms = weights.enumerated().filter { $0.element != 0 }.map {
                            "\(UnitDraw.plain($0.element)) * X[:, \($0.offset)]"
                        }
                        found.append("y = X @ np.array([\(list)])\(noise)")
                        found.append("y = \(terms.joined(separator: " + "))\(noise)")
                        found.append("w = np.array([\(list)], dtype=float)\ny = X.dot(w)\(noise)")
                    }
                }
            }
            return found
        }
        guard let stream = after.copied else { return [] }
        let normals = (0..<rows).map { _ in stream.normal() }
        let x = Array(seen.values.prefix(rows))
        let ones = [Double](repeating: 1, count: rows)
        let shapes: [(String, [Double])] = [
            ("X", x), ("np.sin(X)", x.map { Libm.sin($0) ?? 0 }), ("X ** 2", x.map { $0 * $0 }),
        ]
        for (name, shape) in shapes {
            guard let fit = LeastSquares([ones, shape, normals], head), let noise = noise(fit.factors[2]),
                let start = LeastSquares.plain(fit.factors[0], error: 1e-6),
                let slope = LeastSquares.plain(fit.factors[1], error: 1e-6)
            else { continue }
            let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
            let factor = slope == 1 ? "" : "\(UnitDraw.plain(slope)) * "
            found.append("y = \(factor)\(name)\(constant)\(noise)\(other.suffix)")
        }
        return found
    }

    /// Abscissae on an even grid, which do not depend on a seed, and ordinates with noise.
    private func gridded(_ observation: Observation, seen: SeenNumbers, other: SeenNumbers) throws -> Recipe? {
        guard seen.shape?.count ?? 1 == 1, seen.count == other.count, seen.count >= 12,
            let low = seen.values.first, let high = seen.values.last, low < high
        else { return nil }
        let step = (high - low) / Double(seen.count - 1)
        for index in seen.values.indices
        where (seen.values[index] - (low + step * Double(index))).magnitude > 1e-9 * (high - low) + seen.slacks[index] {
            return nil
        }
        return try onGrids(other) { lines in
            let renamed = lines.replacing("\nt = ", with: "\nX = ").replacing("\nx = ", with: "\ny = ")
                .replacing("* t", with: "* X").replacing("(t)", with: "(X)")
            return try confirm(renamed, savedBy: observation.saves)
        }
    }
}
