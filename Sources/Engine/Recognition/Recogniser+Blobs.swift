internal import Objects

extension Recogniser {
    /// Clouds around centres that were drawn, or given by the user.
    func blobs(_ observation: Observation, _ seen: SeenNumbers, _ shape: [Int]) throws -> Recipe? {
        guard shape[1] <= 20, seen.count <= 1 << 18 else { return nil }
        let numbers = SortedNumbers(seen)
        let features = shape[1] == 2 ? "" : ", n_features=\(shape[1])"
        for count in [3, 2, 4, 5, 1, 6, 7, 8, 10] where count <= shape[0] {
            let recipe = try forEachSeed([.legacy]) { _, place, sampler in
                guard let fresh = sampler.copied else { return nil }
                let centers = (0..<count * shape[1]).map { _ in 20 * sampler.real() - 10 }
                let normals = [sampler.normal(), sampler.normal()]
                guard
                    Self.spreads.contains(where: { spread in
                        numbers.contains(centers[0] + spread * normals[0])
                            && (shape[1] < 2 || numbers.contains(centers[1] + spread * normals[1]))
                    })
                else { return nil }
                for _ in centers { _ = fresh.real() }
                guard let clouds = Self.clouds(seen, shape, count, fresh),
                    zip(clouds.centers.joined(), centers).allSatisfy({ ($0 - $1).magnitude < 1e-3 }),
                    let spread = clouds.spreadText
                else { return nil }
                return try made(
                    observation, "make_blobs(n_samples=\(shape[0])\(features), centers=\(count)\(spread)", place)
            }
            if let recipe { return recipe }
        }
        // Centres given by the user: the normals come first.
        return try forEachSeed([.legacy]) { _, place, sampler in
            for count in 1...8 where count <= shape[0] / 4 {
                guard let fresh = sampler.copied, let clouds = Self.clouds(seen, shape, count, fresh),
                    let spread = clouds.spreadText
                else { continue }
                let rows = clouds.centers.map { center in
                    "[\(center.map { UnitDraw.plain(LeastSquares.plain($0, error: 1e-6) ?? $0) }.joined(separator: ", "))]"
                }
                let list = "[\(rows.joined(separator: ", "))]"
                if let recipe = try made(
                    observation, "make_blobs(n_samples=\(shape[0]), centers=\(list)\(spread)", place)
                {
                    return recipe
                }
            }
            return nil
        }
    }

    private static let spreads: [Double] =
        [1, 0.5, 0.6, 0.8, 0.7, 1.5, 2] + stride(from: 5, through: 300, by: 5).map { $0 / 100 } + [3.5, 4, 5, 10]

    private struct Clouds {
        var centers: [[Double]] = []
        var spreads: [Double] = []

        /// `, cluster_std=0.8`; empty for one; nil for a number that nobody types.
        var spreadText: String? {
            var plain: [Double] = []
            for spread in spreads {
                guard let number = LeastSquares.plain(spread, error: 1e-5), number > 0 else { return nil }
                plain.append(number)
            }
            if Set(plain) == [1] { return "" }
            if Set(plain).count == 1 { return ", cluster_std=\(UnitDraw.plain(plain[0]))" }
            return ", cluster_std=[\(plain.map(UnitDraw.plain).joined(separator: ", "))]"
        }
    }

    /// Centre and spread of each cloud, from the positions of its rows after the shuffle; nil if they do not form such
    /// clouds.
    private static func clouds(_ seen: SeenNumbers, _ shape: [Int], _ count: Int, _ sampler: Sampler) -> Clouds? {
        let (samples, width) = (shape[0], shape[1])
        let normals = (0..<samples * width).map { _ in sampler.normal() }
        var order = Array(0..<samples)
        sampler.shuffle(&order)
        var clouds = Clouds()
        var start = 0
        for cloud in 0..<count {
            let size = samples / count + (cloud < samples % count ? 1 : 0)
            let rows = order.indices.lazy.filter { start..<start + size ~= order[$0] }.prefix(12)
            let places = Array(rows)
            guard places.count >= 4 else { return nil }
            var center: [Double] = []
            var spread = 0.0
            for column in 0..<width {
                let column = (
                    drawn: places.map { normals[order[$0] * width + column] },
                    seen: SeenNumbers(
                        places.map { seen.values[$0 * width + column] },
                        slacks: places.map { seen.slacks[$0 * width + column] })
                )
                let ones = [Double](repeating: 1, count: places.count)
                guard let fit = LeastSquares([ones, column.drawn], column.seen), fit.factors[1] > 0 else { return nil }
                center.append(fit.factors[0])
                spread = fit.factors[1]
            }
            clouds.centers.append(center)
            clouds.spreads.append(spread)
            start += size
        }
        return clouds
    }
}
