internal import Objects

/// `sk_blobs`: clouds of normals around centres.
struct Blobs: SampleGenerator {
    static let name = "sk_blobs"
    static let revision = 1
    static let call = "sklearn.datasets.make_blobs(random_state=seed, **params)"
    static let parameters = [
        Parameters.seed.documented, Parameters.samples.documented, Parameters.features.documented,
        Parameters.centers.documented, Parameters.deviation.documented, Parameters.box.documented,
        Parameters.shuffle.documented, Parameters.returnCenters.documented, SampleTable.elementParameter.documented,
    ]
    static let refused = ["random_state": "the seed is called seed"]
    /// Among the first 150 normals of seed 308 is one that distinguishes log with fused multiply-add from log without.
    static let probes = [
        Probe(["seed": 308, "n_samples": 75, "centers": [[0, 0]]]),
        Probe(["seed": 1, "n_samples": 61, "n_features": 3]), Probe(["seed": 1, "n_samples": 61], .targets),
        Probe(["seed": 2, "n_samples": [5, 0, 7], "cluster_std": [1.5, 1, 0.25], "center_box": [-1, 3]]),
        Probe(["seed": 3, "n_samples": 11, "centers": [[0, 1, 2], [5, 5.5, -1]], "shuffle": false]),
    ]

    private enum Parameters {
        /// Rows are numbered with 32 bits.
        private static let largest = Int(UInt32.max)

        static let seed = Parameter<UInt32>("seed", .seed32, "the seed of RandomState")
        static let samples = Parameter<Either<Int, [Int]>>(
            "n_samples", Form<Int>.integer(1...largest).or(Form<[Int]>.list(.integer(0...largest))), default: 100,
            "the points in all, or the points of each centre")
        static let features = Parameter<Int>(
            "n_features", .integer(1...largest), default: 2, "the dimensions; given centres bring their own")
        static let centers = Parameter<Either<Int, [[Double]]>?>(
            "centers", Form<Int>.integer(1...largest).or(Form<[[Double]]>.list(.list(.number))).orNull,
            default: .null,
            "how many centres, or the centres themselves; null: 3, or as many as n_samples lists")
        static let deviation = Parameter<Either<Double, [Double]>>(
            "cluster_std", Form<Double>.notNegative.or(Form<[Double]>.list(.notNegative)), default: 1,
            "the standard deviation around all centres, or around each")
        static let box = Parameter<[Double]>(
            "center_box", .list(.number, count: 2), default: [-10, 10], "where centres are drawn: from, to")
        static let shuffle = Parameter<Bool>("shuffle", .boolean, default: true, "whether points are shuffled")
        static let returnCenters = Parameter<Bool>(
            "return_centers", .boolean, default: false, "accepted; changes neither X nor y")
    }

    var seed: UInt32
    /// The number of points of each centre.
    let counts: Counts
    let features: Int
    /// Row by row; nil if they are drawn from the box.
    let centers: [Double]?
    let deviations: [Double]
    let box: [Double]
    let shuffle: Bool
    private let layouts: [EncodedFile.NamedLayout]

    /// The number of points of each centre, without a list as long as there are centres.
    enum Counts: Sendable {
        case even(samples: Int, centers: Int)
        case listed([Int])

        var centers: Int {
            switch self {
            case .even(_, let centers): centers
            case .listed(let counts): counts.count
            }
        }

        subscript(center: Int) -> Int {
            switch self {
            case .even(let samples, let centers): samples / centers + (center < samples % centers ? 1 : 0)
            case .listed(let counts): counts[center]
            }
        }
    }

