internal import Objects

/// Tables of scikit-learn with any noise, spread and centres: these are solved for, not guessed.
extension Recogniser {
    func learned(_ observation: Observation) throws -> Recipe? {
        guard let shape = observation.shape, observation.type.isReal, shape.allSatisfy({ $0 > 0 }) else {
            return nil
        }
        let seen = observation.seen
        guard seen.count >= 12, !seen.values.contains(where: \.isNaN) else { return nil }
        if shape.count == 1 { return try regressionTargets(observation, seen, samples: shape[0]) }
        guard shape.count == 2, shape[0] >= 8 else { return nil }
        if shape[1] == 2 {
            if let recipe = try planar(observation, seen, samples: shape[0]) { return recipe }
        }
        if shape[1] == 3 {
            if let recipe = try rolled(observation, seen, samples: shape[0]) { return recipe }
        }
        if let recipe = try friedman(observation, seen, shape) { return recipe }
        if let recipe = try blobs(observation, seen, shape) { return recipe }
        if let recipe = try quantiles(observation, seen, shape) { return recipe }
        if let recipe = try hastie(observation, seen, shape) { return recipe }
        if let recipe = try regression(observation, seen, shape) { return recipe }
        return try classification(observation, seen, shape)
    }

    /// The recipe of a maker's call, without its `random_state`.
    func made(_ observation: Observation, _ call: String, _ place: Int, isTargets: Bool = false) throws -> Recipe? {
        let part = observation.targets == nil ? "\nx = \(isTargets ? "y" : "X")" : ""
        let suffix = observation.targets == nil ? observation.seen.suffix : ""
        return try confirm(
            "X, y = \(call), random_state=\(streams.seeds[place]))\(part)\(suffix)", savedBy: observation.saves)
    }

    /// `, noise=0.1`; empty for none; nil for a number that nobody types.
    func noise(_ factor: Double, _ seen: SeenNumbers) -> String? {
        let slack = 4 * (seen.slacks.prefix(16).max() ?? 0)
        if factor.magnitude < 1e-7 + slack / 16 { return "" }
        guard let plain = LeastSquares.plain(factor, error: 1e-6 * max(1, factor) + slack), plain > 0 else {
            return nil
        }
        return ", noise=\(UnitDraw.plain(plain))"
    }

    // MARK: Moons and circles

    private func planar(_ observation: Observation, _ seen: SeenNumbers, samples: Int) throws -> Recipe? {
        let rows = min(samples, 10)
        let outer = samples / 2
        func angle(_ place: Int, of count: Int, full: Double, closed: Bool) -> Double {
            let steps = Double(closed ? max(1, count - 1) : count)
            return full * Double(place) / steps
        }
        return try forEachSeed([.legacy]) { _, place, sampler in
            var order = Array(0..<samples)
            sampler.shuffle(&order)
            let normals = (0..<2 * rows).map { _ in sampler.normal() }
            var moons: [Double] = []
            var circles: [Double] = []
            var factors: [Double] = []
            for row in 0..<rows {
                let isOuter = order[row] < outer
                let index = isOuter ? order[row] : order[row] - outer
                let count = isOuter ? outer : samples - outer
                let half = angle(index, of: count, full: .pi, closed: true)
                let (c, s) = (Libm.cos(half) ?? 0, Libm.sin(half) ?? 0)
                moons += isOuter ? [c, s] : [1 - c, 0.5 - s]
                let full = angle(index, of: count, full: 2 * .pi, closed: false)
                let point = [Libm.cos(full) ?? 0, Libm.sin(full) ?? 0]
                circles += isOuter ? point : [0, 0]
                factors += isOuter ? [0, 0] : point
            }
            func rest(_ base: [Double]) -> SeenNumbers {
                SeenNumbers(zip(seen.values, base).map { $0 - $1 }, slacks: Array(seen.slacks.prefix(2 * rows)))
            }
            if let fit = LeastSquares([normals], rest(moons)), let noise = noise(fit.factors[0], seen) {
                if let recipe = try made(observation, "make_moons(n_samples=\(samples)\(noise)", place) {
                    return recipe
                }
            }
            if let fit = LeastSquares([normals, factors], rest(circles)), let noise = noise(fit.factors[0], seen),
                let factor = LeastSquares.plain(fit.factors[1], error: 1e-6 + 4 * (seen.slacks.max() ?? 0))
            {
                let inner = factor == 0.8 ? "" : ", factor=\(UnitDraw.plain(factor))"
                return try made(observation, "make_circles(n_samples=\(samples)\(noise)\(inner)", place)
            }
            return nil
        }
    }

    // MARK: Swiss roll and S curve

