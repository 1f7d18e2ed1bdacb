public import Objects

extension ReplayEngine {
    /// Finds the recipe of values that MT19937 drew, whatever its seed, by recovering the state of the generator.
    ///
    /// Values of `RandomState`'s rand, random_sample and uniform, of Python's random.random and random.uniform, and of
    /// randint over a power of two, as raw, npy or npz. Needs no seeds: docs/engine.md.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - ranges: Where values of uniform may begin and end, beside numbers of few decimals.
    ///   - deadline: When no more is tried.
    /// - Returns: A recipe of `np_legacy` that gives the file, byte for byte; nil when it holds something else.
    /// - Throws: Whatever `source` throws.
    public func recoverState(
        of source: some ByteSource, ranges: [(low: Double, high: Double)] = [],
        until deadline: ContinuousClock.Instant? = nil
    ) throws -> Recipe? {
        for form in try FileForm.forms(of: source) where form.arrays.count == 1 {
            guard let array = form.first(in: source),
                let found = try StateRecovery.find(in: array, ranges: ranges, until: deadline)
            else { continue }
            let identification: Identification
            do {
                identification = try identify(generator: RandomStateCalls.name, params: found.params, in: source)
            } catch is RecipeRefusal {
                // It exceeds the limits of this engine.
                return nil
            }
            if case .reproduced(let recipe) = identification { return recipe }
        }
        return nil
    }
}
