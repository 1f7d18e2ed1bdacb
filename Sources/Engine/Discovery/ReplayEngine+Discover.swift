public import Objects

/// The result of searching for the origin of a file.
public struct Discovery: Sendable {
    /// The recipe that gives the file, byte for byte; nil if none was found.
    public let recipe: Recipe?
    /// The call in Python, if there is a recipe.
    public let call: String?
    /// The origins that do not give the file with any seed of the pool, in the order in which they were tried.
    public let tried: [String]
    /// The origins that would have taken too long, with the approximate number of seconds.
    public let passedOver: [(origin: String, seconds: Double)]
    /// What was read of the user's own source and could not be translated, each with file and line.
    public var untranslated: [String] = []
}

extension ReplayEngine {
    /// Finds the call that gives the bytes of `source`, from a catalogue of common ones, with a seed from `seeds`.
    ///
    /// The file may be raw, npy or npz as in ``Encoding``. A call is only reported if it gives the file byte for byte.
    ///
    /// - Parameters:
    ///   - source: the file.
    ///   - seeds: the seeds to try, in this order.
    ///   - patience: origins that would take more seconds than remain of this are skipped; a search in progress ends
    ///     then.
    ///   - progress: receives the origin being tried, and how many of its seeds have been tried.
    /// - Throws: whatever `source` throws.
    public func discover(
        in source: some ByteSource, seeds: SeedPool = SeedPool(SeedPool.usual), patience: Double = 8,
        progress: (String, UInt64) -> Void = { _, _ in }
    ) throws -> Discovery {
        var search = LeadSearch(seeds: seeds, patience: patience)
        // With only a few bits, any search would find an origin.
        guard try holdsEnough(source) else { return search.discovery(nil) }
        let deadline = search.deadline
        let forms = try FileForm.forms(of: source)
        // What the beginning of a file reveals is tried before anything that requires reading all of it.
        var recipe = try search.first(of: drawnLeads(forms, source), progress) { try confirm($0, source) }
        guard recipe == nil else { return search.discovery(recipe) }
        let leads = try leads(forms, source)
        let quick = leads.prefix { $0.cost < LeadSearch.quick }
        recipe = try search.first(of: quick, progress) { try confirm($0, source) }
        if recipe == nil {
            // The searches after it get a share of the time as well.
            recipe = try recognise(source, seeds, until: min(deadline, .after(patience * Self.templateShare)))
        }
        if recipe == nil, ContinuousClock.now < deadline { recipe = try recoverState(of: source, until: deadline) }
        if recipe == nil {
            recipe = try search.first(of: leads.dropFirst(quick.count), progress) { try confirm($0, source) }
        }
        return search.discovery(recipe)
    }

    /// The share of the time for programs.
    private static let templateShare = 0.6

    private func confirm(_ calls: any Sequence<Lead.Call>, _ source: some ByteSource) throws -> Recipe? {
        for call in calls {
            if case .reproduced(let recipe) = try identify(
                generator: call.generator, params: call.params, in: source)
            {
                return recipe
            }
        }
        return nil
    }

    /// The interpretations that the first values suggest.
    private func drawnLeads(_ forms: [FileForm], _ source: some ByteSource) throws -> [Lead] {
        var leads: [Lead] = []
        for form in forms where form.arrays.count == 1 && form.first.layout.element.isReal {
            guard let array = form.first(in: source) else { continue }
            leads +=
                DrawnLeads(layout: array.layout) { count in
                    (try? array.head(count)).flatMap { ElementValues(array.layout.element, $0).reals } ?? []
                }.leads
        }
        return leads.quickestFirst
    }

    /// The other interpretations.
    private func leads(_ forms: [FileForm], _ source: some ByteSource) throws -> [Lead] {
        var leads: [Lead] = []
        for form in forms {
            guard let array = form.first(in: source) else { continue }
            let isReal = array.layout.element.isReal
            let numbers = isReal ? try ValueSet(array) : nil
            func sieve(_ open: Call.Open, _ array: ArrayName) throws -> (any SeedSieve)? {
                // An archive of one array does not match a table's.
                guard (try? open.check(limits)) != nil,
                    form.encoding != .npz || open.generator.arrays.count == form.arrays.count
                else { return nil }
                do {
                    return try sieves(of: open, source, as: (array, form.encoding), numbers: numbers).0.first
                } catch is ParameterError {
                    // The file's arrays have other shapes than the call's.
                    return nil
                }
            }
            let ends = isReal ? nil : try array.extremes()
            if form.arrays.count == 1, let ends {
                leads += try IntegerLeads(layout: array.layout, least: ends.0, greatest: ends.1).leads(sieve)
            }
            leads += try SampleLeads(form: form, greatest: ends?.1).leads(sieve)
        }
        return leads.quickestFirst
    }
}

extension [Lead] {
    fileprivate var quickestFirst: [Lead] {
        enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }.map(\.element)
    }
}

extension LeadSearch {
    fileprivate func discovery(_ recipe: Recipe?) -> Discovery {
        Discovery(recipe: recipe, call: recipe.map { PythonCall($0).text }, tried: tried, passedOver: passedOver)
    }
}

extension StoredArray {
    /// The minimum and maximum of integers; nil if there are none, or one is beyond 2^53.
    fileprivate func extremes() throws -> (Int64, Int64)? {
        var ends: (Int64, Int64)? = layout.count == 0 ? nil : (.max, .min)
        try forEachPiece { values in
            guard let integers = values.integers, let found = ends else {
                ends = nil
                return false
            }
            ends = integers.reduce(found) { (min($0.0, $1), max($0.1, $1)) }
            return true
        }
        return ends
    }
}
