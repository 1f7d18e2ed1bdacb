internal import Objects

extension Recogniser {
    /// What people derive from draws: cumulative sums and products, sorted and standardised numbers, symmetric
    /// matrices.
    func derived(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.count > 8 else { return nil }
        if let recipe = try fromZero(observation, seen) { return recipe }
        if let recipe = try walks(observation, seen) { return recipe }
        if let recipe = try clipped(observation, seen) { return recipe }
        if zip(seen.values, seen.values.dropFirst()).allSatisfy({ $0 <= $1 }) { return try sorted(observation, seen) }
        if let recipe = try scaled(observation, seen) { return recipe }
        return try symmetric(observation, seen)
    }

    private var simple: [UnitDraw] { DrawnFrom.allCases.flatMap { [UnitDraw.normal($0), UnitDraw.uniform($0)] } }
    /// What is added up: also waiting times.
    private var steps: [UnitDraw] { simple + DrawnFrom.allCases.map { UnitDraw.common($0)[2] } }

    // MARK: Running sums and products

    /// Sums that begin with a number of their own, and those of which a part is taken over from one to the next.
    private func fromZero(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.shape?.count ?? 1 == 1, seen.count >= 16, seen.suffix.isEmpty || seen.type == .float64 else {
            return nil
        }
        let count = seen.count
        let first = seen.values[0]
        guard let start = LineSearch.plainest(first, error: seen.slacks[0]), UnitDraw.plain(start).count <= 6 else {
            return nil
        }
        func rest(_ share: Double) -> SeenNumbers {
            SeenNumbers(
                (1..<count).map { seen.values[$0] - share * seen.values[$0 - 1] },
                slacks: (1..<count).map {
                    seen.slacks[$0] + share * seen.slacks[$0 - 1]
                        + 8 * max(seen.values[$0].magnitude, seen.values[$0 - 1].magnitude).ulp
                })
        }
        let normals = DrawnFrom.allCases.map(UnitDraw.normal)
        let walk = try self.first(normals, rest(1)) { from, place, found in
            let text =
                start == 0
                ? "np.concatenate([[0], np.cumsum(\(found.text))])"
                : "\(UnitDraw.plain(start)) + np.concatenate([[0], np.cumsum(\(found.text))])"
            return try save(observation, from, place, text, seen.suffix)
        }
        if let walk { return walk }
        guard start == 0 else { return nil }
        for share in [0.9, 0.8, 0.5, 0.7, 0.95, 0.6, 0.99, 0.3, 0.85, 0.75, 0.4, 0.2] {
            let recipe = try self.first(normals, rest(share)) { from, place, found in
                // One number a step: the call's size is left out.
                guard let comma = found.text.lastIndex(where: { $0 == "," || $0 == "(" }) else { return nil }
                let isStandard = found.text[comma] == "("
                let call = isStandard ? "\(found.text[...comma]))" : "\(found.text[..<comma]))"
                let lines =
                    "\(setup(from, place))\nx = np.zeros(\(count))\nfor t in range(1, \(count)):\n    x[t] = \(UnitDraw.plain(share)) * x[t - 1] + \(call)"
                return try confirm(
                    seen.suffix.isEmpty ? lines : "\(lines)\nx = x\(seen.suffix)", savedBy: observation.saves)
            }
            if let recipe { return recipe }
        }
        return nil
    }

    private func walks(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let isMatrix = seen.shape?.count == 2 && seen.shape?[1] ?? 1 > 1
        let width = isMatrix ? seen.shape?[1] ?? 1 : seen.count
        let steps = seen.steps(width: width)
        // Where a walk starts is not known before its steps are.
        let walk = try first(self.steps, steps.knowing { $0 % width != 0 }) { from, place, found in
            if isMatrix { return try save(observation, from, place, "np.cumsum(\(found.text), axis=1)", seen.suffix) }
            for start in try starts(from, place, found.text, seen) {
                let sum = "np.cumsum(\(found.text))"
                let text = start == 0 ? sum : "\(UnitDraw.plain(start)) + \(sum)"
                if let recipe = try save(observation, from, place, text, seen.suffix) { return recipe }
            }
            return nil
        }
        if let walk { return walk }
        if isMatrix { return try walksDown(observation, seen) }
        guard seen.values.allSatisfy({ $0 > 0 }) else { return nil }
        let rounding = 1e-14 + seen.slacks.reduce(0, max) * 2 / (seen.values.min() ?? 1)
        let values = seen.values
        let ratios = values.indices.map { $0 == 0 ? 1 : values[$0] / values[$0 - 1] }
        let slacks = values.indices.map { $0 == 0 ? Double.infinity : rounding }
        for isProduct in [true, false] {
            let seenSteps = SeenNumbers(
                isProduct ? ratios.map { $0 - 1 } : ratios.map(Libm.log), slacks: slacks, shape: seen.shape)
            let recipe = try first(Array(simple.filter { !$0.isRange }), seenSteps) { from, place, found in
                guard let drawn = Self.values("\(setup(from, place))\nx = \(found.text)"), let step = drawn.first else {
                    return nil
                }
                let start = values[0] / (isProduct ? 1 + step : Libm.exp(step))
                guard let plain = LineSearch.plainest(start, error: 1e-9 + rounding * values[0]) else { return nil }
                let factor = plain == 1 ? "" : "\(UnitDraw.plain(plain)) * "
                let product = isProduct ? "np.cumprod(1 + \(found.text))" : "np.exp(np.cumsum(\(found.text)))"
                return try save(observation, from, place, factor + product, seen.suffix)
            }
            if let recipe { return recipe }
        }
        return nil
    }

