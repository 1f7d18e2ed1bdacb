internal import Objects

/// `sk_regression`: normals, and a linear model of some of their columns.
struct Regression: SampleGenerator {
    static let name = "sk_regression"
    static let revision = 1
    static let call = "sklearn.datasets.make_regression(random_state=seed, **params)"
    static let parameters = [
        Parameters.seed.documented, Parameters.samples.documented, Parameters.features.documented,
        Parameters.informative.documented, Parameters.targets.documented, Parameters.bias.documented,
        Parameters.effectiveRank.documented, Parameters.tailStrength.documented, Parameters.noise.documented,
        Parameters.shuffle.documented, Parameters.coef.documented, SampleTable.elementParameter.documented,
    ]
    static let refused = ["random_state": "the seed is called seed"]
    /// Among the first 150 normals of seed 308 is one that distinguishes log with fused multiply-add from log without.
    static let probes =
        [
            Probe(["seed": 1, "n_samples": 9, "n_features": 7]),
            Probe(["seed": 308, "n_samples": 15, "n_features": 10]),
        ]
        + ArithmeticProfile.Family.allCases.flatMap { family in
            [
                Probe(["seed": 2, "n_samples": 11, "n_features": 21, "noise": 0.5], .targets, .init(family)),
                Probe(
                    ["seed": 3, "n_samples": 13, "n_features": 40, "n_targets": 7, "bias": 2, "shuffle": false],
                    .targets, .init(family)),
                // Large enough for every way of dividing it.
                Probe(
                    ["seed": 4, "n_samples": 91, "n_features": 129, "n_targets": 101], .targets,
                    .init(family, threads: 2)),
            ]
        }

    private enum Parameters {
        static let seed = Parameter<UInt32>("seed", .seed32, "the seed of RandomState")
        static let samples = Parameter<Int>(
            "n_samples", .integer(1...Int(UInt32.max)), default: 100, "the rows")
        static let features = Parameter<Int>(
            "n_features", .integer(1...Int(UInt32.max)), default: 100, "the columns of X")
        static let informative = Parameter<Int>(
            "n_informative", .count, default: 10, "the columns of X that the targets depend on, at most all")
        static let targets = Parameter<Int>(
            "n_targets", .integer(1...Int(UInt32.max)), default: 1, "the columns of y")
        static let bias = Parameter<Double>("bias", .number, default: 0, "what is added to every target")
        static let effectiveRank = Parameter<Bool>(
            "effective_rank",
            Form<Bool>(type: "null", range: nil, schema: ["type": "null"]) { $0 == .null ? true : nil }, default: .null,
            "null only: low-rank input goes through LAPACK and cannot be computed again exactly")
        static let tailStrength = Parameter<Double>(
            "tail_strength", .share, default: 0.5, "accepted; of no effect without effective_rank")
        static let noise = Parameter<Double>(
            "noise", .notNegative, default: 0, "the standard deviation of the noise on the targets")
        static let shuffle = Parameter<Bool>(
            "shuffle", .boolean, default: true, "whether rows and columns are shuffled")
        static let coef = Parameter<Bool>("coef", .boolean, default: false, "accepted; changes neither X nor y")
    }

    var seed: UInt32
    let samples, features, informative, targets: Int
    let bias, noise: Double
    private let shuffle: Bool
    private let layouts: [EncodedFile.NamedLayout]

    init(_ arguments: Arguments) throws(ParameterError) {
        seed = try arguments.get(Parameters.seed)
        samples = try arguments.get(Parameters.samples)
        features = try arguments.get(Parameters.features)
        informative = min(features, try arguments.get(Parameters.informative))
        targets = try arguments.get(Parameters.targets)
        bias = try arguments.get(Parameters.bias)
        noise = try arguments.get(Parameters.noise)
        shuffle = try arguments.get(Parameters.shuffle)
        _ = try arguments.get(Parameters.effectiveRank)
        _ = try arguments.get(Parameters.tailStrength)
        _ = try arguments.get(Parameters.coef)
        // numpy.squeeze: removes axes of length 1.
        let shape = [samples, targets].filter { $0 != 1 }
        let element = try arguments.get(SampleTable.elementParameter)
        guard let x = ArrayLayout(element, shape: [samples, features]), let y = ArrayLayout(element, shape: shape)
        else {
            throw arguments.error("n_samples", "times columns is more values than any file holds")
        }
        layouts = [.init(name: .features, layout: x), .init(name: .targets, layout: y, standsAsLine: true)]
    }

    var arrays: [EncodedFile.NamedLayout] { layouts }

    var workingMemory: UInt64 {
        let model = UInt64(features).multipliedClamping(by: UInt64(targets)).multipliedClamping(by: 8)
        return layouts[0].layout.count.multipliedClamping(by: 8)
            .addingClamping(layouts[1].layout.count.multipliedClamping(by: 16))
            .addingClamping(model)
            .addingClamping(UInt64(samples).multipliedClamping(by: 4))
            .addingClamping(UInt64(features).multipliedClamping(by: 4))
            .addingClamping(1 << 22)
    }

    func dependsOnArithmetic(_ array: ArrayName) -> Bool { array == .targets }

    func usesThreads(_ family: ArithmeticProfile.Family) -> Bool {
        Kernel.of(family).usesThreads(samples: samples, depth: features, outputs: targets)
    }

    func prepare() -> any PreparedCall {
        var random = RandomState(seed: seed)
        let x = random.normals(samples * features)
        let model =
            random.uniforms(informative * targets).map { 100 * $0 }
            + [Double](repeating: 0, count: (features - informative) * targets)
        let errors = noise > 0 ? random.normals(samples * targets) : []
        var table = SampleTable(
            rows: samples, groups: [.init(width: features, values: x)], targets: .numbers([], width: targets),
            element: layouts[0].layout.element)
        if shuffle {
            table.rowOrder = random.permutation(samples)
            table.columnOrder = random.permutation(features)
        }
        return Prepared(call: self, table: table, model: model, errors: errors)
    }

    private struct Prepared: PreparedCall {
        let call: Regression
        /// Complete except for the targets.
        let table: SampleTable
        /// The coefficient of each feature for each target.
        let model: [Double]
        /// The error of each target, in units of the noise; empty for no noise.
        let errors: [Double]

        func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream {
            guard let profile else { return table }
            let x = table.groups[0].values
            var y = MatrixProduct.dot(
                x.span, model.span, samples: call.samples, depth: call.features,
                outputs: call.targets, profile)
            for index in y.indices { y[index] += call.bias }
            for index in errors.indices { y[index] += 0 + call.noise * errors[index] }
            var table = table
            table.targets = .numbers(y, width: call.targets)
            return table
        }
    }
}
