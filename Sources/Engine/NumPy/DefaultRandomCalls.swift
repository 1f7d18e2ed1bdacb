internal import Objects

/// `np_random`: any calls to numpy's `default_rng`, one after the other.
struct DefaultRandomCalls: Generator {
    static let name = "np_random"
    static let revision = 1
    static let call = "rng = numpy.random.default_rng(seed); rng.normal(loc, scale, size), …"
    static let parameters = [seed.documented, calls.documented]
    static let probes = [
        Probe([
            "seed": 1,
            "calls": [
                ["call": "standard_normal", "size": 300], ["call": "random", "size": 5],
                ["call": "exponential", "scale": 0.5, "size": 1200],
                ["call": "normal", "loc": 1, "scale": 3, "size": 7],
                ["call": "uniform", "low": -1, "high": 4, "size": 3, "array": nil],
                ["call": "integers", "low": -3, "high": 1000, "size": 9, "astype": "float64"],
                ["call": "integers", "high": 9_000_000_000_000, "size": 5, "astype": "float64"],
                ["call": "integers", "high": 4_294_967_296, "size": 3, "astype": "float64"],
                ["call": "standard_normal", "astype": "float32", "size": 3, "array": "y"],
            ],
        ]),
        Probe([
            "seed": "340282366920938463463374607431768211456",
            "calls": [["call": "integers", "high": 200, "astype": "uint8", "size": [2, 3]]],
        ]),
    ]

    private static let seed = Parameter<Natural>("seed", .natural, "the seed of the bit generator, PCG64")
    private static let calls = DrawCall.parameter(kinds)
    private static let kinds: [DrawCall.Kind] = [
        .init("standard_normal") { _ in .standardNormal },
        DrawArguments.normal,
        .init("random") { _ in .random },
        DrawArguments.uniform,
        DrawArguments.integers("integers"),
        .init("exponential", [DrawArguments.rate.documented]) { arguments throws(ParameterError) in
            .exponential(scale: try arguments.get(DrawArguments.rate))
        },
    ]

    var seed: Natural
    var sequence: DrawSequence

    init(_ arguments: Arguments) throws(ParameterError) {
        seed = try arguments.get(Self.seed)
        sequence = try DrawSequence(try arguments.get(Self.calls), Self.kinds, arguments)
    }

    var arrays: [EncodedFile.NamedLayout] { sequence.arrays }

    /// The stretches in flight, whatever the size of the arrays.
    var workingMemory: UInt64 { 1 << 24 }

    var drawnBytes: UInt64 { sequence.drawnBytes }

    func prepare() -> any PreparedCall {
        DrawnArrays(sequence: sequence, source: DefaultRandom(seed: seed))
    }

    var enterable: (any EnterableStream)? { DrawnArrays(sequence: sequence, source: DefaultRandom(seed: seed)) }
}

/// Arrays that are drawn from the beginning each time one is requested.
struct DrawnArrays<Source: DrawSource & Sendable>: PreparedCall, ArrayStream {
    let sequence: DrawSequence
    let source: Source

    func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream { self }

    func stream(_ array: ArrayName, _ consume: (RawSpan) throws -> Void) throws {
        try sequence.stream(array, from: source, consume)
    }
}
