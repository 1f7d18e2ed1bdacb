/// Tests a pool of seeds in order, on all cores, and confirms those that a sieve admits.
struct SeedSearch {
    let pool: SeedPool
    let sieve: any SeedSieve
    /// When the search ends, complete or not.
    let deadline: ContinuousClock.Instant?
    /// The number of seeds that have been tested, in whole runs.
    private(set) var tried: UInt64 = 0

    init(pool: SeedPool, sieve: any SeedSieve, until deadline: ContinuousClock.Instant? = nil) {
        self.pool = pool
        self.sieve = sieve
        self.deadline = deadline
    }

    /// Whether all seeds have been tested.
    var isComplete: Bool { tried >= pool.count }

    /// A run of the pool, and the seeds in it that the sieve admits.
    private struct Run: Sendable {
        var admitted: [Natural] = []
        var count: UInt64 = 0
    }

    /// The result of `confirm` for the first seed that it confirms; nil if it confirms none.
    mutating func first<Result>(
        _ progress: (UInt64) -> Void, confirm: (Natural) throws -> Result?
    ) throws -> Result? {
        let (pool, sieve) = (pool, sieve)
        let total = pool.count
        guard total > 0 else { return nil }
        let length = UInt64(sieve.run)
        var result: Result?
        let threads = total > length ? Machine.processors : 0
        try OrderedPipeline(threads: threads, initial: Run()).run { index, run in
            let (start, overflow) = UInt64(index).multipliedReportingOverflow(by: length)
            run =
                overflow || start >= total ? Run() : Self.sift(pool, start..<start + min(length, total - start), sieve)
        } consume: { _, run in
            for seed in run.admitted where result == nil { result = try confirm(seed) }
            tried += run.count
            progress(tried)
            return result == nil && tried < total && deadline.map { ContinuousClock.now < $0 } != false
        }
        return result
    }

    private static func sift(_ pool: SeedPool, _ places: Range<UInt64>, _ sieve: any SeedSieve) -> Run {
        let count = UInt64(places.count)
        switch pool.seeds {
        case .run(let seeds):
            let first = seeds.lowerBound + places.lowerBound
            return Run(admitted: sieve.sift(first..<first + count).map { Natural($0) }, count: count)
        case .list(let seeds):
            return Run(
                admitted: seeds[Int(places.lowerBound)..<Int(places.upperBound)].filter(sieve.admits), count: count)
        }
    }
}
