internal import Objects

/// Numbers from Python's own `random`, one after the other.
extension Recogniser {
    /// A list of numbers.
    func pythonList(_ observation: Observation) throws -> Recipe? {
        guard observation.shape?.count ?? 1 == 1, observation.count > 3 else { return nil }
        let seen = observation.seen
        let count = seen.count
        let rounding = seen.suffix.isEmpty ? nil : observation.places
        for draw in Self.pythonDraws(seen) {
            guard case .python(let next) = draw.source else { continue }
            for place in streams.seeds.indices {
                if place % 64 == 0, isOver { return nil }
                let stream = streams.python(place)
                guard LineSearch.isPossible(draw.fit, seen, { next(stream) }) else { continue }
                let fresh = streams.python(place)
                let drawn = (0..<count).map { _ in next(fresh) }
                for (location, scale) in LineSearch.parameters(draw.fit, isRange: draw.isRange, seen, drawn) {
                    let call = draw.call(location, scale, "")
                    let element = rounding.map { "round(\(call), \($0))" } ?? call
                    let seeded = "random.seed(\(streams.seeds[place]))\n"
                    let lines = "\(seeded)x = [\(element) for _ in range(\(count))]"
                    if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                }
            }
        }
        guard observation.areWhole else { return nil }
        if let draw = LabelDraw(.legacy, seen.values.map(UnitDraw.plain), most: 32) {
            let recipe = try chosen(draw, count, observation.saves) { "[\($0.joined(separator: ", "))]" }
            if let recipe { return recipe }
        }
        let orders = Templates.pythonOrders(observation)
        return try TemplateSearch(observation: observation, recogniser: self).first(of: orders)
    }

    /// Elements of a list that `random.choice` or `random.choices` chose.
    private func chosen(
        _ draw: LabelDraw, _ count: Int, _ saves: [String], _ list: ([String]) -> String
    ) throws -> Recipe? {
        for place in streams.seeds.indices {
            if isOver { return nil }
            let prefix = "random.seed(\(streams.seeds[place]))\n"
            if let order = draw.chosen(streams.python(place)) {
                let lines = "\(prefix)x = [random.choice(\(list(order))) for _ in range(\(count))]"
                if let recipe = try confirm(lines, savedBy: saves) { return recipe }
            }
            if let order = draw.chosenAtOnce(streams.python(place)) {
                let lines = "\(prefix)x = random.choices(\(list(order)), k=\(count))"
                if let recipe = try confirm(lines, savedBy: saves) { return recipe }
            }
        }
        return nil
    }

    /// Draws of one number whose location and scale are to be found.
    static func pythonDraws(_ seen: SeenNumbers) -> [UnitDraw] {
        func draw(
            _ fit: Template.Fit, isRange: Bool = false, _ next: @escaping @Sendable (PythonStream) -> Double,
            _ call: @escaping @Sendable (Double, Double) -> String
        ) -> UnitDraw {
            UnitDraw(source: .python(next), fit: fit, isRange: isRange) { location, scale, _ in call(location, scale) }
        }
        if seen.areWhole, seen.slacks.first == 0 {
            guard let least = seen.values.min(), let greatest = seen.values.max(), greatest - least < 0x1p40 else {
                return []
            }
            let likely = IntegerRanges.likely(least: Int64(least), greatest: Int64(greatest), count: UInt64(seen.count))
            return likely.prefix(40).map { range in
                let low = Double(range.lowerBound)
                let span = Int(range.upperBound - range.lowerBound) + 1
                return draw(.exact, { low + Double($0.below(span)) }) { _, _ in
                    "random.randint(\(range.lowerBound), \(range.upperBound))"
                }
            }
        }
        return [
            draw(.affine, isRange: true, { $0.real() }) {
                $0 == 0 && $1 == 1 ? "random.random()" : "random.uniform(\(UnitDraw.plain($0)), \(UnitDraw.plain($1)))"
            },
            draw(.affine, { $0.gauss(mean: 0, deviation: 1) }) {
                "random.gauss(\(UnitDraw.plain($0)), \(UnitDraw.plain($1)))"
            },
            draw(.affine, { $0.normal(mean: 0, deviation: 1) }) {
                "random.normalvariate(\(UnitDraw.plain($0)), \(UnitDraw.plain($1)))"
            },
            draw(.scaled, { -Libm.log(1 - $0.real()) }) { _, scale in
                let rate = LineSearch.plainest(1 / scale, 1e-9 / scale) ?? 1 / scale
                return "random.expovariate(\(UnitDraw.plain(rate)))"
            },
        ]
    }

    // MARK: Words

    /// Lines, or a list, of words that were chosen from a few.
    func find(_ column: TextColumn) throws -> Recipe? {
        let count = column.words.count
        func list(_ labels: [String]) -> String { "[\(labels.map { "'\($0)'" }.joined(separator: ", "))]" }
        guard let draw = LabelDraw(.legacy, column.words, most: 32) else { return nil }
        if let recipe = try chosen(draw, count, column.saves, list) { return recipe }
        return try forEachSeed { from, place, sampler in
            guard let draw = LabelDraw(from, column.words) else { return nil }
            for found in draw.calls(sampler, size: "\(count)", list: list) {
                let lines = "\(setup(from, place))\nx = \(found.text)"
                if let recipe = try confirm(lines, savedBy: column.saves) { return recipe }
            }
            return nil
        }
    }
}

extension LabelDraw {
    /// The order of the labels in a list from which `random.choice` chose these; nil if it did not.
    func chosen(_ stream: PythonStream) -> [String]? { ordered { stream.below(labels.count) } }

    /// The same for `random.choices`, which draws a real number for each.
    func chosenAtOnce(_ stream: PythonStream) -> [String]? {
        ordered { min(labels.count - 1, Int(stream.real() * Double(labels.count))) }
    }

    private func ordered(_ next: () -> Int) -> [String]? {
        var order = [Int](repeating: -1, count: labels.count)
        var isTaken = [Bool](repeating: false, count: labels.count)
        for place in places {
            let drawn = next()
            if order[drawn] < 0 {
                guard !isTaken[place] else { return nil }
                order[drawn] = place
                isTaken[place] = true
            } else if order[drawn] != place {
                return nil
            }
        }
        return order.contains(-1) ? nil : order.map { labels[$0] }
    }
}
