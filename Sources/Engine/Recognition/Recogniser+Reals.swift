internal import Objects

extension Recogniser {
    /// Real numbers: as they are, rounded, and what people derive from them.
    func reals(_ observation: Observation) throws -> Recipe? {
        let seen = observation.seen
        if observation.type == .float32, let recipe = try singles(observation) { return recipe }
        let common = DrawnFrom.allCases.map(UnitDraw.common)
        // The most common draws come first.
        let draws = common.flatMap { $0.prefix(3) } + common.flatMap { $0.dropFirst(3) }
        if let recipe = try first(draws, seen, { try save(observation, $0, $1, $2.text, seen.suffix) }) {
            return recipe
        }
        if seen.values.contains(where: \.isNaN) { return try missing(observation, seen) }
        for folded in observation.folded where !isOver {
            if let recipe = try rows(folded, folded.seen) { return recipe }
            if let recipe = try pairs(folded, folded.seen) { return recipe }
        }
        if let recipe = try onGrid(observation) { return recipe }
        if let recipe = try mixture(observation, seen) { return recipe }
        if let recipe = try derived(observation, seen) { return recipe }
        let shaped = DrawnFrom.allCases.flatMap { UnitDraw.shaped($0, seen) }
        if let recipe = try first(shaped, seen, { try save(observation, $0, $1, $2.text, seen.suffix) }) {
            return recipe
        }
        if let recipe = try lines(observation, seen) { return recipe }
        if let recipe = try targets(observation, seen, [1, 2, 3, 5, 10]) { return recipe }
        return isThorough ? try weighted(observation, seen) : nil
    }

    /// Numbers that were drawn as 32-bit floats.
    private func singles(_ observation: Observation) throws -> Recipe? {
        let seen = observation.seen
        let draws = [
            UnitDraw(source: .numpy(.generator, { Double($0.singleNormal()) }), fit: .scaled) { _, scale, size in
                "rng.standard_normal(\(size), dtype=np.float32)\(scale == 1 ? "" : " * \(UnitDraw.plain(scale))")"
            },
            UnitDraw(source: .numpy(.generator, { Double($0.bits.single()) }), fit: .scaled) { _, scale, size in
                "rng.random(\(size), dtype=np.float32)\(scale == 1 ? "" : " * \(UnitDraw.plain(scale))")"
            },
        ]
        return try first(draws, seen) { try save(observation, $0, $1, $2.text) }
    }

    // MARK: Holes

    /// Numbers of which some were removed by a second draw.
    private func missing(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let holes = seen.values.map(\.isNaN)
        let draws = DrawnFrom.allCases.flatMap { [UnitDraw.normal($0), UnitDraw.uniform($0)] }
        return try first(draws, seen) { from, place, found in
            guard let after = found.after?.copied else { return nil }
            let drawn = holes.map { _ in after.real() }
            let unit = from == .generator ? "random" : "random_sample"
            let low = zip(drawn, holes).filter(\.1).map(\.0).max() ?? 0
            let high = zip(drawn, holes).filter { !$0.1 }.map(\.0).min() ?? 1
            guard low < high, let weight = LabelDraw.weights([low...high])?.first else { return nil }
            let lines =
                "\(setup(from, place))\nx = \(found.text)\nx[\(from.name).\(unit)(x.shape) < \(UnitDraw.plain(weight))] = np.nan"
            return try confirm(lines, savedBy: observation.saves)
        }
    }

    // MARK: One draw after the other

    /// Draws of different location and scale, joined one after the other.
    private func mixture(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.count >= 16 else { return nil }
        for from in DrawnFrom.allCases {
            for draw in [UnitDraw.normal(from), UnitDraw.uniform(from)] {
                guard case .numpy(_, let next) = draw.source else { continue }
                let recipe = try forEachSeed([from]) { from, place, sampler in
                    guard let fresh = sampler.copied,
                        LineSearch.isPossible(.affine, seen.prefix(10), { next(sampler) }),
                        let parts = Self.parts(draw, seen, (0..<seen.count).map { _ in next(fresh) }), parts.count > 1
                    else { return nil }
                    let function = seen.shape?.count == 2 ? "vstack" : "concatenate"
                    let text = "np.\(function)([\(parts.joined(separator: ", "))])"
                    return try save(observation, from, place, text, seen.suffix)
                }
                if let recipe { return recipe }
            }
        }
        return nil
    }

    /// The calls whose values are joined one after the other; nil if some part is not recognised.
    static func parts(_ draw: UnitDraw, _ seen: SeenNumbers, _ drawn: [Double]) -> [String]? {
        let width = seen.shape.flatMap { $0.count == 2 ? $0[1] : nil } ?? 1
        var parts: [String] = []
        var start = 0
        while start < seen.count {
            guard parts.count < 8 else { return nil }
            var low = start
            var high = seen.count
            func fitted(_ end: Int) -> [(Double, Double)] {
                let part = seen.slice(start..<end)
                return LineSearch.parameters(.affine, isRange: draw.isRange, part, Array(drawn[start..<end]))
            }
            // The longest stretch on one line.
            var best: (end: Int, pair: (Double, Double))? = fitted(high).first.map { (high, $0) }
            while best?.end != high, low + 1 < high {
                let middle = (low + high) / 2
                if middle - start < 4 {
                    low = middle
                } else if let pair = fitted(middle).first {
                    best = (middle, pair)
                    low = middle
                } else {
                    high = middle
                }
                if high - low <= 1 { break }
            }
            guard var found = best else { return nil }
            // With rounding, a few numbers of the next part may be on the line by accident: parts begin at round
            // positions.
            let whole = seen.count
            for parts in [2, 3, 4, 5] where whole % parts == 0 {
                let step = whole / parts
                let near = (found.end - start) / step * step + start
                if found.end < whole, near > start, found.end - near <= 6, let pair = fitted(near).first {
                    found = (near, pair)
                    break
                }
            }
            let rows = (found.end - start) / width
            guard rows > 0, rows * width == found.end - start else { return nil }
            let size = width > 1 ? "(\(rows), \(width))" : "\(rows)"
            parts.append(draw.call(found.pair.0, found.pair.1, size))
            start = found.end
        }
        return parts
    }
}

extension SeenNumbers {
    func slice(_ range: Range<Int>) -> SeenNumbers {
        SeenNumbers(Array(values[range]), slacks: Array(slacks[range]), shape: nil, type: type, suffix: suffix)
    }
}
