/// A function of scikit-learn that draws from `RandomState(seed)`.
protocol SampleGenerator: Generator {
    var seed: UInt32 { get set }
}

extension SampleGenerator {
    func seeded(_ seed: Natural) -> Self? {
        guard seed.words.count < 2 else { return nil }
        var copy = self
        copy.seed = seed.word(0)
        return copy
    }
}
