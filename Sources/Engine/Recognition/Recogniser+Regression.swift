internal import Objects

extension Recogniser {
    /// Both arrays of `make_regression`, or X alone.
    func regression(_ observation: Observation, _ seen: SeenNumbers, _ shape: [Int]) throws -> Recipe? {
        if let targets = observation.targets {
            guard targets.count == shape[0] else { return nil }
            return try targetsOfRegression(observation, SeenNumbers(targets), samples: shape[0], [shape[1]])
        }
        let numbers = SortedNumbers(seen)
        return try forEachSeed([.legacy]) { _, place, sampler in
            for _ in 0..<4 where !numbers.contains(sampler.normal()) { return nil }
            // Weights and noise are drawn before rows are shuffled; how many and how much, X does not tell.
            for informative in [10, 5, 3, 8, 2, 4, 1, 6, 7, 9] where informative <= shape[1] {
                let weights = informative == min(10, shape[1]) ? "" : ", n_informative=\(informative)"
                for noise in ["", ", noise=0.1"] {
                    let call = "make_regression(n_samples=\(shape[0]), n_features=\(shape[1])\(weights)\(noise)"
                    if let recipe = try made(observation, call, place) { return recipe }
                }
            }
            return nil
        }
    }

    /// y alone, of tables of some widths.
    func regressionTargets(_ observation: Observation, _ seen: SeenNumbers, samples: Int) throws -> Recipe? {
        try targetsOfRegression(observation, seen, samples: samples, [4, 20, 100, 8, 15, 50, 30])
    }

    /// y alone, of the narrow tables that are most common.
    func targets(_ observation: Observation, _ seen: SeenNumbers, _ widths: [Int]) throws -> Recipe? {
        guard seen.shape?.count ?? 1 == 1, seen.count >= 12 else { return nil }
        return try targetsOfRegression(observation, seen, samples: seen.count, widths)
    }

    private func targetsOfRegression(
        _ observation: Observation, _ seen: SeenNumbers, samples: Int, _ widths: [Int]
    ) throws -> Recipe? {
        let rows = min(samples, 10)
        let head = seen.prefix(rows)
        let ones = [Double](repeating: 1, count: rows)
        for features in widths where samples * features <= 300_000 {
            let informative = min(10, features)
            let recipe = try forEachSeed([.legacy]) { _, place, sampler in
                let matrix = sampler.normals(samples * features)
                let weights = (0..<informative).map { _ in 100 * sampler.real() }
                func product(_ row: Int) -> Double {
                    (0..<informative).reduce(0.0) { $0 + matrix[row * features + $1] * weights[$1] }
                }
                guard let other = sampler.copied else { return nil }
                for hasNoise in [true, false] {
                    let sampler = hasNoise ? sampler : other
                    let normals = hasNoise ? sampler.normals(samples) : []
                    var order = Array(0..<samples)
                    sampler.shuffle(&order)
                    let rest = SeenNumbers(
                        (0..<rows).map { head.values[$0] - product(order[$0]) }, slacks: head.slacks)
                    let columns = hasNoise ? [ones, (0..<rows).map { normals[order[$0]] }] : [ones]
                    guard let fit = LeastSquares(columns, rest, tolerance: 1e-8),
                        rest.values.contains(where: { $0 != 0 }) || !hasNoise,
                        let noise = hasNoise ? noise(fit.factors[1], head) : "",
                        let bias = LeastSquares.plain(fit.factors[0], error: 1e-6 + 4 * head.slacks[0])
                    else { continue }
                    // Default parameters are a separate lead, with all seeds.
                    if features == 100, noise.isEmpty, bias == 0 { continue }
                    let constant = bias == 0 ? "" : ", bias=\(UnitDraw.plain(bias))"
                    let call = "make_regression(n_samples=\(samples), n_features=\(features)\(noise)\(constant)"
                    if let recipe = try made(observation, call, place, isTargets: true) { return recipe }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }
}
