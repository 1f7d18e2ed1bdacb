internal import Objects

/// `np_legacy`: any calls to numpy's `RandomState`, one after the other, from a seed or from a state.
struct RandomStateCalls: Generator {
    static let name = "np_legacy"
    static let revision = 1
    static let call = "rs = numpy.random.RandomState(seed); rs.normal(loc, scale, size), …"
    static let parameters = [seed.documented, state.documented, calls.documented]
    /// Among the first 150 normals of seed 308 is one that distinguishes log with fused multiply-add from log without.
    static let probes = [
        Probe(["seed": 308, "calls": [["call": "randn", "size": 151]]]),
        Probe([
            "seed": [1, 4_294_967_295, 2],
            "calls": [
                ["call": "rand", "size": 5], ["call": "normal", "loc": -1, "scale": 2, "size": 3],
                ["call": "uniform", "low": 2, "high": 3, "size": 700, "array": nil],
                ["call": "randint", "low": -5, "high": 6, "size": 9, "astype": "float64"],
                ["call": "randint", "high": 9_000_000_000_000, "size": 5, "astype": "float64"],
                ["call": "randn", "size": 1, "astype": "float32", "array": "y"],
            ],
        ]),
        Probe([
            "state": .string(Base64.encode([UInt8](repeating: 0xa5, count: MT19937.size * 4))),
            "calls": [["call": "rand", "size": 700]],
        ]),
    ]

    private static let seed = Parameter<Either<UInt32, [UInt32]>?>(
        "seed", Form<UInt32>.seed32.or(.list(.seed32)).orNull, default: .null,
        "the seed of RandomState; Python's random.seed(n) is [n]; null where there is a state")
    private static let state = Parameter<String?>(
        "state",
        Form(
            type: "string", range: "base64 of \(MT19937.size) words",
            schema: ["type": "string", "contentEncoding": "base64"]
        ) { value in
            guard case .string(let string) = value else { return nil }
            return string.text
        }.orNull, default: .null,
        "the words that come next, before tempering, 4 bytes each, little endian, in base64; in the place of a seed")
    private static let calls = DrawCall.parameter(kinds)
    private static let kinds: [DrawCall.Kind] = [
        .init("randn") { _ in .standardNormal },
        .init("rand") { _ in .random },
        DrawArguments.normal, DrawArguments.uniform,
        DrawArguments.integers("randint"),
    ]

    var start: Start
    var sequence: DrawSequence

    enum Start: Sendable {
        case seed(UInt32)
        case key([UInt32])
        case state([UInt32])

        var generator: MT19937 {
            switch self {
            case .seed(let seed): MT19937(seed: seed)
            case .key(let key): MT19937(key: key)
            case .state(let words): MT19937(state: words)
            }
        }
    }

    init(_ arguments: Arguments) throws(ParameterError) {
        switch (try arguments.get(Self.seed), try arguments.get(Self.state)) {
        case (.first(let seed), nil): start = .seed(seed)
        case (.second(let key), nil):
            guard !key.isEmpty else { throw arguments.error("seed", "must not be an empty list") }
            start = .key(key)
        case (nil, let text?):
            guard let words = Self.words(text) else {
                throw arguments.error("state", "must be \(MT19937.size) words of 4 bytes in base64")
            }
            // Rejection sampling would never end.
            guard !MT19937.isStuck(words) else { throw arguments.error("state", "must not be all zeros") }
            start = .state(words)
        case (nil, nil): throw arguments.error("seed", "is missing: it must be an integer, 0 to 4294967295")
        case (_, _?): throw arguments.error("state", "cannot be combined with a seed")
        }
        sequence = try DrawSequence(try arguments.get(Self.calls), Self.kinds, arguments)
    }

    /// The words of a state; nil if the text does not contain ``MT19937/size`` of them.
    private static func words(_ text: String) -> [UInt32]? {
        guard let bytes = Base64.decode(text), bytes.count == MT19937.size * 4 else { return nil }
        return bytes.withUnsafeBytes { bytes in
            (0..<MT19937.size).map {
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
            }
        }
    }

    /// A state in the form of ``state``.
    static func text(_ words: [UInt32]) -> String {
        Base64.encode(words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
    }

    var arrays: [EncodedFile.NamedLayout] { sequence.arrays }

    /// A few pieces, whatever the size of the arrays.
    var workingMemory: UInt64 { 1 << 24 }

    var drawnBytes: UInt64 { sequence.drawnBytes }

    func prepare() -> any PreparedCall {
        DrawnArrays(sequence: sequence, source: RandomState(start.generator))
    }

    var enterable: (any EnterableStream)? {
        DrawnArrays(sequence: sequence, source: RandomState(start.generator))
    }
}
