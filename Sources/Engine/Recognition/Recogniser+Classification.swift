internal import Objects

extension Recogniser {
    /// `make_classification`, with common numbers of features and clusters.
    ///
    /// The noise columns are in the file as they were drawn, whatever the weights and labels; those are tried for the
    /// seeds that fit.
    func classification(_ observation: Observation, _ seen: SeenNumbers, _ shape: [Int]) throws -> Recipe? {
        let (samples, width) = (shape[0], shape[1])
        guard width >= 2, samples * width <= 1 << 20, seen.slacks.allSatisfy({ $0 == 0 }),
            let layout = ArrayLayout(.float64, shape: shape)
        else { return nil }
        let bytes = seen.values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
        var stored = StoredArray(source: bytes, offset: 0, layout: layout)
        stored.numbers = try ValueSet(stored)
        let labels = observation.targets.map { Set($0).count }
        for (informative, redundant) in Self.kinds where informative + redundant <= width {
            for (classes, clusters) in [(2, 2), (2, 1), (3, 2), (3, 1), (4, 2), (4, 1), (5, 1), (2, 3)]
            where classes * clusters <= 1 << min(informative, 20) && labels ?? classes == classes {
                if isOver { return nil }
                let params: JSONObject = [
                    "n_samples": .integer(samples), "n_features": .integer(width),
                    "n_informative": .integer(informative),
                    "n_redundant": .integer(redundant), "n_classes": .integer(classes),
                    "n_clusters_per_class": .integer(clusters), "seed": 0,
                ]
                guard let open = try? Call.Open(Classification.name, params),
                    let sieve = try? open.generator.sieve([.features: stored])
                else { continue }
                for place in streams.seeds.indices where streams.seeds[place] <= Int(UInt32.max) {
                    if place % 16 == 0, isOver { return nil }
                    guard sieve.admits(Natural(UInt64(streams.seeds[place]))) else { continue }
                    var call = "make_classification(n_samples=\(samples)"
                    if width != 20 { call += ", n_features=\(width)" }
                    if informative != 2 { call += ", n_informative=\(informative)" }
                    if redundant != 2 { call += ", n_redundant=\(redundant)" }
                    if classes != 2 { call += ", n_classes=\(classes)" }
                    if clusters != 2 { call += ", n_clusters_per_class=\(clusters)" }
                    for settings in Self.settings(classes, observation.targets) {
                        if let recipe = try made(observation, call + settings, place) { return recipe }
                    }
                }
            }
        }
        return nil
    }

    /// Informative and redundant features.
    private static let kinds = [
        (2, 2), (5, 2), (2, 0), (3, 1), (4, 2), (3, 0), (4, 0), (5, 0), (10, 5), (10, 2), (4, 1), (5, 1), (3, 2),
        (6, 2),
        (8, 2), (10, 0), (15, 5), (6, 0), (5, 3), (8, 0), (10, 3), (5, 5), (2, 1), (7, 3), (15, 2), (6, 4), (1, 0),
        (20, 0),
    ]

    /// Weights of classes, flipped labels, and the distance between classes: one of them, then two.
    private static func settings(_ classes: Int, _ targets: [Double]?) -> [String] {
        var weights: [String]
        switch classes {
        case 2:
            weights = [0.9, 0.95, 0.99, 0.8, 0.7, 0.6, 0.85, 0.75, 0.1, 0.3, 0.4, 0.2].flatMap { share in
                let other = ((1 - share) * 100).rounded() / 100
                return ["[\(UnitDraw.plain(share)), \(UnitDraw.plain(other))]", "[\(UnitDraw.plain(share))]"]
            }
        case 3:
            weights = [
                "[0.6, 0.3, 0.1]", "[0.5, 0.3, 0.2]", "[0.7, 0.2, 0.1]", "[0.8, 0.1, 0.1]", "[0.2, 0.3, 0.5]",
                "[0.1, 0.3, 0.6]", "[0.4, 0.4, 0.2]", "[0.8, 0.15, 0.05]", "[0.4, 0.3, 0.3]", "[0.9, 0.05, 0.05]",
                "[0.1, 0.2, 0.7]",
            ]
        default: weights = []
        }
        if let targets, let first = Optional(targets.count { $0 == 0 }) {
            // The labels show approximately how many belong to the first class.
            let share = Double(first) / Double(max(1, targets.count))
            weights = weights.filter { text in
                let number = text.dropFirst().prefix { $0 != "," && $0 != "]" }
                return Double(number).map { ($0 - share).magnitude < 0.12 } ?? true
            }
        }
        let weighted = weights.map { ", weights=\($0)" }
        let flips = [0, 0.05, 0.1, 0.02, 0.2, 0.03, 0.15, 0.3].map { ", flip_y=\(UnitDraw.plain($0))" }
        let apart = [0.5, 1.5, 2, 0.8, 0.7, 1.2, 3, 0.6, 0.9, 0.3].map { ", class_sep=\(UnitDraw.plain($0))" }
        let single = [""] + weighted + flips + apart
        let double =
            weighted.flatMap { weight in flips.prefix(5).map { weight + $0 } }
            + apart.prefix(5).flatMap { far in flips.prefix(4).map { far + $0 } }
        return single + double
    }
}
