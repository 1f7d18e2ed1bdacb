internal import Objects

/// Finds the state of MT19937 that gave a file's values, if no seed is known: by linear algebra, not by search.
///
/// For values of `RandomState`'s rand, random_sample and uniform, of Python's random.random and random.uniform, and of
/// randint over a power of two; and the same cast to another type. Python's doubles are made like numpy's.
enum StateRecovery {
    /// A state, and the call that draws the values from it.
    struct Found: Sendable {
        /// The words that come next, before tempering: `state` of ``RandomStateCalls``.
        let state: [UInt32]
        let call: StateReading
        let layout: ArrayLayout

        /// The parameters with which `np_legacy` gives the values.
        var params: JSONObject {
            let call = DrawnStream.call(call.arguments, layout)
            return ["state": .string(RandomStateCalls.text(state)), "calls": [.object(call)]]
        }
    }

    /// The maximum number of values that are examined: as many as the least informative ones require, and some more to
    /// reject others.
    static let sample = 20_480

    /// Smaller files are not examined: a recipe with a state takes some 3,500 bytes.
    static let smallest: UInt64 = 4096

    /// The state that gives all of the array's values; nil if none is found.
    ///
    /// Takes microseconds for most arrays that are not random numbers of this kind, and up to a few seconds for those
    /// that are. Every value is compared.
    ///
    /// - Parameter ranges: Where values of uniform(low, high) may begin and end, beside 0 and 1 and
    ///   numbers of few decimals around the values.
    ///   `deadline` is when no more is tried.
    static func find(
        in array: StoredArray, ranges: [(low: Double, high: Double)] = [],
        until deadline: ContinuousClock.Instant? = nil
    ) throws -> Found? {
        guard array.layout.byteCount > smallest else { return nil }
        let element = array.layout.element
        let values = ElementValues(element, try array.head(sample))
        for call in StateReading.candidates(values, element, ranges) {
            guard let sights = call.sights(values, element),
                let state = TwisterSolver(sights, call.pattern).state(until: deadline)
            else {
                if let deadline, ContinuousClock.now >= deadline { return nil }
                continue
            }
            let found = Found(state: state, call: call, layout: array.layout)
            if try found.gives(array) { return found }
        }
        return nil
    }

    /// The state from which `rand()` gives the values, in order; nil if there is none.
    ///
    /// Values after the first ``sample`` are not examined.
    static func state(ofUniforms values: [Double]) -> [UInt32]? {
        state(ElementValues(reals: Array(values.prefix(sample))), .rand, .float64)
    }

    /// The state from which `randint(2 ** width)` gives the values, in order; nil if there is none.
    ///
    /// Values after the first ``sample`` are not examined. `width` is 1 to 53.
    static func state(ofMasked values: [Int64], width: Int) -> [UInt32]? {
        guard 1...53 ~= width else { return nil }
        return state(
            ElementValues(integers: Array(values.prefix(sample))), .randint(MaskedReading(low: 0, width: width)), .int64
        )
    }

    private static func state(_ values: ElementValues, _ call: StateReading, _ element: ElementType) -> [UInt32]? {
        call.sights(values, element).flatMap { TwisterSolver($0, call.pattern).state() }
    }
}

extension StateRecovery.Found {
    /// Whether the state gives all of an array's bytes.
    fileprivate func gives(_ array: StoredArray) throws -> Bool {
        guard !MT19937.isStuck(state) else { return false }
        let call = DrawCall(
            distribution: call.distribution, shape: layout.shape, element: layout.element, array: .features)
        let sequence = DrawSequence(calls: [call], arrays: [.init(name: .features, layout: layout)])
        var done: UInt64 = 0
        do {
            try sequence.stream(.features, from: RandomState(MT19937(state: state))) { piece in
                let bytes = try array.source.bytes(at: array.offset + done, count: piece.byteCount)
                guard piece.withUnsafeBytes({ $0.elementsEqual(bytes) }) else { throw Differs() }
                done += UInt64(bytes.count)
            }
        } catch is Differs {
            return false
        }
        return done == array.layout.byteCount
    }

    private struct Differs: Error {}
}
