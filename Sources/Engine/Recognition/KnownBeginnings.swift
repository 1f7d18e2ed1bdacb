internal import Threads

/// The beginnings of the streams that files are looked up in: made once for all files of a process.
enum KnownBeginnings {
    /// A call, and how the streams of its seeds begin.
    struct Entry: Sendable {
        let draw: UnitDraw
        let beginnings: Beginnings
    }

    /// Of the seeds below 65,536: the calls that draw most numbers.
    static let all: [Entry] = {
        let wanted: [(DrawnStream, Distribution, UnitDraw)] = [
            (.defaultRandom, .standardNormal, .normal(.generator)), (.defaultRandom, .random, .uniform(.generator)),
            (.defaultRandom, .exponential(scale: 1), UnitDraw.common(.generator)[2]),
            (.randomState, .standardNormal, .normal(.legacy)), (.randomState, .random, .uniform(.legacy)),
            (.python, .random, UnitDraw(source: .python { $0.real() }, fit: .affine, isRange: true) { _, _, _ in "" }),
        ]
        let made = try? Parallel.map(wanted) { Entry(draw: $0.2, beginnings: beginnings($0.0, $0.1)) }
        return made ?? []
    }()

    /// Of the seeds that people write: the other calls.
    static let common: [Entry] = {
        var draws: [UnitDraw] = []
        for from in DrawnFrom.allCases {
            draws += UnitDraw.common(from) + shapes(from)
            if from == .generator {
                draws.append(
                    UnitDraw(source: .numpy(from) { Double($0.bits.next32()) * 0x1p-32 }, fit: .affine) { _, _, _ in ""
                    })
            }
        }
        draws += Recogniser.pythonDraws(SeenNumbers([-1.5, 0.5, 2])).filter { $0.fit == .affine }
        let places = Array(CommonStreams.seeds.indices)
        let made = try? Parallel.map(draws) { draw in
            var heads: [Double] = []
            heads.reserveCapacity(places.count * Beginnings.count)
            for place in places { heads += CommonStreams.head(of: draw, at: place, count: Beginnings.count) }
            return Entry(draw: draw, beginnings: Beginnings(CommonStreams.seeds.map { UInt32($0) }, heads: heads))
        }
        return made ?? []
    }()

    /// Distributions with a shape, of the shapes that people write most.
    private static func shapes(_ from: DrawnFrom) -> [UnitDraw] {
        func draw(_ next: @escaping @Sendable (Sampler) -> Double) -> UnitDraw {
            UnitDraw(source: .numpy(from, next), fit: .scaled) { _, _, _ in "" }
        }
        var draws: [UnitDraw] = []
        for shape in [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 7.5, 9, 10] { draws.append(draw { $0.gamma(shape) }) }
        for freedom in [2.0, 3, 4, 5, 10] { draws.append(draw { $0.studentT(freedom) }) }
        for shape in [1.5, 2, 2.5, 3, 5] {
            draws.append(draw { $0.pareto(shape) })
            draws.append(draw { $0.power(shape) })
        }
        for (a, b) in [(2.0, 5.0), (0.5, 0.5), (2, 2), (1, 3), (5, 2), (5, 1)] { draws.append(draw { $0.beta(a, b) }) }
        return draws
    }

    private static func beginnings(_ stream: DrawnStream, _ distribution: Distribution) -> Beginnings {
        let pool = SeedPool.usual
        var seeds: [UInt32] = []
        var heads: [Double] = []
        heads.reserveCapacity(pool.count * Beginnings.count)
        switch stream {
        case .defaultRandom:
            StreamHeads.pcg64(pool) { seed, generator in
                seeds.append(UInt32(seed))
                var generator = generator
                let window = DrawWindow(generator)
                var position = 0
                for _ in 0..<Beginnings.count {
                    switch distribution {
                    case .standardNormal: heads.append(NormalZiggurat.value(&position, in: window))
                    case .exponential: heads.append(ExponentialZiggurat.value(&position, in: window))
                    default: heads.append(PCG64.uniform(generator.next()))
                    }
                }
            }
        case .randomState, .python:
            StreamHeads.mt19937(pool, words: 64, asList: stream == .python) { seed, words in
                var drawn: [Double] = []
                if distribution == .random {
                    drawn = (0..<Beginnings.count).map { MT19937.uniform(words[2 * $0], words[2 * $0 + 1]) }
                } else {
                    var at = 0
                    while drawn.count < Beginnings.count, let point = PolarPoint(words, from: at) {
                        drawn += [point.normals.0, point.normals.1]
                        at = point.end
                    }
                }
                guard drawn.count == Beginnings.count else { return }
                seeds.append(UInt32(seed))
                heads += drawn
            }
        }
        return Beginnings(seeds, heads: heads)
    }
}

extension KnownBeginnings.Entry {
    /// Whether all numbers of a head may come from the stream of a seed.
    func isPossible(_ head: FirstNumbers, _ seed: UInt32) -> Bool {
        let streams = SeededStreams([Int(seed)])
        switch draw.source {
        case .numpy(let from, let next):
            guard let sampler = streams.sampler(from, 0) else { return false }
            return LineSearch.isPossible(.affine, head.seen) { next(sampler) }
        case .python(let next):
            let stream = streams.python(0)
            return LineSearch.isPossible(.affine, head.seen) { next(stream) }
        case .torch: return false
        }
    }
}
