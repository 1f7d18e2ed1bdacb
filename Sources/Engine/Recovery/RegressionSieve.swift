extension Regression {
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        if let x = stored[.features] {
            let count = min(WitnessSieve.count, samples * features)
            return WitnessSieve(
                values: try x.values(), mayMiss: 0, run: 1 << 14,
                witnesses: { seed in
                    var random = RandomState(seed: seed)
                    return random.normals(count)
                },
                head: .init(words: 16) { PolarPoint($0, from: 0)?.normals.0 })
        }
        guard let y = stored[.targets] else { return AnySieve(sieves: []) }
        return WitnessSieve(values: try y.values(), mayMiss: 2, run: 16, witnesses: firstTargets)
    }

    /// The approximate targets of the first rows: what they depend on is computed, the rest is drawn and discarded.
    private func firstTargets(_ seed: UInt32) -> [Double] {
        let rows = min(samples, WitnessSieve.count.dividedUp(by: targets))
        var random = RandomState(seed: seed)
        let x = random.normals(rows * features)
        random.skipNormals((samples - rows) * features)
        let model = random.uniforms(informative * targets).map { 100 * $0 }
        let errors = noise > 0 ? random.normals(rows * targets) : []
        return (0..<rows * targets).map { index in
            let (row, target) = index.quotientAndRemainder(dividingBy: targets)
            var sum = bias
            for column in 0..<informative { sum += x[row * features + column] * model[column * targets + target] }
            return errors.isEmpty ? sum : sum + noise * errors[index]
        }
    }
}
