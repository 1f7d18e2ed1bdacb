internal import Objects

/// Numbers from Python's own `random`, one after the other.
extension Recogniser {
    /// A list of numbers.
    func pythonList(_ observation: Observation) throws -> Recipe? {
        let width = observation.isList ? observation.shape.flatMap { $0.count == 2 ? $0[1] : nil } : nil
        guard observation.shape?.count ?? 1 == 1 || width != nil, observation.count > 3 else { return nil }
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
                    let rows = width.map { "[\(element) for _ in range(\($0))]" } ?? element
                    let lines = "\(seeded)x = [\(rows) for _ in range(\(count / (width ?? 1)))]"
                    if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                }
            }
        }
        guard observation.areWhole, width == nil else { return nil }
        if let draw = LabelDraw(.legacy, seen.values.map(UnitDraw.plain), most: 128) {
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
            if let text = draw.weightedAtOnce(streams.python(place), count, list) {
                if let recipe = try confirm("\(prefix)x = \(text)", savedBy: saves) { return recipe }
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
        ] + rates(seen) + shaped(seen)
    }

    /// `random.randint` of both ends.
    static func pythonRange(from low: Int, to high: Int) -> UnitDraw {
        exact("random.randint(\(low), \(high))") { Double(low + $0.below(high - low + 1)) }
    }

    private static func exact(_ text: String, _ next: @escaping @Sendable (PythonStream) -> Double) -> UnitDraw {
        UnitDraw(source: .python(next), fit: .exact) { _, _, _ in text }
    }

    /// Rates of few digits, or one part in so many, near that which the mean tells.
    private static func rates(_ seen: SeenNumbers) -> [UnitDraw] {
        let values = seen.values.filter(\.isFinite)
        guard values.count > 3, values.allSatisfy({ $0 >= 0 }) else { return [] }
        let mean = values.reduce(0, +) / Double(values.count)
        guard mean > 0, mean < 1e9 else { return [] }
        let spread = 1 / mean / Double(values.count).squareRoot()
        var rates = Templates.around(1 / mean, spread: spread).map { (UnitDraw.plain($0), $0) }
        rates += Templates.around(mean, spread: mean / Double(values.count).squareRoot()).prefix(12).map {
            ("1 / \(UnitDraw.plain($0))", 1 / $0)
        }
        return rates.filter { $0.1 > 0 }.map { text, rate in
            exact("random.expovariate(\(text))") { -Libm.log(1 - $0.real()) / rate }
        }
    }

    /// betavariate, gammavariate, lognormvariate, triangular.
    private static func shaped(_ seen: SeenNumbers) -> [UnitDraw] {
        let values = seen.values.filter(\.isFinite)
        guard values.count > 3, let least = values.min(), let greatest = values.max(), least >= 0 else { return [] }
        var draws: [UnitDraw] = []
        if greatest <= 1 {
            for a in [2.0, 0.5, 1, 3, 5, 1.5] {
                for b in [5.0, 2, 0.5, 1, 3, 8] {
                    draws.append(
                        exact("random.betavariate(\(UnitDraw.plain(a)), \(UnitDraw.plain(b)))") {
                            let y = $0.gamma(a, 1)
                            return y == 0 ? 0 : y / (y + $0.gamma(b, 1))
                        })
                }
            }
        }
        for a in [2.0, 1, 3, 0.5, 5, 9] {
            for b in [1.0, 2, 0.5, 3] {
                draws.append(
                    exact("random.gammavariate(\(UnitDraw.plain(a)), \(UnitDraw.plain(b)))") { $0.gamma(a, b) })
            }
        }
        for mean in [0.0, 1, 2, 3] {
            for deviation in [1, 0.5, 0.25, 0.2, 0.3, 2] {
                draws.append(
                    exact("random.lognormvariate(\(UnitDraw.plain(mean)), \(UnitDraw.plain(deviation)))") {
                        Libm.exp($0.normal(mean: mean, deviation: deviation))
                    })
            }
        }
        let high = [1.0, 5, 10, 20, 50, 100].first { $0 >= greatest }
        if let high {
            for tenth in 0...10 {
                let mode = high * Double(tenth) / 10
                draws.append(
                    exact("random.triangular(0, \(UnitDraw.plain(high)), \(UnitDraw.plain(mode)))") { stream in
                        let u = stream.real()
                        let c = mode / high
                        return u > c
                            ? high + (0 - high) * ((1 - u) * (1 - c)).squareRoot() : high * (u * c).squareRoot()
                    })
            }
        }
        return draws
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

    /// The call of `random.choices` with weights; nil when they do not lie in a row.
    func weightedAtOnce(_ stream: PythonStream, _ count: Int, _ list: ([String]) -> String) -> String? {
        guard labels.count <= 8 else { return nil }
        var low = [Double](repeating: 2, count: labels.count)
        var high = [Double](repeating: -1, count: labels.count)
        for (index, place) in places.enumerated() {
            let drawn = stream.real()
            low[place] = min(low[place], drawn)
            high[place] = max(high[place], drawn)
            guard index < 32 || index == places.count - 1 else { continue }
            for other in low.indices where other != place && low[other] < 2 {
                if low[other] < high[place], low[place] < high[other] { return nil }
            }
        }
        let order = labels.indices.sorted { low[$0] < low[$1] }
        let ends = zip(order, order.dropFirst()).map { high[$0]...low[$1] }
        guard zip(order, order.dropFirst()).allSatisfy({ high[$0] < low[$1] }), let weights = Self.weights(ends) else {
            return nil
        }
        let shares = weights.map(UnitDraw.plain).joined(separator: ", ")
        return "random.choices(\(list(order.map { labels[$0] })), weights=[\(shares)], k=\(count))"
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
