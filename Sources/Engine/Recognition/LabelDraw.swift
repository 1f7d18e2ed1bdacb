/// Values of a few kinds, each drawn independently: `choice`, with or without weights, and masks.
struct LabelDraw {
    let from: DrawnFrom
    /// By value, as Python writes it: `'red'`, `3`.
    let labels: [String]
    /// Which of the labels each value is.
    let places: [Int]

    /// Nil if there are too few values of a kind, or too many kinds, to draw a conclusion.
    init?(_ from: DrawnFrom, _ words: [String], most: Int = 64) {
        self.from = from
        var known: [String: Int] = [:]
        var labels: [String] = []
        var places: [Int] = []
        for word in words {
            if let place = known[word] {
                places.append(place)
            } else {
                guard labels.count < most else { return nil }
                known[word] = labels.count
                places.append(labels.count)
                labels.append(word)
            }
        }
        guard labels.count > 1, words.count >= 2 * labels.count else { return nil }
        (self.labels, self.places) = (labels, places)
    }

    /// The order of the labels in a list from which these were chosen with equal weights; nil if they were not.
    func evenly(_ sampler: Sampler) -> [String]? {
        let span = UInt64(labels.count - 1)
        var order = [Int](repeating: -1, count: labels.count)
        var taken = [Int](repeating: -1, count: labels.count)
        for place in places {
            let drawn = Int(sampler.isLegacy ? sampler.interval(span) : sampler.bounded(span))
            if order[drawn] < 0 {
                guard taken[place] < 0 else { return nil }
                order[drawn] = place
                taken[place] = drawn
            } else if order[drawn] != place {
                return nil
            }
        }
        guard !order.contains(-1) else { return nil }
        return order.map { labels[$0] }
    }

    /// The labels in the order of a list, and the range in 0 ... 1 in which each begins, if they were chosen by one
    /// number each; nil if they were not.
    func weighted(_ sampler: Sampler) -> (order: [String], ends: [ClosedRange<Double>])? {
        var low = [Double](repeating: 2, count: labels.count)
        var high = [Double](repeating: -1, count: labels.count)
        for (index, place) in places.enumerated() {
            let drawn = sampler.real()
            if drawn < low[place] { low[place] = drawn }
            if drawn > high[place] { high[place] = drawn }
            // Labels whose ranges overlap are not from one list.
            guard index < 64 || index == places.count - 1 else { continue }
            for other in low.indices where other != place && low[other] < 2 {
                if low[other] < high[place], low[place] < high[other] { return nil }
            }
        }
        let order = labels.indices.sorted { low[$0] < low[$1] }
        for (before, after) in zip(order, order.dropFirst()) where high[before] >= low[after] { return nil }
        let ends = zip(order, order.dropFirst()).map { high[$0]...low[$1] }
        return (order.map { labels[$0] }, ends)
    }

    /// Weights with few decimals whose sums are in `ends`.
    static func weights(_ ends: [ClosedRange<Double>]) -> [Double]? {
        for unit in [10.0, 20, 100, 1000] {
            var sums: [Double] = []
            for end in ends {
                let first = (end.lowerBound * unit - 1e-9).rounded(.up)
                guard first <= end.upperBound * unit + 1e-9 else { break }
                // In the middle of the permitted range.
                let middle = ((end.lowerBound + end.upperBound) / 2 * unit).rounded()
                sums.append(max(first, min(middle, (end.upperBound * unit + 1e-9).rounded(.down))))
            }
            guard sums.count == ends.count else { continue }
            let weights = zip([0] + sums, sums + [unit]).map { ($1 - $0) / unit }
            if weights.allSatisfy({ $0 > 0 }) { return weights }
        }
        return nil
    }

    /// Random numbers on one side of a threshold, where the values are True and False.
    ///
    /// - Parameter yes: The value where the condition holds.
    func mask(_ sampler: Sampler, size: String, yes: String = "True") -> FoundCall? {
        guard let stream = sampler.copied, let (order, ends) = weighted(stream), order.count == 2,
            let share = Self.weights(ends)?.first
        else { return nil }
        let unit = from == .generator ? "random" : "random_sample"
        let symbol = order[0] == yes ? "<" : ">"
        return FoundCall(text: "\(from.name).\(unit)(\(size)) \(symbol) \(UnitDraw.plain(share))", after: stream)
    }

    /// The calls that may have given all of the values.
    func calls(_ sampler: Sampler, size: String, list: ([String]) -> String) -> [FoundCall] {
        var found: [FoundCall] = []
        if let stream = sampler.copied, let order = evenly(stream) {
            found.append(FoundCall(text: "\(from.name).choice(\(list(order)), size=\(size))", after: stream))
        }
        if let stream = sampler.copied, let (order, ends) = weighted(stream), let weights = Self.weights(ends) {
            let shares = weights.map(UnitDraw.plain).joined(separator: ", ")
            found.append(
                FoundCall(text: "\(from.name).choice(\(list(order)), size=\(size), p=[\(shares)])", after: stream))
        }
        return found
    }
}
