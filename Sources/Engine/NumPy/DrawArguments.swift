internal import Objects

/// The arguments of numpy's distributions, named as in its documentation.
enum DrawArguments {
    static let mean = Parameter<Double>("loc", .number, default: 0, "the mean")
    static let deviation = Parameter<Double>("scale", .notNegative, default: 1, "the standard deviation")
    static let lowest = Parameter<Double>("low", .number, default: 0, "where values begin")
    static let highest = Parameter<Double>("high", .number, default: 1, "where values end")
    static let rate = Parameter<Double>("scale", .notNegative, default: 1, "the mean")
    static let low = Parameter<Int>("low", .integer(-Int.largestExact...Int.largestExact), default: 0, "the least")
    static let high = Parameter<Int>(
        "high", .integer(-Int.largestExact...Int.largestExact), "one more than the greatest")

    static let normal = DrawCall.Kind("normal", [mean.documented, deviation.documented]) {
        arguments throws(ParameterError) in
        .normal(mean: try arguments.get(mean), deviation: try arguments.get(deviation))
    }

    static let uniform = DrawCall.Kind("uniform", [lowest.documented, highest.documented]) {
        arguments throws(ParameterError) in
        let low = try arguments.get(lowest)
        let range = try arguments.get(highest) - low
        guard range.isFinite else { throw arguments.error("high", "is too far from low") }
        return .uniform(low: low, range: range)
    }

    static func integers(_ name: String) -> DrawCall.Kind {
        DrawCall.Kind(name, isReal: false, [low.documented, high.documented]) { arguments throws(ParameterError) in
            let first = try arguments.get(low)
            let end = try arguments.get(high)
            guard first < end else { throw arguments.error("high", "must be above low, \(first)") }
            return .integers(Int64(first)...Int64(end - 1))
        }
    }
}
