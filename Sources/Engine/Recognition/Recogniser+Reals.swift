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
        if let recipe = try exponentials(observation, seen) { return recipe }
        if seen.values.contains(where: \.isNaN) { return try missing(observation, seen) }
        if let recipe = try levels(observation, seen) { return recipe }
        for folded in observation.folded where !isOver {
            if let recipe = try rows(folded, folded.seen) { return recipe }
            if let recipe = try pairs(folded, folded.seen) { return recipe }
        }
        if let recipe = try side(observation, seen) { return recipe }
        if let recipe = try onGrid(observation) { return recipe }
        let shaped = DrawnFrom.allCases.flatMap { UnitDraw.shaped($0, seen) }
        if let recipe = try first(shaped, seen, { try save(observation, $0, $1, $2.text, seen.suffix) }) {
            return recipe
        }
        if let recipe = try mixture(observation, seen) { return recipe }
        if let recipe = try derived(observation, seen) { return recipe }
        if let recipe = try lines(observation, seen) { return recipe }
        return try targets(observation, seen, [1, 2, 3, 5, 10])
    }

    /// `np.exp` of normals, which rounds in another way than lognormal.
    private func exponentials(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.values.allSatisfy({ $0 > 0 }), let logs = seen.measured(.logarithm) else { return nil }
        return try first(DrawnFrom.allCases.map(UnitDraw.normal), logs) { from, place, found in
            try save(observation, from, place, "np.exp(\(found.text))", seen.suffix)
        }
    }

    /// Numbers with a fraction that were chosen from a short list.
    private func levels(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard Set(seen.values.prefix(400)).count <= 32 else { return nil }
        let words = seen.values.map(UnitDraw.plain)
        return try forEachSeed { from, place, sampler in
            guard let draw = LabelDraw(from, words, most: 32) else { return nil }
            for found in draw.calls(sampler, size: seen.size, list: { "[\($0.joined(separator: ", "))]" }) {
                if let recipe = try save(observation, from, place, found.text) { return recipe }
            }
            return nil
        }
    }

    /// Columns of a narrow matrix that were drawn one after the other, or blocks of them.
    private func side(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard let shape = seen.shape, shape.count == 2, 2...6 ~= shape[1], shape[0] >= 8, seen.count <= 200_000 else {
            return nil
        }
        let (rows, width) = (shape[0], shape[1])
        func block(_ columns: Range<Int>) -> ColumnReading {
            let places = (0..<rows).flatMap { row in columns.map { row * width + $0 } }
            return ColumnReading(
                SeenNumbers(
                    places.map { seen.values[$0] }, slacks: places.map { seen.slacks[$0] },
                    shape: columns.count == 1 ? nil : [rows, columns.count], type: seen.type, suffix: ""))
        }
        func joined(_ function: String, _ count: Int) -> String {
            "x = np.\(function)([\((0..<count).map { "c\($0)" }.joined(separator: ", "))])\(seen.suffix)"
        }
        let columns = ColumnChain(columns: (0..<width).map { block($0..<$0 + 1) })
        let saves = observation.saves.map { "\(joined("column_stack", width))\n\($0)" }
        if let recipe = try columns.find(self, savedBy: saves) { return recipe }
        for place in 1..<width where width > 2 {
            let halves = ColumnChain(columns: [block(0..<place), block(place..<width)])
            let saves = observation.saves.map { "\(joined("column_stack", 2))\n\($0)" }
            if let recipe = try halves.find(self, savedBy: saves) { return recipe }
        }
        return nil
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
        let places = holes.indices.filter { holes[$0] }
        if let step = zip(places, places.dropFirst()).map({ $1 - $0 }).min(), seen.shape?.count ?? 1 == 1,
            places == Array(stride(from: places[0], to: holes.count, by: step))
        {
            // Every so many.
            let start = places[0] == 0 ? "" : "\(places[0])"
            let normals = DrawnFrom.allCases.flatMap { Array(UnitDraw.common($0).prefix(3)) }
            let recipe = try first(normals, seen) { from, place, found in
                let lines = "\(setup(from, place))\nx = \(found.text)\nx[\(start)::\(step)] = np.nan"
                return try confirm(lines, savedBy: observation.saves)
            }
            if let recipe { return recipe }
        }
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