    private func rolled(_ observation: Observation, _ seen: SeenNumbers, samples: Int) throws -> Recipe? {
        let rows = min(samples, 10)
        return try forEachSeed([.legacy]) { _, place, sampler in
            let first = (0..<rows).map { _ in sampler.real() }
            for _ in rows..<2 * samples { _ = sampler.real() }
            let normals = (0..<rows).map { _ in sampler.normal() }
            func rest(_ base: (Double) -> Double) -> SeenNumbers {
                SeenNumbers(
                    (0..<rows).map { seen.values[$0 * 3] - base(first[$0]) },
                    slacks: (0..<rows).map { seen.slacks[$0 * 3] })
            }
            let roll = rest {
                let turn = 1.5 * Double.pi * (1 + 2 * $0)
                return turn * (Libm.cos(turn) ?? 0)
            }
            if let fit = LeastSquares([normals], roll), let noise = noise(fit.factors[0], seen) {
                return try made(observation, "make_swiss_roll(n_samples=\(samples)\(noise)", place)
            }
            // The normals of the S curve are in the same order.
            let curve = rest { Libm.sin(3 * Double.pi * ($0 - 0.5)) ?? 0 }
            if let fit = LeastSquares([normals], curve), let noise = noise(fit.factors[0], seen) {
                return try made(observation, "make_s_curve(n_samples=\(samples)\(noise)", place)
            }
            return nil
        }
    }

    // MARK: Friedman's

    private func friedman(_ observation: Observation, _ seen: SeenNumbers, _ shape: [Int]) throws -> Recipe? {
        guard let targets = observation.targets, targets.count == shape[0], shape[1] >= 4 else { return nil }
        let width = shape[1]
        let rows = min(shape[0], 10)
        return try forEachSeed([.legacy]) { _, place, sampler in
            let first = sampler.real()
            let isSecond = width == 4 && seen.fits(first * 100, 0)
            guard isSecond || seen.fits(first, 0) else { return nil }
            for _ in 1..<seen.count { _ = sampler.real() }
            let normals = (0..<rows).map { _ in sampler.normal() }
            let base = (0..<rows).map { row in
                Self.friedman(Array(seen.values[row * width..<(row + 1) * width]), isSecond: isSecond)
            }
            let rest = SeenNumbers((0..<rows).map { targets[$0] - base[$0] })
            guard let fit = LeastSquares([normals], rest), let noise = noise(fit.factors[0], rest) else { return nil }
            let features = isSecond || width == 10 ? "" : ", n_features=\(width)"
            let name = isSecond ? "make_friedman2" : "make_friedman1"
            return try made(observation, "\(name)(n_samples=\(shape[0])\(features)\(noise)", place)
        }
    }

    private static func friedman(_ x: [Double], isSecond: Bool) -> Double {
        if isSecond {
            let inner = x[1] * x[2] - 1 / (x[1] * x[3])
            return (x[0] * x[0] + inner * inner).squareRoot()
        }
        guard x.count > 4 else { return .nan }
        let wave = 10 * (Libm.sin(.pi * x[0] * x[1]) ?? 0)
        return wave + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4]
    }

    // MARK: Hastie's

    private func hastie(_ observation: Observation, _ seen: SeenNumbers, _ shape: [Int]) throws -> Recipe? {
        guard shape[1] == 10 else { return nil }
        return try forEachSeed([.legacy]) { _, place, sampler in
            for index in 0..<4 where !seen.fits(sampler.normal(), index) { return nil }
            return try made(observation, "make_hastie_10_2(n_samples=\(shape[0])", place)
        }
    }

    // MARK: Quantiles of a normal distribution

    private func quantiles(_ observation: Observation, _ seen: SeenNumbers, _ shape: [Int]) throws -> Recipe? {
        guard shape[1] <= 10 else { return nil }
        let numbers = SortedNumbers(seen)
        let classes = observation.targets.flatMap { $0.max() }.flatMap { 1...100 ~= $0 ? Int($0) + 1 : nil } ?? 3
        return try forEachSeed([.legacy]) { _, place, sampler in
            for _ in 0..<4 where !numbers.contains(sampler.normal()) { return nil }
            let call = "make_gaussian_quantiles(n_samples=\(shape[0]), n_features=\(shape[1]), n_classes=\(classes)"
            return try made(observation, call, place)
        }
    }
}

/// The sorted numbers of a file, for lookup.
struct SortedNumbers {
    private let values: [Double]
    private let slack: Double

    init(_ seen: SeenNumbers) {
        values = seen.values.sorted()
        slack = (seen.slacks.max() ?? 0) + 1e-9
    }

    func contains(_ value: Double) -> Bool {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value - slack { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low] <= value + slack
    }
}
