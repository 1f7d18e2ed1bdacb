extension Classification {
    func usesThreads(_ family: ArithmeticProfile.Family) -> Bool {
        let kernel = Kernel.of(family)
        return kernel.usesThreads(samples: samples, depth: informative, outputs: redundant)
            || clusterRows().contains {
                kernel.usesThreads(samples: $0.count, depth: informative, outputs: informative)
            }
    }

    func prepare() -> any PreparedCall {
        var random = RandomState(seed: seed)
        let centroids = drawCentroids(&random)
        let normals = random.normals(samples * informative)

        // The mixing matrices are drawn again when they are needed: those of all clusters may be many.
        let mixing = random
        random.skip(clusters * informative * informative + informative * redundant)

        let last = Double(informative + redundant - 1)
        let copies = random.uniforms(repeated).map { Int(last * $0 + 0.5) }
        let rest = random.normals(samples * noise)
        var labels = clusterLabels()
        flipLabels(&random, &labels)
        var table = SampleTable(
            rows: samples, groups: [], targets: .labels(labels), adjustment: drawAdjustment(&random),
            element: arrays[0].layout.element)
        if shuffle {
            table.rowOrder = random.permutation(samples)
            table.columnOrder = random.permutation(features)
        }
        return Prepared(
            call: self, clusterRows: clusterRows(), centroids: centroids, normals: normals, mixing: mixing,
            copies: copies,
            rest: .init(width: noise, values: rest), table: table)
    }

    private struct Prepared: PreparedCall {
        let call: Classification
        /// The rows of each cluster; a row may be in several, or in none.
        let clusterRows: [Range<Int>]
        let centroids: [Double]
        /// The later informative columns.
        let normals: [Double]
        /// The stream at the first of the mixing matrices.
        let mixing: RandomState
        /// The columns that the repeated ones are copies of.
        let copies: [Int]
        let rest: SampleTable.Group
        /// Complete except for its columns.
        let table: SampleTable

        func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream {
            guard let profile else { return table }
            var random = mixing
            var table = table
            var body = normals
            for cluster in clusterRows.indices { mix(cluster, &body, &random, profile) }
            table.groups = [.init(width: call.informative, values: body)]
            if call.redundant > 0 {
                let mixing = Self.mixingMatrix(&random, call.informative * call.redundant)
                let values = MatrixProduct.dot(
                    body.span, mixing.span, samples: call.samples, depth: call.informative, outputs: call.redundant,
                    profile)
                table.groups.append(.init(width: call.redundant, values: values))
            }
            if !copies.isEmpty { table.groups.append(copyColumns(table.groups)) }
            if rest.width > 0 { table.groups.append(rest) }
            return table
        }

        private static func mixingMatrix(_ random: inout RandomState, _ count: Int) -> [Double] {
            random.uniforms(count).map { 2 * $0 - 1 }
        }

        /// Mixes the columns of a cluster's rows, and shifts them to its position.
        private func mix(
            _ cluster: Int, _ body: inout [Double], _ random: inout RandomState, _ profile: ArithmeticProfile
        ) {
            let width = call.informative
            let mixing = Self.mixingMatrix(&random, width * width)
            let rows = clusterRows[cluster]
            guard !rows.isEmpty else { return }
            let start = rows.lowerBound * width
            let mixed = MatrixProduct.dot(
                body.span.extracting(start..<rows.upperBound * width), mixing.span, samples: rows.count, depth: width,
                outputs: width, profile)
            var at = 0
            for _ in rows {
                for column in 0..<width {
                    body[start + at] = mixed[at] + centroids[cluster * width + column]
                    at += 1
                }
            }
        }

        private func copyColumns(_ groups: [SampleTable.Group]) -> SampleTable.Group {
            let informative = call.informative
            var values: [Double] = []
            values.reserveCapacity(call.samples * copies.count)
            for row in 0..<call.samples {
                for source in copies {
                    values.append(
                        source < informative
                            ? groups[0].values[row * informative + source]
                            : groups[1].values[row * call.redundant + source - informative])
                }
            }
            return .init(width: copies.count, values: values)
        }
    }

    /// The corners of the cube at which the clusters are, moved to random positions unless ``hypercube``.
    func drawCentroids(_ random: inout RandomState) -> [Double] {
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

    /// The class of each row, before some are flipped.
    func clusterLabels() -> [Int64] {
        var labels = [Int64](repeating: 0, count: samples)
        for (cluster, rows) in clusterRows().enumerated() {
            for row in rows { labels[row] = Int64(cluster % classes) }
        }
        return labels
    }

    /// Gives some rows a class at random.
    func flipLabels(_ random: inout RandomState, _ labels: inout [Int64]) {
        var flipped: [UInt32] = []
        for row in 0..<samples where random.uniform() < flip { flipped.append(UInt32(row)) }
        for row in flipped { labels[Int(row)] = Int64(random.integer(through: UInt64(classes - 1))) }
    }

    /// The shift of each column, and the factor it is multiplied by afterwards.
    func drawAdjustment(_ random: inout RandomState) -> (shift: [Double], scale: [Double]) {
        let shift = shift.map(perColumn) ?? random.uniforms(features).map { (2 * $0 - 1) * separation }
        return (shift, scale.map(perColumn) ?? random.uniforms(features).map { 1 + 100 * $0 })
    }

    func perColumn(_ numbers: [Double]) -> [Double] {
        numbers.count == features ? numbers : [Double](repeating: numbers[0], count: features)
    }

    /// The rows of each cluster, one after the other.
    ///
    /// Weights with a sum above 1 make more samples than there are rows, negative ones fewer than none; then the rows
    /// are those of Python's slices.
    func clusterRows() -> [Range<Int>] {
        let shares = (0..<clusters).map { cluster in
            let weight = weights?[cluster % classes] ?? 1 / Double(classes)
            return Int(Double(samples) * weight / Double(clustersPerClass))
        }
        // Samples that remain after rounding go one each to the first clusters, cyclically.
        let left = max(0, samples &- shares.reduce(0, &+))
        var stop = 0
        return shares.enumerated().map { cluster, share in
            let start = slice(stop)
            stop &+= share &+ left / clusters &+ (cluster < left % clusters ? 1 : 0)
            return start..<max(start, slice(stop))
        }
    }

    /// An index of a slice: from the end if it is negative, and never outside.
    private func slice(_ index: Int) -> Int {
        min(max(index < 0 ? index + samples : index, 0), samples)
    }
}
