internal import Objects

/// Columns, or arrays, that were drawn one after the other; what depends on an earlier one is found by least squares.
struct ColumnChain {
    /// In the order in which they were drawn.
    let columns: [ColumnReading]

    /// The most combinations of calls for the columns that are tried.
    private static let most = 24

    private struct State {
        var lines: String
        let sampler: Sampler
    }

    /// - Parameter saves: Lines that write `c0`, `c1` and so on.
    func find(_ recogniser: Recogniser, savedBy saves: [String]) throws -> Recipe? {
        guard columns.contains(where: { $0.counted == nil }) else { return nil }
        for from in DrawnFrom.allCases {
            let draws = columns.map { ColumnDraws($0.seen, $0.words.isEmpty ? nil : $0.words, from) }
            // Names and dates that no list and no count gives are nobody's draw.
            guard zip(columns, draws).allSatisfy({ $0.counted != nil || !$1.isHopeless }) else { return nil }
            let recipe = try recogniser.forEachSeed([from]) { from, place, sampler in
                var states = [State(lines: recogniser.setup(from, place), sampler: sampler)]
                for column in columns.indices {
                    states = Array(states.flatMap { next($0, column, draws[column], from) }.prefix(Self.most))
                    guard !states.isEmpty else { return nil }
                }
                for state in states {
                    if let recipe = try recogniser.confirm(state.lines, savedBy: saves) { return recipe }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }

    private func next(_ state: State, _ column: Int, _ draws: ColumnDraws, _ from: DrawnFrom) -> [State] {
        let reading = columns[column]
        func added(_ text: String, _ sampler: Sampler) -> State {
            State(lines: "\(state.lines)\nc\(column) = \(text)", sampler: sampler)
        }
        if let text = reading.counted { return [added(text, state.sampler)] }
        var found = reading.calls(from, draws, state.sampler)
        if found.isEmpty { found = dependent(column, from, state.sampler) }
        return found.compactMap { call in call.after.map { added(call.text, $0) } }
    }

    // MARK: What depends on an earlier column

    /// Multiples of an earlier column, of its square or its sine, with normal noise or without.
    private func dependent(_ column: Int, _ from: DrawnFrom, _ sampler: Sampler) -> [FoundCall] {
        let reading = columns[column]
        guard reading.type.isReal, reading.shape?.count ?? 1 == 1, reading.values.count >= 12,
            !reading.values.contains(where: \.isNaN)
        else { return [] }
        let count = reading.values.count
        let rows = min(count, 16)
        let head = reading.seen.prefix(rows)
        let ones = [Double](repeating: 1, count: rows)
        let normal = UnitDraw.normal(from)
        guard let stream = sampler.copied else { return [] }
        let noise = (0..<count).map { _ in stream.normal() }
        var found: [FoundCall] = []
        for (earlier, other) in columns[..<column].enumerated()
        where other.shape?.count ?? 1 == 1 && other.values.count == count && !other.values.contains(where: \.isNaN)
            && other.values.prefix(rows).contains(where: { $0 != other.values[0] })
        {
            let x = Array(other.values.prefix(rows))
            let shapes: [(String, [Double])] = [
                ("c\(earlier)", x), ("c\(earlier) ** 2", x.map { $0 * $0 }),
                ("np.sin(c\(earlier))", x.map { Libm.sin($0) ?? .nan }),
            ]
            let slack = 4 * ((head.slacks.max() ?? 0) + (other.slacks.prefix(rows).max() ?? 0))
            for (name, shape) in shapes where shape.allSatisfy(\.isFinite) {
                let loose = SeenNumbers(head.values, slacks: head.slacks.map { $0 + slack })
                func plain(_ value: Double) -> Double? {
                    LeastSquares.plain(value, error: 1e-7 * max(1, value.magnitude) + slack)
                }
                if let fit = LeastSquares([ones, shape, Array(noise.prefix(rows))], loose),
                    let start = plain(fit.factors[0]), let slope = plain(fit.factors[1]), slope != 0,
                    let spread = plain(fit.factors[2]), spread > 0
                {
                    let factor = slope == 1 ? "" : "\(UnitDraw.plain(slope)) * "
                    let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
                    let texts = [
                        "\(factor)\(name)\(constant) + \(normal.call(0, spread, "\(count)"))",
                        "\(normal.call(start, spread, "\(count)")) + \(factor)\(name)",
                    ]
                    found += texts.map { text in
                        FoundCall(text: reading.suffix.isEmpty ? text : "(\(text))\(reading.suffix)", after: stream)
                    }
                } else if let fit = LeastSquares([ones, shape], loose), let start = plain(fit.factors[0]),
                    let slope = plain(fit.factors[1]), slope != 0
                {
                    let constant = start == 0 ? "" : " + \(UnitDraw.plain(start))"
                    let text = "\(slope == 1 ? "" : "\(UnitDraw.plain(slope)) * ")\(name)\(constant)"
                    found.append(
                        FoundCall(
                            text: reading.suffix.isEmpty ? text : "(\(text))\(reading.suffix)", after: sampler.copied))
                }
                if !found.isEmpty { return found }
            }
        }
        return found
    }
}
