internal import Objects

/// A source of random numbers that files are drawn from.
enum DrawnStream: CaseIterable, Sendable {
    case defaultRandom, randomState
    /// Python's own `random`.
    case python

    var generator: String {
        self == .defaultRandom ? DefaultRandomCalls.name : RandomStateCalls.name
    }

    /// In Python's notation, without the seed.
    var words: String {
        switch self {
        case .defaultRandom: "numpy.random.default_rng()"
        case .randomState: "numpy.random.RandomState()"
        case .python: "Python's random"
        }
    }

    /// Whether the first outputs of these seeds are available without the whole state: not for a list of more than one
    /// word.
    func hasHeads(_ seeds: Range<UInt64>) -> Bool {
        self == .defaultRandom || seeds.upperBound <= 1 << 32
    }

    func seed(_ seed: Natural) -> JSONValue {
        self == .python ? seed.listJSON : seed.json
    }

    /// The first values of a continuous distribution; nil if the seed is not valid for the stream.
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
        case .python: return collect(RandomState(MT19937(key: seed.key)))
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
        // An integer may have been converted to a real number.
        let isInteger = call["call"] == "integers" || call["call"] == "randint"
        if layout.element != (isInteger ? .int64 : .float64) { call["astype"] = .string(layout.element.rawValue) }
        return call
    }
}
