extension UnitDraw {
    private static func exact(
        _ from: DrawnFrom, _ call: String, _ draw: @escaping @Sendable (Sampler) -> Double
    ) -> UnitDraw {
        // The size goes before the end of the call.
        let open = call.dropLast()
        return UnitDraw(source: .numpy(from, draw), fit: .exact) { _, _, size in "\(from.name).\(open), \(size))" }
    }

    /// Integers of a range, by the range.
    static func ranges(_ from: DrawnFrom, _ seen: SeenNumbers, _ most: Int = 40) -> [UnitDraw] {
        guard let least = seen.values.min(), let greatest = seen.values.max(), least > -0x1p53, greatest < 0x1p53 else {
            return []
        }
        let name = from == .generator ? "integers" : "randint"
        var dtype = ""
        var width: UInt32 = 0
        if case .number(let element) = seen.type, !element.isReal, element != .int64 {
            dtype = ", dtype=np.\(element.rawValue)"
            width = element.byteCount < 4 ? UInt32(element.byteCount * 8) : 0
        }
        let typed = dtype
        let likely = IntegerRanges.likely(least: Int64(least), greatest: Int64(greatest), count: UInt64(seen.count))
        guard width == 0 else { return [] }
        return likely.prefix(most).map { range in
            let low = Double(range.lowerBound)
            let span = UInt64(range.upperBound - range.lowerBound)
            let draw: @Sendable (Sampler) -> Double = {
                low + Double($0.isLegacy ? $0.interval(span) : $0.bounded(span))
            }
            return UnitDraw(source: .numpy(from, draw), fit: .exact) { _, _, size in
                "\(from.name).\(name)(\(range.lowerBound), \(range.upperBound + 1), size=\(size)\(typed))"
            }
        }
    }

    /// Counts: binomial, Poisson and similar distributions.
    static func counts(_ from: DrawnFrom, _ seen: SeenNumbers) -> [UnitDraw] {
        let values = seen.values
        guard let least = values.min(), let greatest = values.max(), least >= 0, greatest < 0x1p53, values.count > 8,
            greatest > least
        else { return [] }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        var draws: [UnitDraw] = []
        if variance < 2 * mean + 1, variance > mean * 0.4, greatest < 1e6 {
            for mean in Templates.around(mean, spread: (max(0.1, mean) / count).squareRoot()) where mean > 0 {
                draws.append(exact(from, "poisson(\(plain(mean)))") { Double($0.poisson(mean)) })
            }
        }
        if variance < mean * 1.3, greatest < 1e6 {
            let trials = [
                1.0, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 32, 40, 50, 60, 64, 100, 128, 200, 256, 500,
                1000,
            ]
            for n in Set(trials + [greatest]).sorted() where n >= greatest {
                // The variance determines the share.
                let p = mean / n
                let expected = n * p * (1 - p)
                guard (expected - variance).magnitude < 6 * max(expected, variance) / count.squareRoot() + 0.1 else {
                    continue
                }
                for p in Templates.around(p, spread: (p * (1 - p) / (n * count)).squareRoot()) where p > 0 && p < 1 {
                    draws.append(
                        exact(from, "binomial(\(plain(n)), \(plain(p)))") { Double($0.binomial(Int64(n), p)) })
                }
            }
        }
        if least >= 1 {
            let p = 1 / mean
            for p in Templates.around(p, spread: p * ((1 - p) / count).squareRoot()) where p > 0 && p < 1 {
                draws.append(exact(from, "geometric(\(plain(p)))") { Double($0.geometric(p)) })
            }
            for a in [1.1, 1.2, 1.25, 1.5, 1.6, 1.75, 1.8, 2, 2.1, 2.2, 2.5, 3, 3.5, 4, 5] {
                draws.append(exact(from, "zipf(\(plain(a)))") { Double($0.zipf(a)) })
            }
        }
        if variance > mean, greatest < 1e6 {
            for n in [1.0, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 50, 100] {
                let p = n / (mean + n)
                let spread = p * (1 - p) / mean * (variance / count).squareRoot()
                for p in Templates.around(p, spread: max(spread, 0.001)) where p > 0 && p < 1 {
                    draws.append(
                        exact(from, "negative_binomial(\(plain(n)), \(plain(p)))") {
                            Double($0.negativeBinomial(n, p))
                        })
                }
            }
        }
        if least >= 1 {
            for p in [0.6, 0.5, 0.7, 0.8, 0.9, 0.3, 0.4, 0.2, 0.1, 0.95, 0.99] {
                draws.append(exact(from, "logseries(\(plain(p)))") { Double($0.logarithmicSeries(p)) })
            }
        }
        return draws + hypergeometric(from, greatest: greatest, mean: mean, variance: variance, count: count)
    }

    /// Populations of few digits whose mean and variance are those that were counted.
    private static func hypergeometric(
        _ from: DrawnFrom, greatest: Double, mean: Double, variance: Double, count: Double
    ) -> [UnitDraw] {
        guard greatest <= 100 else { return [] }
        let numbers = [5.0, 6, 7, 8, 10, 12, 13, 15, 20, 25, 26, 30, 40, 50, 60, 70, 80, 90, 100, 200, 450, 500, 1000]
        var draws: [(distance: Double, draw: UnitDraw)] = []
        for good in numbers where good >= greatest {
            for bad in numbers {
                let total = good + bad
                let sample = (mean * total / good).rounded()
                guard sample >= max(1, greatest), sample < total else { continue }
                let expected = sample * good / total
                let spread = expected * (1 - good / total) * (total - sample) / (total - 1)
                guard (expected - mean).magnitude < 4 * (spread / count).squareRoot() + 1e-9,
                    (spread - variance).magnitude < 6 * variance / count.squareRoot()
                else { continue }
                let draw = exact(from, "hypergeometric(\(plain(good)), \(plain(bad)), \(plain(sample)))") {
                    Double($0.hypergeometric(good: Int64(good), bad: Int64(bad), sample: Int64(sample)))
                }
                draws.append(((expected - mean).magnitude + (spread - variance).magnitude, draw))
            }
        }
        return draws.sorted { $0.distance < $1.distance }.prefix(160).map(\.draw)
    }
}