    /// Sums along the first axis.
    private func walksDown(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard let width = seen.shape?[1] else { return nil }
        var values = seen.values
        var slacks = seen.slacks
        for index in width..<max(width, values.count) {
            values[index] = seen.values[index] - seen.values[index - width]
            slacks[index] =
                seen.slacks[index] + seen.slacks[index - width]
                + 4 * max(seen.values[index].magnitude, seen.values[index - width].magnitude).ulp
        }
        let steps = SeenNumbers(values, slacks: slacks, shape: seen.shape, suffix: seen.suffix)
        return try first(simple, steps) { from, place, found in
            try save(observation, from, place, "np.cumsum(\(found.text), axis=0)", seen.suffix)
        }
    }

    /// The numbers with few digits that a walk of these steps may start at.
    private func starts(_ from: DrawnFrom, _ place: Int, _ call: String, _ seen: SeenNumbers) throws -> [Double] {
        guard let drawn = Self.values("\(setup(from, place))\nx = \(call)"), let step = drawn.first else { return [] }
        let start = seen.values[0] - step
        let error = seen.slacks[0] + 1e-9 * max(1, seen.values[0].magnitude)
        if start.magnitude <= error { return [0] }
        return LineSearch.plainest(start, error: error).map { [$0] } ?? []
    }

    /// What `x` is after a program.
    static func values(_ lines: String) -> [Double]? {
        guard let statements = try? Parser.statements(ProgramHeader.of(lines) + lines) else { return nil }
        return TemplateSearch.values(statements, 0, "x")
    }

    // MARK: Ends cut off, and order

    private func clipped(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard let least = seen.values.min(), let greatest = seen.values.max(), least < greatest else { return nil }
        let low = seen.values.count { $0 == least }
        let high = seen.values.count { $0 == greatest }
        // Extremes that occur often show where numbers were clipped.
        guard low > 1 || high > 1, low + high < seen.count - 8 else { return nil }
        let open = seen.knowing {
            !(low > 1 && seen.values[$0] == least) && !(high > 1 && seen.values[$0] == greatest)
        }
        let ends = "\(low > 1 ? UnitDraw.plain(least) : "None"), \(high > 1 ? UnitDraw.plain(greatest) : "None")"
        return try first(simple.filter { !$0.isRange }, open) { from, place, found in
            try save(observation, from, place, "np.clip(\(found.text), \(ends))", seen.suffix)
        }
    }

