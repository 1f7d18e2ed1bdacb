extension Blobs {
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        if let x = stored[.features] {
            return WitnessSieve(
                values: try x.values(), mayMiss: 0, run: head == nil ? 256 : 1 << 14, witnesses: firstPoints, head: head
            )
        }
        guard let y = stored[.targets] else { return AnySieve(sieves: []) }
        return LabelSieve(labels: try y.integers()) { seed in
            guard shuffle else { return (unshuffledLabels(), nil) }
            var random = RandomState(seed: seed)
            if centers == nil { random.skip(counts.centers * features) }
            for center in 0..<counts.centers { random.skipNormals(counts[center] * features) }
            return (unshuffledLabels(), random)
        }
    }

    /// The first centre that has points.
    private var inhabited: Int? { (0..<counts.centers).first { counts[$0] > 0 } }

    /// The first values of the points of the first centre that has any.
    private func firstPoints(_ seed: UInt32) -> [Double] {
        guard let center = inhabited else { return [] }
        var random = RandomState(seed: seed)
        let centers = centers ?? drawCenters(&random)
        let deviation = deviations.count == 1 ? deviations[0] : deviations[center]
        let count = min(WitnessSieve.count, counts[center] * features)
        return random.normals(count).enumerated().map { index, normal in
            centers[center * features + index % features] + deviation * normal
        }
    }

    /// The first value of a point, from the first words: those of its centre, and the normals after all centres.
    private var head: WitnessSieve.Head? {
        let start = centers == nil ? counts.centers * features * 2 : 0
        guard let center = inhabited, start + 16 <= StreamHeads.mostWords else { return nil }
        let deviation = deviations.count == 1 ? deviations[0] : deviations[center]
        let place = center * features
        let (low, range) = (box[0], box[1] - box[0])
        let given = centers?[place]
        return .init(words: start + 16) { words in
            guard let point = PolarPoint(words, from: start) else { return nil }
            let middle = given ?? low + range * MT19937.uniform(words[2 * place], words[2 * place + 1])
            return middle + deviation * point.normals.0
        }
    }
}
