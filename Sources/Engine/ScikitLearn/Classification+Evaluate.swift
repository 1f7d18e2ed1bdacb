extension Classification {
    func evaluate(_ profile: ArithmeticProfile?) -> any ArrayStream {
        var random = RandomState(seed: seed)
        let centroids = drawCentroids(&random)

        var body = random.normals(samples * informative)
        var labels = [Int64](repeating: 0, count: samples)
        for (cluster, rows) in clusterRows().enumerated() {
            for row in rows { labels[row] = Int64(cluster % classes) }
            // The mixing matrix is drawn for an empty cluster too.
            let mixing = random.uniforms(informative * informative).map { 2 * $0 - 1 }
            guard let profile, !rows.isEmpty else { continue }
            let start = rows.lowerBound * informative
            let mixed = MatrixProduct.dot(
                body.span.extracting(start..<rows.upperBound * informative), mixing.span,
                samples: rows.count, depth: informative, outputs: informative, profile)
            let centroid = Array(centroids[cluster * informative..<(cluster + 1) * informative])
            var at = 0
            for _ in rows {
                for column in 0..<informative {
                    body[start + at] = mixed[at] + centroid[column]
                    at += 1
                }
            }
        }

        var groups = [SampleTable.Group(width: informative, values: body)]
        if redundant > 0 {
            let mixing = random.uniforms(informative * redundant).map { 2 * $0 - 1 }
            if let profile {
                let mixed = MatrixProduct.dot(
                    body.span, mixing.span, samples: samples, depth: informative, outputs: redundant, profile)
                groups.append(.init(width: redundant, values: mixed))
            }
        }
        if repeated > 0 { groups.append(repeatColumns(&random, profile == nil ? [] : groups)) }
        let noise = features - informative - redundant - repeated
        if noise > 0 { groups.append(.init(width: noise, values: random.normals(samples * noise))) }

        flipLabels(&random, &labels)
        let shift = shift.map(perColumn) ?? random.uniforms(features).map { (2 * $0 - 1) * separation }
        let scale = scale.map(perColumn) ?? random.uniforms(features).map { 1 + 100 * $0 }
        var table = SampleTable(
            rows: samples, groups: groups, targets: .labels(labels), adjustment: (shift, scale))
        if shuffle {
            table.rowOrder = random.permutation(samples)
            table.columnOrder = random.permutation(features)
        }
        return table
    }

    /// The corners of the cube at which clusters lie, moved to random places unless ``hypercube``.
    private func drawCentroids(_ random: inout RandomState) -> [Double] {
        var centroids = random.hypercube(clusters, dimensions: informative)
        for index in centroids.indices { centroids[index] = centroids[index] * (2 * separation) - separation }
        if !hypercube {
            let rows = random.uniforms(clusters)
            let columns = random.uniforms(informative)
            for index in centroids.indices {
                centroids[index] = centroids[index] * rows[index / informative] * columns[index % informative]
            }
        }
        return centroids
    }

    /// Copies of columns drawn among those in `groups`.
    private func repeatColumns(_ random: inout RandomState, _ groups: [SampleTable.Group]) -> SampleTable.Group {
        let last = Double(informative + redundant - 1)
        let sources = random.uniforms(repeated).map { Int(last * $0 + 0.5) }
        guard !groups.isEmpty else { return .init(width: repeated, values: []) }
        var values: [Double] = []
        values.reserveCapacity(samples * repeated)
        for row in 0..<samples {
            for source in sources {
                values.append(
                    source < informative
                        ? groups[0].values[row * informative + source]
                        : groups[1].values[row * redundant + source - informative])
            }
        }
        return .init(width: repeated, values: values)
    }

    private func flipLabels(_ random: inout RandomState, _ labels: inout [Int64]) {
        var flipped: [UInt32] = []
        for row in 0..<samples where random.uniform() < flip { flipped.append(UInt32(row)) }
        for row in flipped { labels[Int(row)] = Int64(random.integer(through: UInt64(classes - 1))) }
    }

    private func perColumn(_ numbers: [Double]) -> [Double] {
        numbers.count == features ? numbers : [Double](repeating: numbers[0], count: features)
    }

    /// The rows of each cluster, one after the other.
    ///
    /// Weights that sum to more than 1 make more samples than there are rows, negative ones make fewer than none; then
    /// rows are those of Python's slices.
    private func clusterRows() -> [Range<Int>] {
        let shares = (0..<clusters).map { cluster in
            let weight = weights?[cluster % classes] ?? 1 / Double(classes)
            return Int(Double(samples) * weight / Double(clustersPerClass))
        }
        // Samples that the shares leave over go one each to the first clusters, and round again.
        let left = max(0, samples &- shares.reduce(0, &+))
        var stop = 0
        return shares.enumerated().map { cluster, share in
            let start = slice(stop)
            stop &+= share &+ left / clusters &+ (cluster < left % clusters ? 1 : 0)
            return start..<max(start, slice(stop))
        }
    }

    /// An index of a slice: from the end when it is negative, and never outside.
    private func slice(_ index: Int) -> Int {
        min(max(index < 0 ? index + samples : index, 0), samples)
    }
}
