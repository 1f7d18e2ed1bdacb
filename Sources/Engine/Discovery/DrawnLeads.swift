internal import Objects

/// Files of real numbers, drawn by one call with unknown location and scale.
struct DrawnLeads {
    let layout: ArrayLayout
    /// The first values of the file, at most this many; none if they cannot be read.
    let head: (_ count: Int) -> [Double]

    /// The number of values that a line is fitted to if fewer were not conclusive: the more there are, the fewer lines
    /// remain.
    private static let fitted = 1 << 20
    /// The number of values that a line is fitted to first. They show whether there is one, and which it is if its
    /// numbers are plain.
    private static let tried = 1000

    /// A distribution in its simplest form, and the name of its call.
    private struct Shape {
        let stream: DrawnStream
        let unit: Distribution
        let names: String
        /// The call for a fitted line.
        let call: @Sendable (AffineFit) -> JSONObject?
    }

    var leads: [Lead] {
        let first = head(Self.tried)
        return Self.shapes.compactMap { shape in
            guard let sieve = AffineSieve(shape.stream, shape.unit, first, layout.element) else { return nil }
            let cost = shape.stream == .python ? 400.0 : 60
            return Lead("\(shape.stream.words): \(shape.names)", cost: cost, sieve) { seed in
                let lines = [Self.tried, Self.fitted].lazy.map { fit(shape, seed, $0) }.prefix { $0 != nil }
                return lines.compactMap { $0.flatMap(shape.call) }.map { call in
                    Lead.Call(generator: shape.stream.generator, params: shape.stream.params(seed, call, layout))
                }
            }
        }
    }

    /// The line on which the first values of the file are with those of a seed.
    private func fit(_ shape: Shape, _ seed: Natural, _ count: Int) -> AffineFit? {
        let values = head(count)
        guard let drawn = shape.stream.draw(shape.unit, seed, values.count) else { return nil }
        return AffineFit(drawn: drawn, values: values, element: layout.element)
    }

    private static let shapes: [Shape] =
        [
            normal(.defaultRandom, "standard_normal"), normal(.randomState, "randn"),
            uniform(.defaultRandom, "random"), uniform(.randomState, "rand"), uniform(.python, "rand"),
            Shape(stream: .defaultRandom, unit: .exponential(scale: 1), names: "exponential") { fit in
                guard let (_, scale) = fit.parameters(first: 0, { $1 }, { $0.1 * $1 }) else { return nil }
                return scale == 1 ? ["call": "exponential"] : ["call": "exponential", "scale": .number(scale)]
            },
        ]

    private static func normal(_ stream: DrawnStream, _ standard: JSONString) -> Shape {
        Shape(stream: stream, unit: .standardNormal, names: "\(standard), normal") { fit in
            guard let (mean, deviation) = fit.parameters({ $1 }, { $0.0 + $0.1 * $1 }) else { return nil }
            if mean == 0, deviation == 1 { return ["call": .string(standard)] }
            return ["call": "normal", "loc": .number(mean), "scale": .number(deviation)]
        }
    }

    private static func uniform(_ stream: DrawnStream, _ standard: JSONString) -> Shape {
        Shape(stream: stream, unit: .random, names: stream == .python ? "random, uniform" : "\(standard), uniform") {
            fit in
            guard let (low, high) = fit.parameters({ $0 + $1 }, { $0.0 + ($0.1 - $0.0) * $1 }) else { return nil }
            if low == 0, high == 1 { return ["call": .string(standard)] }
            return ["call": "uniform", "low": .number(low), "high": .number(high)]
        }
    }
}

/// Files of integers, drawn by one call from an unknown range.
struct IntegerLeads {
    let layout: ArrayLayout
    let least, greatest: Int64

    func leads(_ sieve: Lead.MakeSieve) throws -> [Lead] {
        var leads: [Lead] = []
        for (stream, name) in [(DrawnStream.defaultRandom, "integers"), (.randomState, "randint")] {
            for range in IntegerRanges.likely(least: least, greatest: greatest, count: layout.count) {
                var call: JSONObject = ["call": .string(name), "high": .integer(range.upperBound + 1)]
                if range.lowerBound != 0 { call["low"] = .integer(range.lowerBound) }
                let lead = try Lead(
                    "\(stream.words): \(name)", stream.generator,
                    ["calls": [.object(DrawnStream.call(call, layout))]], sieve)
                if let lead { leads.append(lead) }
            }
        }
        return leads
    }
}
