internal import Objects

/// A call to `RandomState` that may have drawn a file's values, and what these then reveal about the words.
enum StateReading: Hashable, Sendable {
    case rand
    case uniform(low: Double, high: Double)
    case randint(MaskedReading)

    var distribution: Distribution {
        switch self {
        case .rand: .random
        case .uniform(let low, let high): .uniform(low: low, range: high - low)
        case .randint(let reading): .integers(reading.low...reading.high - 1)
        }
    }

    /// The call's name and arguments, as ``RandomStateCalls`` takes them.
    var arguments: JSONObject {
        switch self {
        case .rand: ["call": "rand"]
        case .uniform(let low, let high): ["call": "uniform", "low": .number(low), "high": .number(high)]
        case .randint(let reading):
            reading.low == 0
                ? ["call": "randint", "high": .integer(reading.high)]
                : ["call": "randint", "low": .integer(reading.low), "high": .integer(reading.high)]
        }
    }

    var pattern: WordPattern {
        switch self {
        case .rand, .uniform: .uniform
        case .randint(let reading): reading.pattern
        }
    }

    /// What each value reveals; nil as soon as one cannot come from the call.
    func sights(_ values: ElementValues, _ element: ElementType) -> [BitSight]? {
        switch self {
        case .rand: Self.all(values.reals, UniformReading(low: 0, range: 1, element: element).sight)
        case .uniform(let low, let high):
            Self.all(values.reals, UniformReading(low: low, range: high - low, element: element).sight)
        case .randint(let reading): Self.all(values.integers, reading.sight)
        }
    }

    private static func all<Value>(_ values: [Value]?, _ sight: (Value) -> BitSight?) -> [BitSight]? {
        guard let values else { return nil }
        var sights: [BitSight] = []
        for value in values {
            guard let sight = sight(value) else { return nil }
            sights.append(sight)
        }
        return sights
    }

    /// The calls that values may come from, judging by their range.
    ///
    /// - Parameter ranges: possible bounds of uniform, besides ``UniformReading/ranges(around:_:slack:)``.
    static func candidates(
        _ values: ElementValues, _ element: ElementType, _ ranges: [(low: Double, high: Double)]
    ) -> [StateReading] {
        var found = values.integers.map { MaskedReading.candidates($0).map(Self.randint) } ?? []
        guard let reals = values.reals, let least = reals.min(), let greatest = reals.max(),
            least.isFinite, greatest.isFinite
        else { return found }
        // With an average of 40 values in a margin, it is empty once in 10^17 files.
        let margin = 40 / Double(reals.count)
        // The first few doubles reveal a wrong range, but not values of float32.
        let around = UniformReading.ranges(around: least, greatest, slack: element == .float64 ? 2 : 0)
        for (low, high) in [(0, 1)] + ranges + around {
            let call: Self = (low, high) == (0, 1) ? .rand : .uniform(low: low, high: high)
            let most = (high - low) * margin
            if low < high, most.isFinite, 0...most ~= least - low, 0...most ~= high - greatest, !found.contains(call) {
                found.append(call)
            }
        }
        return found
    }
}
