public import Objects

extension ReplayEngine {
    /// Finds the recipe of values that MT19937 drew, whatever its seed, by recovering the state of the generator.
    ///
    /// Values of `RandomState`'s rand, random_sample and uniform, of Python's random.random and random.uniform, and of
    /// randint over a power of two, as raw, npy or npz. Needs no seeds: docs/engine.md.
    ///
    /// - Parameters:
    ///   - source: the file.
    ///   - ranges: possible bounds of uniform, besides numbers with few decimals.
    /// - Returns: a recipe of `np_legacy` that gives the file, byte for byte; nil if it contains something else.
    /// - Throws: whatever `source` throws.
    public func recoverState(
        of source: some ByteSource, ranges: [(low: Double, high: Double)] = []
    ) throws -> Recipe? {
        for form in try FileForm.forms(of: source) where form.arrays.count == 1 {
            guard let array = form.first(in: source),
                let found = try StateRecovery.find(in: array, ranges: ranges)
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
