internal import Objects

/// A hypothesis about the origin of a file: everything is known but the seed, and perhaps some numbers that follow from
/// it.
struct Lead {
    /// The function, in the notation of its library.
    let origin: String
    /// The approximate cost per seed, in nanoseconds.
    let cost: Double
    let sieve: any SeedSieve
    /// The calls that give the file if the seed is right, the likeliest first. Each is made on demand.
    let calls: (Natural) -> any Sequence<Call>

    struct Call {
        let generator: String
        let params: JSONObject
    }

    /// Makes the test of seeds for a call, given which of its arrays the file is, or begins with; nil if it is none of
    /// them.
    typealias MakeSieve = (Engine.Call.Open, ArrayName) throws -> (any SeedSieve)?

    /// A hypothesis with all parameters known.
    init?(
        _ origin: String, cost: Double = 100, _ generator: String, _ params: JSONObject,
        array: ArrayName = .features, _ sieve: MakeSieve
    ) rethrows {
        var params = params
        params["seed"] = 0
        guard let open = try? Engine.Call.Open(generator, params), let sieve = try sieve(open, array) else {
            return nil
        }
        self.init(origin, cost: cost, sieve) { seed in
            var params = params
            params["seed"] = open.generator.seedValue(seed)
            return [Call(generator: generator, params: params)]
        }
    }

    init(_ origin: String, cost: Double, _ sieve: any SeedSieve, calls: @escaping (Natural) -> any Sequence<Call>) {
        self.origin = origin
        self.cost = cost
        self.sieve = sieve
        self.calls = calls
    }
}
