internal import Crypto

extension Interpreter {
    func callPythonRandom(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "Random":
            guard let seed = try arguments.bind("x")[0].given else {
                throw .refused("a Random without a seed: its results are unknown")
            }
            return .python(PythonStream(try pythonSeed(seed)))
        case "seed":
            let v = try arguments.bind("a", "version")
            guard let seed = v[0].given else {
                throw .refused("random.seed() without a seed: its results are unknown")
            }
            if let version = v[1].given, try version.getInteger("version") != 2 {
                throw .unsupported("random.seed of version 1 is not reproduced")
            }
            let words = try pythonSeed(seed)
            if let pythonStream { pythonStream.seed(words) } else { pythonStream = PythonStream(words) }
            return .none
        default:
            guard let pythonStream else {
                throw .refused("random.\(name) is called before random.seed: its results are unknown")
            }
            return try callPython(pythonStream, name, arguments)
        }
    }

    private func pythonSeed(_ seed: Value) throws(ProgramError) -> [UInt32] {
        isSeeded = true
        switch seed {
        case .int(let value): return Natural(UInt64(value.magnitude)).key
        case .natural, .bool: return try seed.seedWords("the seed")
        case .string(let text): return Self.words(of: Array(text.utf8))
        case .bytes(let bytes): return Self.words(of: bytes)
        default: throw .unsupported("random.seed of a \(seed.typeName) is not reproduced")
        }
    }

    /// The words of a text's seed, version 2: its bytes and their SHA-512 as one number.
    private static func words(of bytes: [UInt8]) -> [UInt32] {
        let digits = (bytes + Array(SHA512.hash(data: bytes))).drop { $0 == 0 }
        var words: [UInt32] = []
        for end in stride(from: digits.endIndex, to: digits.startIndex, by: -4) {
            words.append(digits[max(digits.startIndex, end - 4)..<end].reduce(0) { $0 << 8 | UInt32($1) })
        }
        return words
    }

    func callPython(_ stream: PythonStream, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        func real(_ value: Value?, _ fallback: Double? = nil) throws(ProgramError) -> Double {
            guard let value = value.given else {
                guard let fallback else { throw .refused("\(name) lacks an argument") }
                return fallback
            }
            return try value.getReal("an argument of \(name)")
        }
        switch name {
        case "random":
            _ = try arguments.bind()
            return .float(stream.real())
        case "uniform":
            let v = try arguments.bind("a", "b")
            let (a, b) = (try real(v[0]), try real(v[1]))
            return .float(a + (b - a) * stream.real())
        case "randint":
            let v = try arguments.bind("a", "b")
            let (a, b) = (try (v[0] ?? .none).getInteger("a"), try (v[1] ?? .none).getInteger("b"))
            let (width, overflow) = b.subtractingReportingOverflow(a)
            guard !overflow, width >= 0, width < .max else { throw .refused("empty range for randint(\(a), \(b))") }
            return .int(a + stream.below(width + 1))
        case "randrange":
            let v = try arguments.bind("start", "stop", "step")
            let first = try (v[0] ?? .none).getInteger("start")
            let (start, stop) = v[1].given == nil ? (0, first) : (first, try (v[1] ?? .none).getInteger("stop"))
            let step = try v[2].given?.getInteger("step") ?? 1
            guard step > 0, start.magnitude < 1 << 61, stop.magnitude < 1 << 61, stop > start else {
                throw .refused("empty range for randrange")
            }
            return .int(start + step * stream.below((stop - start + step - 1) / step))
        case "getrandbits":
            let count = try (try arguments.bind("k")[0] ?? .none).getInteger("k")
            guard 0...64 ~= count else { throw .unsupported("getrandbits of more than 64 bits is not reproduced") }
            let bits = stream.bits(count)
            return bits > UInt64(Int.max) ? .natural(Natural(bits)) : .int(Int(bits))
        case "randbytes":
            let count = try (try arguments.bind("n")[0] ?? .none).getInteger("n")
            guard count >= 0, count < 1 << 40 else { throw .refused("n must not be negative") }
            try budget.room(count)
            return .bytes(stream.bytes(count))
        case "choice":
            let values = try iterate(try arguments.bind("seq")[0] ?? .none)
            guard !values.isEmpty else { throw .refused("Cannot choose from an empty sequence") }
            return values[stream.below(values.count)]
        case "choices":
            let v = try arguments.bind("population", "weights", "cum_weights", "k")
            let values = try iterate(v[0] ?? .none)
            let count = try v[3].given?.getInteger("k") ?? 1
            guard !values.isEmpty, count >= 0 else { throw .refused("choices from an empty sequence") }
            try budget.room(count)
            return .list(ListBox(try choices(stream, values, weights: v[1].given, sums: v[2].given, count)))
        case "shuffle":
            guard case .list(let list)? = try arguments.bind("x")[0] else {
                throw .unsupported("random.shuffle of other than a list is not reproduced")
            }
            stream.shuffle(&list.values)
            return .none
        case "sample":
            let v = try arguments.bind("population", "k")
            let values = try iterate(v[0] ?? .none)
            let count = try (v[1] ?? .none).getInteger("k")
            guard 0...values.count ~= count else { throw .refused("Sample larger than population or is negative") }
            return .list(ListBox(stream.sample(count, of: values.count).map { values[$0] }))
        case "gauss", "normalvariate", "lognormvariate":
            let v = try arguments.bind("mu", "sigma")
            let (mean, deviation) = (try real(v[0], 0), try real(v[1], 1))
            if name == "gauss" { return .float(stream.gauss(mean: mean, deviation: deviation)) }
            let value = stream.normal(mean: mean, deviation: deviation)
            return .float(name == "normalvariate" ? value : Libm.exp(value))
        case "expovariate":
            let rate = try real(try arguments.bind("lambd")[0], 1)
            return .float(-Libm.log(1 - stream.real()) / rate)
        case "triangular":
            let v = try arguments.bind("low", "high", "mode")
            var (low, high) = (try real(v[0], 0), try real(v[1], 1))
            var u = stream.real()
            guard high != low else { return .float(low) }
            var c = v[2].given == nil ? 0.5 : (try real(v[2]) - low) / (high - low)
            if u > c {
                u = 1 - u
                c = 1 - c
                (low, high) = (high, low)
            }
            return .float(low + (high - low) * (u * c).squareRoot())
        case "gammavariate":
            let v = try arguments.bind("alpha", "beta")
            let (alpha, beta) = (try real(v[0]), try real(v[1]))
            guard alpha > 0, beta > 0 else { throw .refused("gammavariate: alpha and beta must be > 0.0") }
            return .float(stream.gamma(alpha, beta))
        case "betavariate":
            let v = try arguments.bind("alpha", "beta")
            let (alpha, beta) = (try real(v[0]), try real(v[1]))
            guard alpha > 0, beta > 0 else { throw .refused("betavariate: alpha and beta must be > 0.0") }
            let y = stream.gamma(alpha, 1)
            return .float(y == 0 ? 0 : y / (y + stream.gamma(beta, 1)))
        case "paretovariate":
            let alpha = try real(try arguments.bind("alpha")[0])
            return .float(Libm.pow(1 - stream.real(), -1 / alpha))
        case "weibullvariate":
            let v = try arguments.bind("alpha", "beta")
            let (alpha, beta) = (try real(v[0]), try real(v[1]))
            return .float(alpha * Libm.pow(-Libm.log(1 - stream.real()), 1 / beta))
        case "seed":
            stream.seed(try pythonSeed(try arguments.bind("a")[0] ?? .none))
            return .none
        default: throw .unsupported("random.\(name) is not in the catalogue")
        }
    }

    private func choices(_ stream: PythonStream, _ values: [Value], weights: Value?, sums: Value?, _ count: Int)
        throws(ProgramError) -> [Value]
    {
        if weights == nil, sums == nil {
            return (0..<count).map { _ in
                values[min(values.count - 1, Int((stream.real() * Double(values.count)).rounded(.down)))]
            }
        }
        var cumulative: [Double] = []
        for value in try iterate(weights ?? sums ?? .none) {
            let number = try value.getReal("a weight")
            cumulative.append(sums != nil ? number : (cumulative.last ?? 0) + number)
        }
        guard cumulative.count == values.count, let total = cumulative.last, total > 0 else {
            throw .refused("The number of weights does not match the population, or their total is not above zero")
        }
        return (0..<count).map { _ in
            let at = stream.real() * total
            var low = 0
            var high = values.count - 1
            while low < high {
                let middle = (low + high) / 2
                if at < cumulative[middle] { high = middle } else { low = middle + 1 }
            }
            return values[low]
        }
    }
}
