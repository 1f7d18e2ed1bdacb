internal import Objects

/// A column of a text table: its numbers, and how they were rounded when they were written.
struct ColumnReading {
    let words: [String]
    /// NaN for what is not a number.
    let values: [Double]
    let slacks: [Double]
    let type: ArrayType
    /// `.round(2)`, if the numbers were rounded before they were written.
    let suffix: String

    init(_ words: [String], floatFormat: String?) {
        self.words = words
        values = words.map { Double($0) ?? .nan }
        let isWhole = words.allSatisfy { !$0.contains(".") && !$0.contains("e") }
        type = isWhole ? .int64 : .float64
        guard !isWhole, let places = Self.places(words) else {
            slacks = [Double](repeating: 0, count: words.count)
            suffix = ""
            return
        }
        slacks = [Double](repeating: 0.5 * Libm.pow(10, -Double(places)), count: words.count)
        suffix = floatFormat == nil ? ".round(\(places))" : ""
    }

    /// The maximum number of decimals in all words, if there are few.
    static func places(_ words: [String]) -> Int? {
        guard words.allSatisfy({ !$0.contains("e") }) else { return nil }
        let most =
            words.map { word in
                word.firstIndex(of: ".").map { word.distance(from: $0, to: word.endIndex) - 1 } ?? 0
            }.max() ?? 0
        return most > 0 && most <= 8 ? most : nil
    }

    /// The information that an origin of the column must explain.
    var bits: Double {
        if counted != nil { return 0 }
        if values.contains(where: \.isNaN) { return Observation.bits(ofLabels: words) }
        var observation = Observation.with(values, nil, type, [])
        observation.absolute = slacks.max() ?? 0
        return observation.bits
    }

    var seen: SeenNumbers { SeenNumbers(values, slacks: slacks, type: type, suffix: suffix) }

    var isDate: Bool { words.first.map { $0.count >= 10 && CivilTime($0) != nil } ?? false }

    /// The origin of a column that does not depend on a generator.
    var counted: String? {
        if let first = Int(words[0]), first.magnitude < 1 << 53,
            words.enumerated().allSatisfy({ Int($0.element) == first + $0.offset })
        {
            return first == 0 ? "np.arange(\(words.count))" : "np.arange(\(first), \(first + words.count))"
        }
        guard isDate, words.count > 1, let start = CivilTime(words[0]), let next = CivilTime(words[1]) else {
            return nil
        }
        let steps: [Int64: String] = [
            86400: "D", 3600: "h", 60: "min", 1: "s", 604_800: "7D", 900: "15min", 1800: "30min", 300: "5min",
        ]
        guard let unit = steps[next.seconds - start.seconds] else { return nil }
        return "pd.date_range('\(words[0])', periods=\(words.count), freq='\(unit)')"
    }

    /// The calls that may have given the column from the position of `sampler`: one of `draws`, or sums of them.
    func calls(_ from: DrawnFrom, _ draws: ColumnDraws, _ sampler: Sampler) -> [FoundCall] {
        let seen = draws.seen
        let plain = draws.calls(sampler)
        if !plain.isEmpty {
            return plain.map { FoundCall(text: $0.text + suffix, after: $0.after) }
        }
        // Cumulative sums of normals.
        guard type == .float64, !values.contains(where: \.isNaN), seen.count > 8 else { return [] }
        let steps = seen.steps(width: seen.count).knowing { $0 != 0 }
        for draw in [UnitDraw.normal(from), UnitDraw.uniform(from)] {
            guard let stream = sampler.copied, let next = draw.drawing(stream),
                LineSearch.isPossible(draw.fit, steps, next), let first = sampler.copied.flatMap({ draw.drawing($0) })
            else { continue }
            for (location, scale) in LineSearch.pairs(draw, steps, sampler) {
                let step = draw.isRange ? location + (scale - location) * first() : location + scale * first()
                let error = seen.slacks[0] + 1e-9 * max(1, values[0].magnitude)
                guard let start = LineSearch.plainest(values[0] - step, error),
                    let after = draw.calls(steps, size: "\(seen.count)", from: sampler).first?.after
                else { continue }
                let sum = "np.cumsum(\(draw.call(location, scale, "\(seen.count)")))"
                let text = start.magnitude <= error ? sum : "\(UnitDraw.plain(start)) + \(sum)"
                let isBare = suffix.isEmpty || start.magnitude <= error
                return [FoundCall(text: isBare ? text + suffix : "(\(text))\(suffix)", after: after)]
            }
        }
        return []
    }
}

extension LineSearch {
    /// Location and scale of all numbers of a draw, from the position of a sampler.
    static func pairs(_ draw: UnitDraw, _ seen: SeenNumbers, _ sampler: Sampler) -> [(Double, Double)] {
        guard let stream = sampler.copied, let next = draw.drawing(stream) else { return [] }
        let drawn = (0..<seen.count).map { _ in next() }
        return parameters(draw.fit, isRange: draw.isRange, seen, drawn)
    }
}
