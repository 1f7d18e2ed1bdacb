/// Seeds of scikit-learn's tables, whose rows and columns are shuffled: values that a seed draws early must be
/// somewhere in the file.
struct WitnessSieve: SeedSieve {
    /// The file's values.
    let values: ValueSet
    /// How many witnesses may be missing: a sum in another order may differ by more than the set tolerates.
    let mayMiss: Int
    let run: Int
    /// The values that must be in the file if the seed is right. Few: each is looked up until too many are missing.
    let witnesses: @Sendable (UInt32) -> [Double]
    /// The first of them from the first words of the stream, if it depends on few; nil if those are not sufficient.
    var head: Head?

    struct Head: Sendable {
        /// The number of words that ``first`` examines.
        let words: Int
        let first: @Sendable (StreamHeads.Words) -> Double?
    }

    /// The number of witnesses of a seed, if there are that many.
    static let count = 8

    func admits(_ seed: Natural) -> Bool {
        guard seed.words.count < 2 else { return false }
        var missing = 0
        for witness in witnesses(seed.word(0)) where !values.contains(witness) {
            missing += 1
            if missing > mayMiss { return false }
        }
        return true
    }

    func sift(_ seeds: Range<UInt64>) -> [UInt64] {
        guard let head else { return seeds.filter { admits(Natural($0)) } }
        var found: [UInt64] = []
        StreamHeads.mt19937(seeds, words: head.words) { seed, words in
            if head.first(words).map(values.contains) ?? true { found.append(seed) }
        }
        return found.filter { admits(Natural($0)) }
    }
}

/// Seeds of scikit-learn's labels: drawn, and shuffled from the end, so that each step of the shuffle determines one.
struct LabelSieve: SeedSieve {
    /// The labels of the file.
    let labels: [Int64]
    /// The labels of a seed before they are shuffled, and the stream at the shuffle; nil for no shuffle.
    let draw: @Sendable (UInt32) -> (labels: [Int64], shuffle: RandomState?)

    func admits(_ seed: Natural) -> Bool {
        guard seed.words.count < 2 else { return false }
        var (drawn, shuffle) = draw(seed.word(0))
        guard drawn.count == labels.count else { return false }
        guard shuffle != nil else { return drawn == labels }
        for index in labels.indices.reversed() {
            if index > 0, let place = shuffle?.integer(through: UInt64(index)) { drawn.swapAt(index, Int(place)) }
            if drawn[index] != labels[index] { return false }
        }
        return true
    }
}
