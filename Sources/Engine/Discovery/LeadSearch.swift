internal import Objects

/// Follows one lead after the other, and keeps account of them.
struct LeadSearch {
    let seeds: SeedPool
    /// The seconds that there are in all.
    let patience: Double
    private let start = ContinuousClock.now
    /// The origins that no seed confirmed.
    private(set) var tried: [String] = []
    private(set) var passedOver: [(origin: String, seconds: Double)] = []

    /// Leads that cost less a seed, in nanoseconds, are followed before a state is solved for.
    static let quick = 1000.0

    init(seeds: SeedPool, patience: Double) {
        self.seeds = seeds
        self.patience = patience
    }

    /// The first recipe that `confirm` makes of a lead.
    mutating func first(
        of leads: some Sequence<Lead>, _ progress: (String, UInt64) -> Void, _ confirm: ([Lead.Call]) throws -> Recipe?
    ) throws -> Recipe? {
        for lead in leads {
            let seconds = lead.cost * Double(seeds.count) / Double(Machine.processors) / 1e9
            guard seconds <= patience - (ContinuousClock.now - start) / .seconds(1) else {
                if !passedOver.contains(where: { $0.origin == lead.origin }) {
                    passedOver.append((lead.origin, seconds))
                }
                continue
            }
            var search = SeedSearch(pool: seeds, sieve: lead.sieve)
            let recipe = try search.first({ progress(lead.origin, $0) }) { seed in try confirm(lead.calls(seed)) }
            if let recipe { return recipe }
            if !tried.contains(lead.origin) { tried.append(lead.origin) }
        }
        return nil
    }
}
