public import Objects

/// The result of searching for a lost seed.
public struct SeedRecovery: Sendable {
    /// The recipe that gives the file, with the first seed of the pool that does; nil if none does.
    public let recipe: Recipe?
    /// The number of seeds that were decided.
    public let tried: UInt64
    /// The lengths of the files that the call gives, if none of them is the file's whatever the seed.
    public let otherForms: [Identification.Attempt]
}

extension ReplayEngine {
    /// Finds the first seed of `seeds` with which `generator` gives the bytes of `source`.
    ///
    /// Every seed is tested with the generator's cheapest test, on all cores; one that passes is confirmed by computing
    /// the file. A seed in `params` is ignored, except for its form if a generator has several. If no seed fits a file
    /// of np_legacy, the generator's state is solved for.
    ///
    /// - Parameters:
    ///   - generator: a name in the ``Catalogue``.
    ///   - params: the generator's parameters; the seed may be omitted.
    ///   - seeds: the seeds to try, in this order.
    ///   - source: the file.
    ///   - progress: receives the number of seeds that have been tried, on the calling thread.
    /// - Throws: ``UnknownGenerator``, ``ParameterError`` also for seeds that the generator does not accept,
    ///   `RecipeRefusal` if the cost exceeds the limit, and whatever `source` throws.
    public func recover(
        generator: String, params: JSONObject, seeds: SeedPool, in source: some ByteSource,
        progress: (UInt64) -> Void = { _ in }
    ) throws -> SeedRecovery {
        var params = params
        if params["seed"] == nil { params["seed"] = 0 }
        let open = try Call.Open(generator, params)
        try open.check(limits)
        if let refused = seeds.first(refusedBy: open.generator) {
            throw ParameterError(
                generator, "seed", "\(generator) has no seed \(refused)", hint: "its seeds are 0 to 4294967295")
        }
        let (sieves, others) = try sieves(of: open, source)
        guard !sieves.isEmpty else { return SeedRecovery(recipe: nil, tried: 0, otherForms: others) }
        var search = SeedSearch(pool: seeds, sieve: AnySieve(sieves: sieves))
        var recipe = try search.first(progress) { seed -> Recipe? in
            params["seed"] = open.generator.seedValue(seed)
            guard case .reproduced(let recipe) = try identify(generator: generator, params: params, in: source) else {
                return nil
            }
            return recipe
        }
        if recipe == nil, open.generator is RandomStateCalls {
            recipe = try recoverState(of: source)
        }
        return SeedRecovery(recipe: recipe, tried: search.tried, otherForms: [])
    }

    /// A test for each form of the call that the file may have, and the forms that it cannot have.
    ///
    /// - Parameters:
    ///   - form: the only form to consider; nil for all.
    ///   - numbers: the numbers in the file's first array, if they are known already.
    func sieves(
        of open: Call.Open, _ source: some ByteSource, as form: (array: ArrayName, encoding: Encoding)? = nil,
        numbers: ValueSet? = nil
    ) throws -> ([any SeedSieve], [Identification.Attempt]) {
        var sieves: [any SeedSieve] = []
        var others: [Identification.Attempt] = []
        for (array, encoding) in form.map({ [$0] }) ?? open.forms {
            let call = try open.call(array, encoding, open.profiles(array, encoding)[0])
            if var stored = try call.file.stored(in: source) {
                try call.check(limits)
                if let first = call.file.arrays.first { stored[first.name]?.numbers = numbers }
                sieves.append(try open.generator.sieve(stored))
            } else {
                others.append(
                    .init(
                        array: array, encoding: encoding, arithmetic: nil, length: call.file.length, agreement: nil))
            }
        }
        return (sieves, others)
    }
}
