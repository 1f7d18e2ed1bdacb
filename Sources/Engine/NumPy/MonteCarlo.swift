internal import Objects

/// `np_montecarlo`: paths of standard normals, or of their sums.
struct MonteCarlo: Generator {
    static let name = "np_montecarlo"
    static let revision = 1
    static let call = "numpy.random.default_rng(seed).standard_normal((n_paths, n_steps))"
    static let parameters = [
        Parameters.seed.documented, Parameters.paths.documented, Parameters.steps.documented,
        Parameters.process.documented,
    ]
    /// An odd number of values with wedges and tails among them, a seed of more than one word, a walk; and a seed whose
    /// value 762 distinguishes log1p with fused multiply-add from log1p without.
    static let probes = [
        Probe(["seed": 2025, "n_paths": 3, "n_steps": 1367]),
        Probe(["seed": "170141183460469231731687303715884118073", "n_paths": 5, "n_steps": 41, "process": "walk"]),
        Probe(["seed": 145917, "n_paths": 1, "n_steps": 800]),
    ]

    private enum Parameters {
        static let seed = Parameter<Natural>("seed", .natural, "the seed of the bit generator, PCG64")
        static let paths = Parameter<Int>("n_paths", .count, "the number of paths: rows")
        static let steps = Parameter<Int>("n_steps", .count, "the number of steps in a path: columns")
        static let process = Parameter<Process>(
            "process", Form.choice(Process.allCases.map(\.rawValue)).map { Process(rawValue: $0) }, default: "normal",
            "independent normals, or their running sum along each path")
    }

    private enum Process: String, CaseIterable {
        case normal, walk
    }

    var seed: Natural
    private let process: Process
    var layout: ArrayLayout

    init(_ arguments: Arguments) throws(ParameterError) {
        seed = try arguments.get(Parameters.seed)
        process = try arguments.get(Parameters.process)
        let shape = [try arguments.get(Parameters.paths), try arguments.get(Parameters.steps)]
        guard let layout = ArrayLayout(.float64, shape: shape) else {
            throw arguments.error(
                "n_paths", "times n_steps is \(shape[0]) x \(shape[1]) values, more than any file holds")
        }
        self.layout = layout
    }

    var arrays: [EncodedFile.NamedLayout] { [.init(name: .features, layout: layout)] }

    /// The stretches in flight, whatever the size of the array.
    var workingMemory: UInt64 { 1 << 24 }

    func prepare() -> any PreparedCall {
        Paths(normals: ZigguratStream(origin: PCG64(seed: seed)), layout: layout, process: process)
    }

    /// The normals, as `np_random` would draw them.
    var enterable: (any EnterableStream)? {
        guard process == .normal else { return nil }
        let call = DrawCall(
            distribution: .standardNormal, shape: layout.shape, element: layout.element, array: .features)
        return DrawnArrays(
            sequence: DrawSequence(calls: [call], arrays: arrays), source: DefaultRandom(seed: seed))
    }

    private struct Paths: PreparedCall, ArrayStream {
        let normals: ZigguratStream<NormalZiggurat>
        let layout: ArrayLayout
        let process: Process

        func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream { self }

        func stream(_ array: ArrayName, _ consume: (RawSpan) throws -> Void) throws {
            switch process {
            case .normal: try normals.read(layout.count) { try consume($0.bytes) }
            case .walk:
                var walk = Walk(steps: layout.shape[1])
                try normals.read(layout.count) { try walk.pass($0, consume) }
            }
        }
    }

    /// `numpy.cumsum` along rows that arrive in pieces: one addition after the other.
    private struct Walk {
        let steps: Int
        private var column = 0
        private var sum = 0.0
        private var sums: [Double] = []

        init(steps: Int) {
            self.steps = steps
        }

        mutating func pass(_ values: Span<Double>, _ consume: (RawSpan) throws -> Void) throws {
            sums.removeAll(keepingCapacity: true)
            sums.reserveCapacity(values.count)
            for index in values.indices {
                sum = column == 0 ? values[index] : sum + values[index]
                column = column + 1 == steps ? 0 : column + 1
                sums.append(sum)
            }
            try consume(sums.span.bytes)
        }
    }
}
