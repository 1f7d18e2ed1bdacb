/// A call that draws numbers one by one, in its simplest form; location and scale are found by comparison.
struct UnitDraw: Sendable {
    enum Source: Sendable {
        case numpy(DrawnFrom, @Sendable (Sampler) -> Double)
        case python(@Sendable (PythonStream) -> Double)
        case torch(@Sendable (TorchStream) -> Double)
    }

    /// How the numbers are compared: as they are, or by their logarithms.
    enum Measure: Hashable, Sendable {
        case plain, logarithm, logarithmOfOneMore
    }

    let source: Source
    let fit: Template.Fit
    var measure = Measure.plain
    /// Whether the second number of the fit is the end of a range.
    var isRange = false
    /// The call, given the two numbers and the size.
    let call: @Sendable (_ location: Double, _ scale: Double, _ size: String) -> String

    /// A function that draws the numbers of a stream, one per call.
    func drawing(_ sampler: Sampler) -> (() -> Double)? {
        guard case .numpy(_, let draw) = source else { return nil }
        return { draw(sampler) }
    }
}

/// The position of a stream after a call, and the call.
struct FoundCall {
    /// `rng.normal(5, 2, 100)`
    let text: String
    let after: Sampler?
}

extension SeenNumbers {
    func measured(_ measure: UnitDraw.Measure) -> SeenNumbers? {
        switch measure {
        case .plain: return self
        case .logarithm:
            guard values.indices.allSatisfy({ values[$0] > 0 || slacks[$0].isInfinite }) else { return nil }
            return mapped(Libm.log, slope: { 1 / max($0, 1e-300) })
        case .logarithmOfOneMore:
            guard values.indices.allSatisfy({ values[$0] > 0 || slacks[$0].isInfinite }) else { return nil }
            return mapped(Elementary.log1p, slope: { 1 / (1 + $0) })
        }
    }
}

extension UnitDraw {
    /// How many numbers are drawn to find location and scale.
    private static let fitted = 3000

    /// The calls of this kind that give all of `seen` from the position of `sampler`, which is not advanced.
    ///
    /// - Parameter measured: `seen` in this draw's measure.
    func calls(_ measured: SeenNumbers, size: String, from sampler: Sampler) -> [FoundCall] {
        guard case .numpy(_, let draw) = source, let stream = sampler.copied else { return [] }
        let count = min(measured.count, Self.fitted)
        let drawn = (0..<count).map { _ in draw(stream) }
        let pairs = LineSearch.parameters(fit, isRange: isRange, measured.prefix(count), drawn)
        guard !pairs.isEmpty else { return [] }
        for index in count..<max(count, measured.count) {
            let value = draw(stream)
            guard measure == .plain, fit != .near, pairs.count == 1, measured.slacks[index].isFinite else { continue }
            let scale = isRange ? pairs[0].1 - pairs[0].0 : pairs[0].1
            guard measured.fits(fit == .exact ? value : pairs[0].0 + scale * value, index) else { return [] }
        }
        return pairs.map { FoundCall(text: call($0.0, $0.1, size), after: stream) }
    }
}

extension SeenNumbers {
    func prefix(_ count: Int) -> SeenNumbers {
        guard count < self.count else { return self }
        return SeenNumbers(
            Array(values.prefix(count)), slacks: Array(slacks.prefix(count)), shape: nil, type: type, suffix: suffix)
    }
}
