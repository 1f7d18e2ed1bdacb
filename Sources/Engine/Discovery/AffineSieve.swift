/// Seeds whose first values are on a line with the file's: the file is `start + slope * value` for some numbers.
struct AffineSieve: SeedSieve {
    private let stream: DrawnStream
    private let distribution: Distribution
    /// The file's first values.
    private let values: [Double]
    /// By how much rounding may change a product.
    private let tolerance: Double

    /// The number of values that are examined: two define the line, and the others must be on it.
    static let count = 6
    /// With fewer values, any line would fit.
    private static let least = 4

    var run: Int { 1 << 13 }

    /// - Parameter values: At least the first ``count`` of the file. Nil when they are too few, or the first two the same.
    ///   `slack` is how far each may be off.
    init?(
        _ stream: DrawnStream, _ distribution: Distribution, _ values: [Double], _ element: ElementType,
        slack: Double = 0
    ) {
        self.stream = stream
        self.distribution = distribution
        self.values = Array(values.prefix(Self.count))
        guard self.values.count >= Self.least, values[0] != values[1] else { return nil }
        let largest = self.values.reduce(0) { max($0, abs($1)) }
        tolerance = largest * (element == .float64 ? 0x1p-44 : 0x1p-20) + 2 * slack
    }

    func admits(_ seed: Natural) -> Bool {
        guard let drawn = stream.draw(distribution, seed, values.count) else { return false }
        return (2..<values.count).allSatisfy { isOnLine(first: drawn[0], second: drawn[1], drawn: drawn[$0], at: $0) }
    }

    /// Whether value `index` of the file is on the line through the first two.
    @inline(__always)
    private func isOnLine(first: Double, second: Double, drawn: Double, at index: Int) -> Bool {
        let (step, distance) = (second - first, drawn - first)
        let difference = (values[index] - values[0]) * step - (values[1] - values[0]) * distance
        return abs(difference) <= tolerance * (abs(step) + abs(distance))
    }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        guard stream.hasHeads(seeds) else { return seeds.filter { admits(Natural($0)) } }
        var found: [UInt64] = []
        switch stream {
        case .defaultRandom:
            StreamHeads.pcg64(seeds) { seed, generator in
                let (a, b, c) = firstThree(generator)
                if isOnLine(first: a, second: b, drawn: c, at: 2) { found.append(seed) }
            }
        case .randomState, .python:
            let words = distribution == .random ? 6 : 32
            StreamHeads.mt19937(seeds, words: words, asList: stream == .python) { seed, words in
                guard let (a, b, c) = firstThree(words) else { return found.append(seed) }
                if isOnLine(first: a, second: b, drawn: c, at: 2) { found.append(seed) }
            }
        }
        return found.filter { admits(Natural($0)) }
    }

    @inline(__always)
    private func firstThree(_ generator: PCG64) -> (Double, Double, Double) {
        switch distribution {
        case .standardNormal: return firstThree(NormalZiggurat.self, generator)
        case .exponential: return firstThree(ExponentialZiggurat.self, generator)
        default:
            var generator = generator
            let first = PCG64.uniform(generator.next())
            let second = PCG64.uniform(generator.next())
            return (first, second, PCG64.uniform(generator.next()))
        }
    }

    @inline(__always)
    private func firstThree<Density: Ziggurat>(
        _ density: Density.Type, _ generator: PCG64
    ) -> (Double, Double, Double) {
        var position = 0
        let window = DrawWindow(generator)
        let first = Density.value(&position, in: window)
        let second = Density.value(&position, in: window)
        return (first, second, Density.value(&position, in: window))
    }

    @inline(__always)
    private func firstThree(_ words: StreamHeads.Words) -> (Double, Double, Double)? {
        if distribution == .random {
            return (
                MT19937.uniform(words[0], words[1]), MT19937.uniform(words[2], words[3]),
                MT19937.uniform(words[4], words[5])
            )
        }
        guard let first = PolarPoint(words, from: 0), let second = PolarPoint(words, from: first.end) else {
            return nil
        }
        let normals = first.normals
        return (normals.0, normals.1, second.normals.0)
    }
}
