internal import Objects

/// Seeds of a stream that a file begins with: tests the first value, then the first few.
struct DrawnSieve: SeedSieve {
    let stream: DrawnStream
    /// Nil if the first draws do not give the file's first value.
    let first: FirstValue?
    let prefix: PrefixTest

    var run: Int { first == nil ? 1 << 8 : stream == .defaultRandom ? 1 << 18 : 1 << 16 }

    func admits(_ seed: Natural) -> Bool {
        prefix.admits(seed)
    }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        guard let first, stream.hasHeads(seeds) else { return seeds.filter { admits(Natural($0)) } }
        var found: [UInt64] = []
        switch stream {
        case .defaultRandom:
            StreamHeads.pcg64(seeds) { seed, generator in
                if first.isDrawn(by: generator) { found.append(seed) }
            }
        case .randomState, .python:
            StreamHeads.mt19937(seeds, words: first.words, asList: stream == .python) { seed, words in
                if first.isDrawn(from: words) { found.append(seed) }
            }
        }
        return found.filter { admits(Natural($0)) }
    }
}

/// A call that draws from `default_rng(seed)`.
protocol DefaultRandomGenerator: Generator {
    var seed: Natural { get set }
}

extension DefaultRandomGenerator {
    func seeded(_ seed: Natural) -> Self? {
        var copy = self
        copy.seed = seed
        return copy
    }
}

extension MonteCarlo: DefaultRandomGenerator {
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        guard let array = stored[.features] else { return AnySieve(sieves: []) }
        var head = self
        if let layout = ArrayLayout(.float64, shape: Self.head(array.layout.shape)) { head.layout = layout }
        // A walk begins with its first step.
        return DrawnSieve(
            stream: .defaultRandom, first: try array.first(.standardNormal),
            prefix: try PrefixTest(array, .features) { [head] in head.seeded($0) })
    }

    /// The shape of the first values.
    private static func head(_ shape: [Int]) -> [Int] {
        let steps = min(shape[1], PrefixTest.count)
        return [min(shape[0], steps == 0 ? 0 : PrefixTest.count.dividedUp(by: steps)), steps]
    }
}

extension DefaultRandomCalls: DefaultRandomGenerator {
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        guard let (name, array) = stored.first else { return AnySieve(sieves: []) }
        var head = self
        head.sequence = sequence.head(of: name, PrefixTest.count)
        return DrawnSieve(
            stream: .defaultRandom, first: try sequence.beginning(of: name).flatMap { try array.first($0) },
            prefix: try PrefixTest(array, name) { [head] in head.seeded($0) })
    }
}

extension RandomStateCalls {
    /// With the seed in the form of the call's own: an integer, or a list of its words.
    func seeded(_ seed: Natural) -> RandomStateCalls? {
        var copy = self
        if takesLists {
            copy.start = .key(seed.key)
        } else {
            guard seed.words.count < 2 else { return nil }
            copy.start = .seed(seed.word(0))
        }
        return copy
    }

    private var takesLists: Bool {
        if case .key = start { true } else { false }
    }

    func seedValue(_ seed: Natural) -> JSONValue {
        takesLists ? seed.listJSON : seed.json
    }

    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        guard let (name, array) = stored.first else { return AnySieve(sieves: []) }
        var head = self
        head.sequence = sequence.head(of: name, PrefixTest.count)
        return DrawnSieve(
            stream: takesLists ? .python : .randomState,
            first: try sequence.beginning(of: name).flatMap { try array.first($0) },
            prefix: try PrefixTest(array, name) { [head] in head.seeded($0) })
    }
}

extension DrawSequence {
    /// The calls that draw the first values of an array: at least `count` if there are that many, and few more.
    func head(of array: ArrayName, _ count: Int) -> DrawSequence {
        var calls: [DrawCall] = []
        var left = UInt64(count)
        for call in self.calls where left > 0 {
            guard call.array == array else {
                calls.append(call)
                continue
            }
            let kept = min(left, call.count)
            left -= kept
            calls.append(
                DrawCall(distribution: call.distribution, shape: [Int(kept)], element: call.element, array: array))
        }
        return DrawSequence(calls: calls, arrays: arrays)
    }

    /// The distribution of the first draws; nil if they are not for the array.
    func beginning(of array: ArrayName) -> Distribution? {
        let first = calls.first { $0.count > 0 }
        return first?.array == array ? first?.distribution : nil
    }
}

extension StoredArray {
    /// The first value; nil if there is none.
    func first(_ distribution: Distribution) throws -> FirstValue? {
        layout.count == 0 ? nil : FirstValue(distribution, layout.element, try head(1))
    }
}
