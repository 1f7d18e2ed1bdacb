internal import Objects

/// `sk_classification`: clusters at the corners of a cube, columns that follow from others, and noise.
struct Classification: SampleGenerator {
    static let name = "sk_classification"
    static let revision = 1
    static let call = "sklearn.datasets.make_classification(random_state=seed, **params)"
    static let parameters = [
        Parameters.seed.documented, Parameters.samples.documented, Parameters.features.documented,
        Parameters.informative.documented, Parameters.redundant.documented, Parameters.repeated.documented,
        Parameters.classes.documented, Parameters.clustersPerClass.documented, Parameters.weights.documented,
        Parameters.flip.documented, Parameters.separation.documented, Parameters.hypercube.documented,
        Parameters.shift.documented, Parameters.scale.documented, Parameters.shuffle.documented,
        Parameters.returnXY.documented, SampleTable.elementParameter.documented,
    ]
    static let refused = ["random_state": "the seed is called seed"]
    /// Among the first 150 normals of seed 308 is one that distinguishes log with fused multiply-add from log without.
    static let probes =
        [
            Probe(
                ["seed": 308, "n_samples": 75, "n_features": 2, "n_redundant": 0, "shuffle": false], .features,
                .init(.haswell)),
            Probe(["seed": 1, "n_samples": 57, "n_classes": 3, "n_informative": 4], .targets),
            Probe(["seed": 2, "n_samples": 31, "weights": [0.7], "flip_y": 0.5, "shuffle": false], .targets),
            Probe(
                ["seed": 5, "n_samples": 7, "n_features": 33, "n_informative": 33, "n_redundant": 0], .features,
                .init(.haswell)),
        ]
        + ArithmeticProfile.Family.allCases.flatMap { family in
            [
                Probe(
                    [
                        "seed": 3, "n_samples": 43, "n_features": 34, "n_informative": 21, "n_redundant": 5,
                        "n_repeated": 2, "shift": nil, "scale": nil, "hypercube": false,
                    ], .features, .init(family)),
                Probe(["seed": 4, "n_samples": 5, "n_redundant": 1, "shuffle": false], .features, .init(family)),
            ]
        }

    var seed: UInt32
    let samples, features, informative, redundant, repeated, classes, clusters, clustersPerClass: Int
    /// One for each class; nil if all are equal.
    let weights: [Double]?
    let flip, separation: Double
    let hypercube: Bool
    /// One number for all columns, or one for each; nil if they are drawn.
    let shift, scale: [Double]?
    let shuffle: Bool
    private let layouts: [EncodedFile.NamedLayout]

    init(_ arguments: Arguments) throws(ParameterError) {
        seed = try arguments.get(Parameters.seed)
        samples = try arguments.get(Parameters.samples)
        features = try arguments.get(Parameters.features)
        informative = try arguments.get(Parameters.informative)
        redundant = try arguments.get(Parameters.redundant)
        repeated = try arguments.get(Parameters.repeated)
        classes = try arguments.get(Parameters.classes)
        clustersPerClass = try arguments.get(Parameters.clustersPerClass)
        flip = try arguments.get(Parameters.flip)
        separation = try arguments.get(Parameters.separation)
        hypercube = try arguments.get(Parameters.hypercube)
        shuffle = try arguments.get(Parameters.shuffle)
        _ = try arguments.get(Parameters.returnXY)

        let used = informative + redundant + repeated
        guard used <= features else {
            throw arguments.error(
                "n_features", "is \(features), but n_informative + n_redundant + n_repeated is \(used)")
        }
        let (clusters, overflow) = classes.multipliedReportingOverflow(by: clustersPerClass)
        // numpy compares n_informative with log2 of the clusters; for integers this is equivalent.
        guard !overflow, informative >= 63 || clusters <= 1 << informative else {
            throw arguments.error(
                "n_informative",
                "is \(informative): 2^\(informative) corners are too few for "
                    + "n_classes x n_clusters_per_class = \(classes) x \(clustersPerClass) clusters")
        }
        self.clusters = clusters
        weights = try Self.weights(arguments, classes, samples: samples)
        shift = try Self.columns(arguments.get(Parameters.shift), "shift", features, arguments)
        scale = try Self.columns(arguments.get(Parameters.scale), "scale", features, arguments)
        let element = try arguments.get(SampleTable.elementParameter)
        guard let x = ArrayLayout(element, shape: [samples, features]), let y = ArrayLayout(.int64, shape: [samples])
        else {
            throw arguments.error(
                "n_samples", "times n_features is \(samples) x \(features) values, more than any file holds")
        }
        layouts = [.init(name: .features, layout: x), .init(name: .targets, layout: y)]
    }

    /// The weights of all classes; an omitted last one is the difference to 1.
    private static func weights(
        _ arguments: Arguments, _ classes: Int, samples: Int
    ) throws(ParameterError) -> [Double]? {
        guard var weights = try arguments.get(Parameters.weights) else { return nil }
        guard weights.count == classes || weights.count == classes - 1 else {
            throw arguments.error("weights", "lists \(weights.count) numbers for n_classes = \(classes)")
        }
        if weights.count == classes - 1 { weights.append(1 - weights.reduce(0, +)) }
        guard weights.allSatisfy({ abs($0 * Double(samples)) < 0x1p53 }) else {
            throw arguments.error("weights", "are so large that their clusters have more than 2^53 samples")
        }
        return weights
    }

    /// A number for all columns, or one for each.
    private static func columns(
        _ value: Either<Double, [Double]>?, _ name: String, _ features: Int, _ arguments: Arguments
    ) throws(ParameterError) -> [Double]? {
        switch value {
        case nil: return nil
        case .first(let number): return [number]
        case .second(let list):
            guard list.count == features || list.count == 1 else {
                throw arguments.error(name, "lists \(list.count) numbers for n_features = \(features)")
            }
            return list
        }
    }

    var arrays: [EncodedFile.NamedLayout] { layouts }

    /// The number of columns that depend on nothing.
    var noise: Int { features - informative - redundant - repeated }

    /// X once, the informative columns once more, and the other data per sample and per cluster.
    var workingMemory: UInt64 {
        func bytes(_ a: Int, _ b: Int) -> UInt64 {
            UInt64(a).multipliedClamping(by: UInt64(b)).multipliedClamping(by: 8)
        }
        return layouts[0].layout.count.multipliedClamping(by: 8)
            .addingClamping(bytes(samples, 2 * informative))
            .addingClamping(bytes(samples, 3))
            .addingClamping(bytes(informative, informative + redundant).multipliedClamping(by: 2))
            .addingClamping(bytes(clusters, informative + 2))
            .addingClamping(RandomState.samplingMemory(UInt64(clusters), of: 1 << UInt64(min(informative, 30))))
            .addingClamping(bytes(features, 8))
            .addingClamping(1 << 22)
    }

    func dependsOnArithmetic(_ array: ArrayName) -> Bool { array == .features }
}
