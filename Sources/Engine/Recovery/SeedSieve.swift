/// A test that nearly every wrong seed fails at once, and the right one never.
protocol SeedSieve: Sendable {
    /// How many seeds are tested in a run: some milliseconds of work.
    var run: Int { get }

    /// Whether `seed` may be the right one.
    func admits(_ seed: Natural) -> Bool

    /// The seeds of `seeds` that may be the right one, in order.
    func sift(_ seeds: Range<UInt64>) -> [UInt64]
}

extension SeedSieve {
    var run: Int { 256 }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        seeds.filter { admits(Natural($0)) }
    }
}

/// Admits a seed that passes one of several tests: for a file whose content is not known for certain.
struct AnySieve: SeedSieve {
    let sieves: [any SeedSieve]

    var run: Int { sieves.map(\.run).min() ?? 1 }

    func admits(_ seed: Natural) -> Bool {
        sieves.contains { $0.admits(seed) }
    }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        guard sieves.count > 1 else { return sieves.first?.sift(seeds) ?? [] }
        return Set(sieves.flatMap { $0.sift(seeds) }).sorted()
    }
}
