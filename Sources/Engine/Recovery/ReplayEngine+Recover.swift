public import Objects

/// What came of looking for a lost seed.
public struct SeedRecovery: Sendable {
    /// The recipe that gives the file, with the first seed of the pool that does; nil when none does.
    public let recipe: Recipe?
    /// The seeds that are known to be right or wrong.
    public let tried: UInt64
    /// The lengths of the files that the call gives, when the file at hand is none of them whatever the seed.
    public let otherForms: [Identification.Attempt]
}

extension ReplayEngine {
    /// Finds the first seed of `seeds` with which `generator` gives the bytes of `source`.
    ///
    /// Every seed is put to the generator's cheapest test, on all cores; one that passes is confirmed by computing the
    /// file. A seed in `params` counts for nothing, but for its form where a generator has several. Where none fits a file
    /// of np_legacy, the generator's state is solved for.
    ///
    /// - Parameters:
    ///   - generator: A name of the ``Catalogue``.
    ///   - params: The generator's parameters; the seed may be left out.
    ///   - seeds: What is tried as a seed, in this order.
    ///   - source: The file.
    ///   - progress: Told how many seeds have been tried, on the calling thread.
    /// - Throws: ``UnknownGenerator``, ``ParameterError`` also for seeds that the generator does not take,
    ///   `RecipeRefusal` when the cost is over the limit, and whatever `source` throws.
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
                generator, "seed", "\(generator) has no seed \(refused)", mend: "its seeds are 0 to 4294967295")
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

    /// A test for each form of the call that the file may be, and the forms that it cannot be.
    ///
    /// - Parameters:
    ///   - form: The only form that counts; nil for all.
    ///   - numbers: The numbers of the file's first array, when they are known already.
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
