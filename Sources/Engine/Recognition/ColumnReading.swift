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
    /// Of an array that has more than one axis.
    var shape: [Int]?

    init(_ words: [String], floatFormat: String?) {
        self.words = words
        values = words.map { Double($0) ?? .nan }
        let isWhole = words.allSatisfy { !$0.contains(".") && !$0.contains("e") }
        type = isWhole ? .int64 : .float64
        guard !isWhole, let written = Self.places(words) else {
            slacks = [Double](repeating: 0, count: words.count)
            suffix = ""
            return
        }
        // Zeros at the end of all say that they were rounded before they were written.
        let places = words.count > 8 ? Self.places(words.map(Self.withoutZeros)) ?? 0 : written
        slacks = [Double](repeating: 0.5 * Libm.pow(10, -Double(places)), count: words.count)
        suffix = floatFormat == nil || places < written ? ".round(\(places))" : ""
    }

    private static func withoutZeros(_ word: String) -> String {
        word.contains(".") ? String(word.reversed().drop { $0 == "0" }.reversed()) : word
    }

    /// Numbers of an array.
    init(_ seen: SeenNumbers, words: [String] = []) {
        self.words = words
        (values, slacks, type, suffix) = (seen.values, seen.slacks, seen.type, seen.suffix)
        shape = seen.shape
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
        if words.isEmpty { return Observation.with(values, nil, type, []).bits }
        if values.contains(where: \.isNaN) { return Observation.bits(ofLabels: words) }
        var observation = Observation.with(values, nil, type, [])
        observation.absolute = slacks.max() ?? 0
        return observation.bits
    }

    var seen: SeenNumbers { SeenNumbers(values, slacks: slacks, shape: shape, type: type, suffix: suffix) }

    var isDate: Bool { words.first.map { $0.count >= 10 && CivilTime($0) != nil } ?? false }

    /// The origin of a column that does not depend on a generator.
    var counted: String? {
        guard let first = words.first else { return nil }
        if let start = Int(first), start.magnitude < 1 << 53,
            words.enumerated().allSatisfy({ Int($0.element) == start + $0.offset })
        {
            return start == 0 ? "np.arange(\(words.count))" : "np.arange(\(start), \(start + words.count))"
        }
        if let names = countedNames { return names }
        guard isDate, words.count > 1, let start = CivilTime(words[0]), let next = CivilTime(words[1]) else {
            return nil
        }
        let steps: [Int64: String] = [
            86400: "D", 3600: "h", 60: "min", 1: "s", 604_800: "7D", 900: "15min", 1800: "30min", 300: "5min",
        ]
        guard let unit = steps[next.seconds - start.seconds] else { return nil }
        return "pd.date_range('\(words[0])', periods=\(words.count), freq='\(unit)')"
    }

    /// Names that end with a number that counts: `user_7`, `C0007`.
    private var countedNames: String? {
        guard words.count > 2, let prefix = words.first.map({ $0.prefix { !$0.isNumber } }), !prefix.isEmpty,
            let first = Int(words[0].dropFirst(prefix.count)), 0...1_000_000 ~= first
        else { return nil }
        let width = words[0].count - prefix.count
        for isPadded in [false, true] {
            let isSo = words.enumerated().allSatisfy { place, word in
                let digits = "\(first + place)"
                let zeros = isPadded ? String(repeating: "0", count: max(0, width - digits.count)) : ""
                return word == "\(prefix)\(zeros)\(digits)"
            }
            guard isSo else { continue }
            let range = first == 0 ? "\(words.count)" : "\(first), \(first + words.count)"
            return "[f'\(prefix){k\(isPadded ? ":0\(width)d" : "")}' for k in range(\(range))]"
        }
        return nil
    }

    /// The calls that may have given the column from where `sampler` stands, of `draws` or sums of them.
    func calls(_ from: DrawnFrom, _ draws: ColumnDraws, _ sampler: Sampler) -> [FoundCall] {
        let seen = draws.seen
        let plain = draws.calls(sampler)
        if !plain.isEmpty {
            return plain.map { FoundCall(text: $0.text + suffix, after: $0.after) }
        }
        // Running sums of normals.
        guard type == .float64, !values.contains(where: \.isNaN), seen.count > 8, shape?.count ?? 1 == 1 else {
            return []
        }
        let steps = seen.steps(width: seen.count).knowing { $0 != 0 }
        for draw in [UnitDraw.normal(from), UnitDraw.uniform(from)] {
            guard let stream = sampler.copied, let next = draw.drawing(stream),
                LineSearch.isPossible(draw.fit, steps, next), let first = sampler.copied.flatMap({ draw.drawing($0) })
            else { continue }
            for (location, scale) in LineSearch.pairs(draw, steps, sampler) {
                let step = draw.isRange ? location + (scale - location) * first() : location + scale * first()
                let error = seen.slacks[0] + 1e-9 * max(1, values[0].magnitude)
                guard let start = LineSearch.plainest(values[0] - step, error: error),
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