    init(_ arguments: Arguments) throws(ParameterError) {
        seed = try arguments.get(Parameters.seed)
        box = try arguments.get(Parameters.box)
        shuffle = try arguments.get(Parameters.shuffle)
        _ = try arguments.get(Parameters.returnCenters)
        let given = try arguments.get(Parameters.centers)
        var features = try arguments.get(Parameters.features)
        var drawn: Int?
        switch given {
        case .second(let rows):
            guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }) else {
                throw arguments.error("centers", "must be rows of one length, at least one of them")
            }
            features = width
            centers = rows.flatMap { $0 }
            drawn = rows.count
        case .first(let count):
            centers = nil
            drawn = count
        case nil: centers = nil
        }

        let total: Int
        switch try arguments.get(Parameters.samples) {
        case .first(let samples):
            counts = .even(samples: samples, centers: drawn ?? 3)
            total = samples
        case .second(let list):
            if case .first = given {
                throw arguments.error("centers", "must be a list or null where n_samples is a list")
            }
            guard drawn ?? list.count == list.count, !list.isEmpty else {
                throw arguments.error("n_samples", "lists \(list.count) counts for \(drawn ?? 0) centers")
            }
            counts = .listed(list)
            total = list.reduce(0, +)
            guard total <= Int(UInt32.max) else {
                throw arguments.error("n_samples", "sums to \(total), more than 4294967295")
            }
        }
        switch try arguments.get(Parameters.deviation) {
        case .first(let all): deviations = [all]
        case .second(let list):
            guard list.count == counts.centers else {
                throw arguments.error("cluster_std", "lists \(list.count) numbers for \(counts.centers) centers")
            }
            // A list of one number applies to all as well.
            deviations = list
        }
        guard let x = ArrayLayout(try arguments.get(SampleTable.elementParameter), shape: [total, features]),
            let y = ArrayLayout(.int64, shape: [total])
        else {
            throw arguments.error(
                "n_samples", "times n_features is \(total) x \(features) values, more than any file holds")
        }
        self.features = features
        layouts = [.init(name: .features, layout: x), .init(name: .targets, layout: y)]
    }

    var arrays: [EncodedFile.NamedLayout] { layouts }

    var workingMemory: UInt64 {
        let rows = layouts[1].layout.count
        return layouts[0].layout.count.multipliedClamping(by: 8)
            .addingClamping(rows.multipliedClamping(by: 12))
            .addingClamping(UInt64(counts.centers).multipliedClamping(by: UInt64(features)).multipliedClamping(by: 8))
            .addingClamping(1 << 22)
    }

    func prepare() -> any PreparedCall {
        var random = RandomState(seed: seed)
        let centers = centers ?? drawCenters(&random)
        let rows = layouts[0].layout.shape[0]
        let values = [Double](unsafeUninitializedCapacity: rows * features) { buffer, filled in
            let values = UnsafeMutableBufferPointer(rebasing: buffer[..<(rows * features)])
            Machine.adviseLarge(values)
            fill(values, around: centers, &random)
            filled = values.count
        }
        return SampleTable(
            rows: rows, groups: [.init(width: features, values: values)], targets: .labels(unshuffledLabels()),
            rowOrder: shuffle ? random.permutation(rows) : nil, element: layouts[0].layout.element)
    }

    /// Fills a table with the points of each centre, one centre after the other.
    private func fill(
        _ values: UnsafeMutableBufferPointer<Double>, around centers: [Double], _ random: inout RandomState
    ) {
        var start = 0
        for center in 0..<counts.centers {
            let deviation = deviations.count == 1 ? deviations[0] : deviations[center]
            centers.withUnsafeBufferPointer { centers in
                let middle = UnsafeBufferPointer(rebasing: centers[center * features..<(center + 1) * features])
                // In batches that are still in the cache when they are moved to their place.
                for batch in pieces(counts[center], { _ in Self.batch / features }) {
                    let end = start + batch.count * features
                    random.fill(UnsafeMutableBufferPointer(rebasing: values[start..<end]))
                    while start < end {
                        for column in 0..<features {
                            values[start &+ column] = middle[column] + deviation * values[start &+ column]
                        }
                        start += features
                    }
                }
            }
        }
    }

    /// The approximate number of values in a batch.
    private static let batch = 1 << 12

    /// The centre of each row, before the shuffle.
    func unshuffledLabels() -> [Int64] {
        (0..<counts.centers).flatMap { repeatElement(Int64($0), count: counts[$0]) }
    }

    func drawCenters(_ random: inout RandomState) -> [Double] {
        let range = box[1] - box[0]
        return random.uniforms(counts.centers * features).map { box[0] + range * $0 }
    }
}
