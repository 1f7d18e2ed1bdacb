internal import Objects

/// Follows one lead after the other, and records the results.
struct LeadSearch {
    let seeds: SeedPool
    /// The total time, in seconds.
    let patience: Double
    /// The end of the search.
    let deadline: ContinuousClock.Instant
    /// The origins that no seed confirmed.
    private(set) var tried: [String] = []
    private(set) var passedOver: [(origin: String, seconds: Double)] = []

    /// Leads that cost less per seed, in nanoseconds, are followed before a state is solved for.
    static let quick = 1000.0

    init(seeds: SeedPool, patience: Double) {
        self.seeds = seeds
        self.patience = patience
        deadline = .after(patience)
    }

    /// The remaining seconds.
    private var left: Double { (deadline - ContinuousClock.now) / .seconds(1) }

    /// The first recipe that `confirm` makes from a lead.
    mutating func first(
        of leads: some Sequence<Lead>, _ progress: (String, UInt64) -> Void,
        _ confirm: (any Sequence<Lead.Call>) throws -> Recipe?
    ) throws -> Recipe? {
        for lead in leads {
            let seconds = lead.cost * Double(seeds.count) / Double(Machine.processors) / 1e9
            guard left > 0, seconds <= left else {
                passOver(lead.origin, seconds)
                continue
            }
            var search = SeedSearch(pool: seeds, sieve: lead.sieve, until: deadline)
            let recipe = try search.first({ progress(lead.origin, $0) }) { seed in try confirm(lead.calls(seed)) }
            if let recipe { return recipe }
            guard search.isComplete else {
                passOver(lead.origin, seconds)
                continue
            }
            if !tried.contains(lead.origin) { tried.append(lead.origin) }
        }
        return nil
    }

    private mutating func passOver(_ origin: String, _ seconds: Double) {
        if !passedOver.contains(where: { $0.origin == origin }) { passedOver.append((origin, seconds)) }
    }
}

extension ContinuousClock.Instant {
    /// So many seconds from now; at most some years, since a duration does not hold every number.
    static func after(_ patience: Double) -> Self { .now + .seconds(patience > 0 ? min(patience, 1e9) : 0) }
}
