internal import Objects

/// A source of random numbers that people draw files from.
enum DrawnStream: CaseIterable, Sendable {
    case defaultRandom, randomState
    /// Python's own `random`.
    case python

    var generator: String {
        self == .defaultRandom ? DefaultRandomCalls.name : RandomStateCalls.name
    }

    /// As Python has it, without its seed.
    var words: String {
        switch self {
        case .defaultRandom: "numpy.random.default_rng()"
        case .randomState: "numpy.random.RandomState()"
        case .python: "Python's random"
        }
    }

    func seed(_ seed: Natural) -> JSONValue {
        guard self == .python else { return seed.json }
        return .array((seed.words.isEmpty ? [0] : seed.words).map { .integer(UInt64($0)) })
    }

    /// The first values of a distribution with a fraction; nil when the stream has no such seed.
    func draw(_ distribution: Distribution, _ seed: Natural, _ count: Int) -> [Double]? {
        var values: [Double] = []
        func collect(_ source: consuming some DrawSource) -> [Double] {
            try? source.reals(distribution, UInt64(count)) { piece in
                for index in piece.indices { values.append(piece[index]) }
            }
            return values
        }
        switch self {
        case .defaultRandom: return collect(DefaultRandom(seed: seed))
        case .randomState:
            guard seed.words.count < 2 else { return nil }
            return collect(RandomState(seed: seed.word(0)))
        case .python: return collect(RandomState(MT19937(key: seed.words.isEmpty ? [0] : seed.words)))
        }
    }

    /// The parameters of one call that gives all of an array.
    func params(_ seed: Natural, _ call: JSONObject, _ layout: ArrayLayout) -> JSONObject {
        ["seed": self.seed(seed), "calls": [.object(Self.call(call, layout))]]
    }

    /// A call with the shape and the type of an array.
    static func call(_ call: JSONObject, _ layout: ArrayLayout) -> JSONObject {
        var call = call
        let extents = layout.shape.map { JSONValue.integer($0) }
        call["size"] = extents.count == 1 ? extents[0] : .array(extents)
        // An integer may have been made a number with a fraction.
        let isInteger = call["call"] == "integers" || call["call"] == "randint"
        if layout.element != (isInteger ? .int64 : .float64) { call["astype"] = .string(layout.element.rawValue) }
        return call
    }
}
