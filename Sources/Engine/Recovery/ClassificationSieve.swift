extension Classification {
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        if let x = stored[.features] {
            // Noise columns are as they were drawn; the others are sums of many numbers.
            return noise > 0
                ? WitnessSieve(values: try x.values(), mayMiss: 0, run: 16, witnesses: firstNoise)
                : WitnessSieve(values: try x.values(), mayMiss: 2, run: 16, witnesses: firstInformative)
        }
        guard let y = stored[.targets] else { return AnySieve(sieves: []) }
        return LabelSieve(labels: try y.integers(), draw: unshuffledLabels)
    }

    /// The values of the noise columns in the first rows.
    private func firstNoise(_ seed: UInt32) -> [Double] {
        var random = RandomState(seed: seed)
        _ = drawCentroids(&random)
        random.skipNormals(samples * informative)
        random.skip(clusters * informative * informative + informative * redundant + repeated)
        let values = random.normals(min(WitnessSieve.count, samples * noise))
        let (shift, scale) = adjustment(&random, after: values.count)
        let start = features - noise
        return values.enumerated().map { index, value in
            let column = start + index % noise
            return (value + shift[column]) * scale[column]
        }
    }

    /// The approximate values of the informative columns in the first rows of the first cluster.
    private func firstInformative(_ seed: UInt32) -> [Double] {
        let clusterRows = clusterRows()
        guard let cluster = clusterRows.firstIndex(where: { !$0.isEmpty }) else { return [] }
        var random = RandomState(seed: seed)
        let centroids = drawCentroids(&random)
        let first = clusterRows[cluster].lowerBound
        let rows = min(clusterRows[cluster].count, WitnessSieve.count.dividedUp(by: informative))
        random.skipNormals(first * informative)
        let x = random.normals(rows * informative)
        random.skipNormals((samples - first - rows) * informative)
        random.skip(cluster * informative * informative)
        let mixing = random.uniforms(informative * informative).map { 2 * $0 - 1 }
        random.skip((clusters - cluster - 1) * informative * informative + informative * redundant + repeated)
        let (shift, scale) = adjustment(&random, after: 0)
        return (0..<rows * informative).prefix(WitnessSieve.count).map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: informative)
            var sum = centroids[cluster * informative + column]
            for inner in 0..<informative {
                sum += x[row * informative + inner] * mixing[inner * informative + column]
            }
            return (sum + shift[column]) * scale[column]
        }
    }

    /// The shifts and the factors of the columns. `random` is at its position after this many values of noise; it is
    /// advanced only if there is something to draw.
    private func adjustment(_ random: inout RandomState, after drawn: Int) -> (shift: [Double], scale: [Double]) {
        if let shift, let scale { return (perColumn(shift), perColumn(scale)) }
        random.skipNormals(samples * noise - drawn)
        var labels = [Int64](repeating: 0, count: samples)
        flipLabels(&random, &labels)
        return drawAdjustment(&random)
    }

    private func unshuffledLabels(_ seed: UInt32) -> (labels: [Int64], shuffle: RandomState?) {
        var random = RandomState(seed: seed)
        _ = drawCentroids(&random)
        random.skipNormals(samples * informative)
        random.skip(clusters * informative * informative + informative * redundant + repeated)
        random.skipNormals(samples * noise)
        var labels = clusterLabels()
        flipLabels(&random, &labels)
        _ = drawAdjustment(&random)
        return (labels, shuffle ? random : nil)
    }
}
