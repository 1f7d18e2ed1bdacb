internal import Objects

extension Classification {
    enum Parameters {
        private static let size = 1...Int(UInt32.max)

        static let seed = Parameter<UInt32>("seed", .seed32, "the seed of RandomState")
        static let samples = Parameter<Int>("n_samples", .integer(size), default: 100, "the rows")
        static let features = Parameter<Int>("n_features", .integer(size), default: 20, "the columns")
        static let informative = Parameter<Int>(
            "n_informative", .integer(size), default: 2, "the columns that tell the classes apart")
        static let redundant = Parameter<Int>(
            "n_redundant", .integer(0...Int(UInt32.max)), default: 2, "the columns that are sums of informative ones")
        static let repeated = Parameter<Int>(
            "n_repeated", .integer(0...Int(UInt32.max)), default: 0, "the columns that are copies of those before")
        static let classes = Parameter<Int>("n_classes", .integer(size), default: 2, "the classes")
        static let clustersPerClass = Parameter<Int>(
            "n_clusters_per_class", .integer(size), default: 2, "the clusters of each class")
        static let weights = Parameter<[Double]?>(
            "weights", Form<[Double]>.list(.number).orNull, default: .null,
            "the share of each class; the last may be left out; null: all the same")
        static let flip = Parameter<Double>("flip_y", .share, default: 0.01, "the share of labels drawn anew")
        static let separation = Parameter<Double>("class_sep", .positive, default: 1, "half the side of the cube")
        static let hypercube = Parameter<Bool>(
            "hypercube", .boolean, default: true, "whether clusters stay at the corners, or move to random places")
        static let shift = Parameter<Either<Double, [Double]>?>(
            "shift", Form<Double>.number.or(Form<[Double]>.list(.number)).orNull, default: 0,
            "what is added to columns: one number, one each, or null for random ones")
        static let scale = Parameter<Either<Double, [Double]>?>(
            "scale", Form<Double>.positive.or(Form<[Double]>.list(.number)).orNull, default: 1,
            "what columns are multiplied with: one number, one each, or null for random ones")
        static let shuffle = Parameter<Bool>(
            "shuffle", .boolean, default: true, "whether rows and columns are shuffled")
        static let returnXY = Parameter<Bool>(
            "return_X_y",
            Form(type: "boolean", range: "true only", schema: ["const": true]) { $0 == .bool(true) ? true : nil },
            default: true, "accepted; false gives no arrays")
    }
}
