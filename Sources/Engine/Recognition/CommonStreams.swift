/// The streams of the seeds that people write, as they begin: a seed is hashed once for all files.
enum CommonStreams {
    static let seeds = (CommonSeeds.all + CommonSeeds.others).filter { $0 >= 0 && $0 < 1 << 32 }

    private static let states: [CongruentialState] = seeds.map {
        CongruentialState(SeedEntropy(Natural(UInt64($0)).key).wide(4))
    }
    private static let twisters = seeds.map { turned(MT19937(seed: UInt32($0))) }
    private static let lists = seeds.map { turned(MT19937(key: Natural(UInt64($0)).key)) }

    /// The generator with its first words computed, so that copies need not compute them again.
    private static func turned(_ generator: MT19937) -> MT19937 {
        var generator = generator
        generator.withWords { _ in 0 }
        return generator
    }

    static func sampler(_ from: DrawnFrom, _ place: Int) -> Sampler {
        switch from {
        case .generator: Sampler(CongruentialStream(states[place].words), isLegacy: false)
        case .legacy: Sampler(TwisterStream(twisters[place]), isLegacy: true)
        }
    }

    static func python(_ place: Int) -> PythonStream { PythonStream(lists[place]) }

    /// The first numbers that a call draws.
    static func head(of draw: UnitDraw, at place: Int, count: Int) -> [Double] {
        switch draw.source {
        case .numpy(let from, let next):
            let stream = sampler(from, place)
            return (0..<count).map { _ in next(stream) }
        case .python(let next):
            let stream = python(place)
            return (0..<count).map { _ in next(stream) }
        case .torch: return [Double](repeating: .nan, count: count)
        }
    }

    /// How many words of each stream are known.
    static let length = 80

    /// The first words of the streams, one after the other: of default_rng in the order in which it gives 32 bits.
    static let words: [DrawnStream: [UInt32]] = {
        var words: [DrawnStream: [UInt32]] = [:]
        for place in seeds.indices {
            let generator = sampler(.generator, place).bits
            words[.defaultRandom, default: []] += (0..<length).map { _ in generator.next32() }
            let twister = sampler(.legacy, place).bits
            words[.randomState, default: []] += (0..<length).map { _ in twister.next32() }
            let list = TwisterStream(lists[place])
            words[.python, default: []] += (0..<length).map { _ in list.next32() }
        }
        return words
    }()

    /// The first of the words of each stream.
    static let firstWords = words.mapValues { words in seeds.indices.map { words[$0 * length] } }

    /// The words that seed a PCG64.
    private struct CongruentialState: Sendable {
        let words: [UInt64]
        init(_ words: [UInt64]) { self.words = words }
    }
}
