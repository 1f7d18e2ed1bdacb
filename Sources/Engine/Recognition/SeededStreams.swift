/// The streams of the seeds that are tried, at their beginning. A seed is hashed once, however many hypotheses use it.
final class SeededStreams {
    let seeds: [Int]
    private var generators: [CongruentialStream?]
    private var twisters: [MT19937?]
    private var lists: [MT19937?]

    init(_ seeds: [Int]) {
        self.seeds = seeds.filter { $0 >= 0 }
        generators = Array(repeating: nil, count: self.seeds.count)
        twisters = Array(repeating: nil, count: self.seeds.count)
        lists = Array(repeating: nil, count: self.seeds.count)
    }

    /// A sampler that draws as numpy does from the seed at `place`; nil for a seed that numpy refuses.
    func sampler(_ from: DrawnFrom, _ place: Int) -> Sampler? {
        switch from {
        case .generator:
            let stream =
                generators[place] ?? CongruentialStream(SeedEntropy(Natural(UInt64(seeds[place])).key).wide(4))
            generators[place] = stream
            return stream.copied.map { Sampler($0, isLegacy: false) }
        case .legacy: return twister(place).map { Sampler(TwisterStream($0), isLegacy: true) }
        }
    }

    /// The bit generator of RandomState; nil for a seed that numpy refuses.
    func twister(_ place: Int) -> MT19937? {
        guard let seed = UInt32(exactly: seeds[place]) else { return nil }
        let generator = twisters[place] ?? Self.turned(MT19937(seed: seed))
        twisters[place] = generator
        return generator
    }

    /// Python's own `random`, seeded with the integer at `place`.
    func python(_ place: Int) -> PythonStream {
        let generator = lists[place] ?? Self.turned(MT19937(key: Natural(UInt64(seeds[place])).key))
        lists[place] = generator
        return PythonStream(generator)
    }

    /// torch's CPU generator.
    func torch(_ place: Int) -> TorchStream { TorchStream(seeds[place]) }

    /// The generator with its first words computed, so that copies need not compute them again.
    private static func turned(_ generator: MT19937) -> MT19937 {
        var generator = generator
        generator.withWords { _ in 0 }
        return generator
    }
}