    private func sorted(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let count = seen.count
        guard count <= 1 << 17 else { return nil }
        let mean = seen.values.reduce(0, +) / Double(count)
        let (least, greatest) = (seen.values[0], seen.values[count - 1])
        let slack = 4 * (seen.slacks[0] + seen.slacks[count - 1]) + 1e-9 * (greatest - least)
        for draw in simple {
            guard case .numpy(let from, _) = draw.source else { continue }
            let recipe = try forEachSeed([from]) { from, place, sampler in
                var drawn = draw.isRange ? sampler.reals(count) : sampler.normals(count)
                var (low, high, sum) = (Double.infinity, -Double.infinity, 0.0)
                for value in drawn {
                    low = min(low, value)
                    high = max(high, value)
                    sum += value
                }
                // The mean has the same position between the extremes as in the file.
                let scale = (greatest - least) / (high - low)
                guard (least + scale * (sum / Double(count) - low) - mean).magnitude <= slack else { return nil }
                drawn.sort()
                for pair in LineSearch.parameters(.affine, isRange: draw.isRange, seen, drawn) {
                    let text = "np.sort(\(draw.call(pair.0, pair.1, seen.size)))"
                    if let recipe = try save(observation, from, place, text, seen.suffix) { return recipe }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }

    // MARK: Standardised columns

    private func scaled(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let width = seen.shape.flatMap { $0.count == 2 ? $0[1] : nil } ?? 1
        let rows = seen.count / width
        guard rows > 4, seen.slacks.allSatisfy({ $0 < 1e-3 }) else { return nil }
        let first = (0..<rows).map { seen.values[$0 * width] }
        let mean = first.reduce(0, +) / Double(rows)
        let deviation = (first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)).squareRoot()
        let error = 1e-6 + 2 * (seen.slacks.max() ?? 0)
        let isStandard = mean.magnitude < error && (deviation - 1).magnitude < error
        let isUnit = first.min() == 0 && first.max() == 1
        guard isStandard || isUnit else { return nil }
        let axis = width > 1 || seen.shape?.count == 2 ? "axis=0" : ""
        let change =
            isStandard
            ? "x = (x - x.mean(\(axis))) / x.std(\(axis))"
            : "x = (x - x.min(\(axis))) / (x.max(\(axis)) - x.min(\(axis)))"
        let column = SeenNumbers(first, slacks: (0..<rows).map { seen.slacks[$0 * width] + 1e-12 })
        for draw in simple {
            guard case .numpy(let from, let next) = draw.source else { continue }
            let recipe = try forEachSeed([from]) { from, place, sampler in
                let isColumn = LineSearch.isPossible(.affine, column) {
                    let value = next(sampler)
                    for _ in 1..<max(1, width) { _ = next(sampler) }
                    return value
                }
                guard isColumn else { return nil }
                // Location and scale are gone except for the last bits.
                for location in draw.isRange
                    ? [0.0, -1] : [0.0, 5, 10, 1, 2, 3, 50, 100, 20, -1, 4, 7, 170, 25, 30, 70, 1000]
                {
                    for scale in [1.0, 2, 3, 5, 10, 0.5, 1.5, 2.5, 3.5, 4, 15, 20, 0.1, 25, 100, 0.2] {
                        let call = draw.call(location, draw.isRange ? location + scale : scale, seen.size)
                        let lines = "\(setup(from, place))\nx = \(call)\n\(change)"
                        let rounding = seen.suffix.isEmpty ? "" : "\nx = x\(seen.suffix)"
                        if let recipe = try confirm(lines + rounding, savedBy: observation.saves) { return recipe }
                    }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }

    // MARK: Matrices

    private func symmetric(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard let shape = seen.shape, shape.count == 2, shape[0] == shape[1], 2...200 ~= shape[0] else { return nil }
        let size = shape[0]
        for i in 0..<size {
            for j in 0..<i where (seen.values[i * size + j] - seen.values[j * size + i]).magnitude > 1e-9 { return nil }
        }
        let corner = seen.values[0]
        func isNear(_ value: Double) -> Bool {
            (value - corner).magnitude <= 1e-9 * max(1, corner.magnitude) + seen.slacks[0]
        }
        for draw in simple {
            guard case .numpy(let from, let next) = draw.source else { continue }
            let recipe = try forEachSeed([from]) { from, place, sampler in
                let drawn = (0..<size * size).map { _ in next(sampler) }
                let call = draw.call(0, 1, "(\(size), \(size))")
                var forms: [String] = []
                if isNear(drawn.prefix(size).reduce(0) { $0 + $1 * $1 }) { forms = ["A @ A.T", "A.dot(A.T)"] }
                if isNear((0..<size).reduce(0) { $0 + drawn[$1 * size] * drawn[$1 * size] }) { forms = ["A.T @ A"] }
                if isNear(drawn[0]) { forms = ["(A + A.T) / 2", "0.5 * (A + A.T)"] }
                if isNear(2 * drawn[0]) { forms = ["A + A.T"] }
                for form in forms {
                    let lines = "\(setup(from, place))\nA = \(call)\nx = \(form)\(seen.suffix)"
                    if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }
}

extension LineSearch {
    /// The number of fewest digits within an error of a value.
    static func plainest(_ value: Double, error: Double) -> Double? {
        guard value.isFinite, error.isFinite, error >= 0 else { return nil }
        return PlainNumbers.of(value - error...value + error).first
    }
}
