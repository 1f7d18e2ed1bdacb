internal import Objects

/// Seeds of `default_rng`: the first value, then the first few.
struct DefaultRandomSieve: SeedSieve {
    /// Nil when the first draws are not those of the file's first value.
    let first: FirstValue?
    let prefix: PrefixTest

    var run: Int { first == nil ? 1 << 8 : 1 << 18 }

    func admits(_ seed: Natural) -> Bool {
        prefix.admits(seed)
    }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        guard let first else { return seeds.filter { admits(Natural($0)) } }
        var found: [UInt64] = []
        StreamHeads.pcg64(seeds) { seed, generator in
            if first.isDrawn(by: generator) { found.append(seed) }
        }
        return found.filter { admits(Natural($0)) }
    }
}

/// Seeds of `RandomState`: the first value, then the first few.
struct RandomStateSieve: SeedSieve {
    /// Nil when the first draws are not those of the file's first value.
    let first: FirstValue?
    /// Whether a seed is a list of one word.
    let asList: Bool
    let prefix: PrefixTest

    var run: Int { first == nil ? 1 << 8 : 1 << 16 }

    func admits(_ seed: Natural) -> Bool {
        prefix.admits(seed)
    }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        // A list of more words than one has no head.
        guard let first, seeds.upperBound <= 1 << 32 else { return seeds.filter { admits(Natural($0)) } }
        var found: [UInt64] = []
        StreamHeads.mt19937(seeds, words: first.words, asList: asList) { seed, words in
            if first.isDrawn(from: words) { found.append(seed) }
        }
        return found.filter { admits(Natural($0)) }
    }
}

extension MonteCarlo {
    func seeded(_ seed: Natural) -> MonteCarlo? {
        var copy = self
        copy.seed = seed
        return copy
    }

    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        guard let array = stored[.features] else { return AnySieve(sieves: []) }
        var head = self
        if let layout = ArrayLayout(.float64, shape: Self.head(array.layout.shape)) { head.layout = layout }
        // A walk begins with its first step.
        return DefaultRandomSieve(
            first: try array.first(.standardNormal),
            prefix: try PrefixTest(array, .features) { [head] in head.seeded($0) })
    }

    /// The shape of the first values.
    private static func head(_ shape: [Int]) -> [Int] {
        let steps = min(shape[1], PrefixTest.count)
        return [min(shape[0], steps == 0 ? 0 : PrefixTest.count.dividedUp(by: steps)), steps]
    }
}

extension DefaultRandomCalls {
    func seeded(_ seed: Natural) -> DefaultRandomCalls? {
        var copy = self
        copy.seed = seed
        return copy
    }

    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        guard let (name, array) = stored.first else { return AnySieve(sieves: []) }
        var head = self
        head.sequence = sequence.head(of: name, PrefixTest.count)
        return DefaultRandomSieve(
            first: try sequence.beginning(of: name).flatMap { try array.first($0) },
            prefix: try PrefixTest(array, name) { [head] in head.seeded($0) })
    }
}

extension RandomStateCalls {
    /// With the seed in the manner of the call's own: an integer, or a list of its words.
    func seeded(_ seed: Natural) -> RandomStateCalls? {
        var copy = self
        if takesLists {
            copy.start = .key(seed.words.isEmpty ? [0] : seed.words)
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
        guard takesLists else { return seed.json }
        return .array((seed.words.isEmpty ? [0] : seed.words).map { .integer(UInt64($0)) })
    }

    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        guard let (name, array) = stored.first else { return AnySieve(sieves: []) }
        var head = self
        head.sequence = sequence.head(of: name, PrefixTest.count)
        return RandomStateSieve(
            first: try sequence.beginning(of: name).flatMap { try array.first($0) }, asList: takesLists,
            prefix: try PrefixTest(array, name) { [head] in head.seeded($0) })
    }
}

extension DrawSequence {
    /// The calls that draw the first values of an array, at least `count` where there are so many, and few more.
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

    /// What the first draws are for, nil when they are not for the array.
    func beginning(of array: ArrayName) -> Distribution? {
        let first = calls.first { $0.count > 0 }
        return first?.array == array ? first?.distribution : nil
    }
}

extension StoredArray {
    /// The first value, nil when there is none.
    func first(_ distribution: Distribution) throws -> FirstValue? {
        layout.count == 0 ? nil : FirstValue(distribution, layout.element, try head(1))
    }
}
