extension RandomState {
    /// `count` different integers in 0 ..< `population` (sklearn utils/_random.pyx, `sample_without_replacement`, method
    /// auto). `count` is at most `population`, and that at most 2^32.
    mutating func sampleWithoutReplacement(_ count: Int, of population: Int) -> [UInt32] {
        let ratio = population == 0 ? 1 : Double(count) / Double(population)
        if ratio > 0.01, ratio < 0.99 {
            return Array(permutation(population).prefix(count))
        }
        if ratio < 0.2 {
            var chosen = Set<UInt32>()
            var sample: [UInt32] = []
            while sample.count < count {
                let candidate = UInt32(integer(through: UInt64(population - 1)))
                if chosen.insert(candidate).inserted { sample.append(candidate) }
            }
            return sample
        }
        var reservoir = Array(0..<UInt32(count))
        for index in count..<population {
            let place = Int(integer(through: UInt64(index)))
            if place < count { reservoir[place] = UInt32(index) }
        }
        return reservoir
    }

    /// The memory of ``sampleWithoutReplacement(_:of:)``, in bytes.
    static func samplingMemory(_ count: UInt64, of population: UInt64) -> UInt64 {
        let ratio = Double(count) / Double(population)
        return ratio > 0.01 && ratio < 0.99 ? population.multipliedClamping(by: 4) : count.multipliedClamping(by: 32)
    }

    /// `count` different corners of the cube with `dimensions` dimensions, each a row of zeros and ones (sklearn
    /// datasets/_samples_generator.py, `_generate_hypercube`).
    mutating func hypercube(_ count: Int, dimensions: Int) -> [Double] {
        var corners = [Double](repeating: 0, count: count * dimensions)
        // The corners differ in the last 30 dimensions; the others are drawn first, each by itself.
        let wide = max(0, dimensions - 30)
        let narrow = dimensions - wide
        for row in 0..<count {
            for column in 0..<wide { corners[row * dimensions + column] = Double(integer(through: 1)) }
        }
        let sample = sampleWithoutReplacement(count, of: 1 << narrow)
        for row in 0..<count {
            for column in 0..<narrow {
                corners[row * dimensions + wide + column] = Double(sample[row] >> UInt32(narrow - 1 - column) & 1)
            }
        }
        return corners
    }
}
