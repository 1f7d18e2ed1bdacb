extension Interpreter {
    /// `np.random.…`.
    func callNumPyRandom(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "default_rng":
            let seed = try arguments.bind("seed")[0]
            if case .generator? = seed { return seed ?? .none }
            return .generator(GeneratorStream(.pcg64, try entropy(seed), version))
        case "SeedSequence":
            let values = try arguments.bind("entropy", "spawn_key")
            var entropy = try entropy(values[0])
            if let key = values[1].given {
                entropy = SeedEntropy(entropy.words, spawnKey: try key.seedWords("spawn_key"))
            }
            return .generator(GeneratorStream(.pcg64, entropy, version))
        case "PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64":
            guard let kind = GeneratorStream.Kind(rawValue: name) else { break }
            return .generator(GeneratorStream(kind, try entropy(try arguments.bind("seed")[0]), version))
        case "Generator":
            guard case .generator(let stream)? = try arguments.bind("bit_generator")[0] else {
                throw .refused("Generator needs a bit generator")
            }
            return .generator(stream)
        case "RandomState":
            let seed = try arguments.bind("seed")[0]
            if case .generator? = seed { throw .unsupported("RandomState of a bit generator is not reproduced") }
            let (words, isList) = try legacySeed(seed)
            return .legacy(LegacyStream(words, isList: isList))
        case "seed":
            let (words, isList) = try legacySeed(try arguments.bind("seed")[0])
            if let legacyStream {
                legacyStream.seed(words, isList: isList)
            } else {
                legacyStream = LegacyStream(words, isList: isList)
            }
            return .none
        case "mtrand._rand", "get_state", "set_state": throw .unsupported("np.random.\(name) is not in the catalogue")
        default: break
        }
        guard let legacyStream else {
            throw .refused("np.random.\(name) is called before np.random.seed: its results are unknown")
        }
        return try callLegacy(legacyStream, name, arguments)
    }

    private func entropy(_ seed: Value?) throws(ProgramError) -> SeedEntropy {
        isSeeded = true
        guard let seed = seed.given else { throw .refused("a generator without a seed: its results are unknown") }
        if case .generator(let stream) = seed, let entropy = stream.entropy { return entropy }
        return SeedEntropy(try seed.seedWords("the seed"))
    }

    private func legacySeed(_ seed: Value?) throws(ProgramError) -> ([UInt32], Bool) {
        isSeeded = true
        guard let seed = seed.given else { throw .refused("a RandomState without a seed: its results are unknown") }
        let isList = seed.sequence != nil || isArray(seed)
        let words = try seed.seedWords("the seed")
        guard isList || words.count == 1 else { throw .refused("Seed must be between 0 and 2**32 - 1") }
        guard !words.isEmpty else { throw .refused("Seed must be non-empty") }
        if isList, try iterate(seed).contains(where: { ($0.integer ?? 0) > Int(UInt32.max) }) {
            throw .refused("Seed values must be between 0 and 2**32 - 1")
        }
        return (words, isList)
    }

    /// Methods of a Generator, and of its constructors.
    func callGenerator(_ stream: GeneratorStream, _ name: String, _ arguments: CallArguments) throws(ProgramError)
        -> Value
    {
        let sampler = stream.sampler
        switch name {
        case "random", "standard_normal":
            let v = try arguments.bind("size", "dtype", "out")
            guard v[2].given == nil else { throw .unsupported("\(name) into an array is not reproduced") }
            if let given = v[1].given, try type(given) == .float32 {
                let shape = try v[0].given?.getShape("size")
                let count = try budget.count(shape ?? [])
                try budget.step(count)
                let values = (0..<count).map { _ in
                    Double(name == "random" ? sampler.bits.single() : sampler.singleNormal())
                }
                return .array(NumberArray(.float32, shape ?? [], .reals(values), budget))
            }
            return try drawReals([], v[0], name, check: { _ throws(ProgramError) in }) { _ in
                name == "random" ? sampler.real() : sampler.normal()
            }
        case "standard_exponential":
            let v = try arguments.bind("size")
            return try drawReals([], v[0], name, check: { _ throws(ProgramError) in }) { _ in sampler.exponential() }
        case "integers":
            let v = try arguments.bind("low", "high", "size", "dtype", "endpoint")
            return try integers(
                sampler, v[0], v[1], v[2], v[3], includesEnd: try v[4].given?.getTruth("endpoint") ?? false)
        case "choice":
            let v = try arguments.bind("a", "size", "replace", "p", "axis", "shuffle")
            let axis = try v[4].given?.getInteger("axis") ?? 0
            guard axis == 0 else {
                // The axis goes to the front and back again, as rows of a matrix.
                let source = try array(v[0] ?? .none)
                guard source.shape.count == 2, axis == 1 || axis == -1, try v[1].given?.getShape("size").count == 1
                else { throw .unsupported("choice along this axis is not reproduced") }
                let turned = try choice(
                    sampler, .array(source.transposed), v[1],
                    replaces: try v[2].given?.getTruth("replace") ?? true, v[3],
                    shuffles: try v[5].given?.getTruth("shuffle") ?? true)
                guard case .array(let array) = turned else { return turned }
                return .array(array.transposed.reshaped(array.shape.reversed()))
            }
            return try choice(
                sampler, v[0] ?? .none, v[1], replaces: try v[2].given?.getTruth("replace") ?? true, v[3],
                shuffles: try v[5].given?.getTruth("shuffle") ?? true)
        case "permutation", "shuffle", "permuted":
            let v = try arguments.bind("x", "axis")
            if name == "permuted" { return .array(try permuted(sampler, try array(v[0] ?? .none), v[1])) }
            let axis = try v[1].given?.getInteger("axis") ?? 0
            guard axis != 0, case .array(let source)? = v[0] else {
                return try shuffled(sampler, v[0] ?? .none, inPlace: name == "shuffle")
            }
            guard source.shape.count == 2, axis == 1 || axis == -1 else {
                throw .unsupported("\(name) along this axis is not reproduced")
            }
            var order = Array(0..<source.shape[1])
            sampler.shuffle(&order)
            let width = source.shape[1]
            let places = (0..<source.shape[0]).flatMap { row in order.map { row * width + $0 } }
            guard name == "shuffle" else {
                // As an index of columns gives it.
                return .array(source.gathered(places, source.shape, isFortran: true))
            }
            source.set(source.storage.gathered(places))
            return .none
        case "bytes":
            return .bytes(try bytes(sampler, try (try arguments.bind("length")[0] ?? .none).getInteger("length")))
        case "spawn":
            let count = try (try arguments.bind("n_children")[0] ?? .none).getInteger("n_children")
            guard var entropy = stream.entropy, 0...4096 ~= count else {
                throw .unsupported("spawn of this generator is not reproduced")
            }
            var children: [Value] = []
            for _ in 0..<count {
                children.append(
                    .generator(
                        GeneratorStream(
                            stream.kind,
                            SeedEntropy(entropy.words, spawnKey: entropy.spawnKey + [UInt32(entropy.children)]),
                            version)))
                entropy.children += 1
            }
            stream.entropy = entropy
            return .list(ListBox(children))
        case "jumped":
            let count = try arguments.bind("jumps")[0].given?.getInteger("jumps") ?? 1
            guard let bits = sampler.bits.jumped(count) else {
                throw .unsupported("jumped of \(stream.kind.rawValue) is not reproduced")
            }
            return .generator(GeneratorStream(stream.kind, bits, version))
        case "advance":
            let count = try (try arguments.bind("delta")[0] ?? .none).getInteger("delta")
            guard count >= 0, sampler.bits.advance(UInt64(count)) else {
                throw .unsupported("advance of \(stream.kind.rawValue) is not reproduced")
            }
            return .generator(stream)
        default: break
        }
        if let value = try draw(name, sampler, arguments) { return value }
        throw .unsupported("\(name) of a Generator is not in the catalogue")
    }

    /// Methods of a RandomState.
    func callLegacy(_ stream: LegacyStream, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let sampler = stream.sampler
        switch name {
        case "rand", "randn":
            guard arguments.named.isEmpty else { throw .refused("\(name) takes no arguments by name") }
            var shape: [Int] = []
            for value in arguments.positional { shape.append(try value.getInteger("a dimension")) }
            return try drawReals(
                [], shape.isEmpty ? nil : .tuple(shape.map { .int($0) }), name, check: { _ throws(ProgramError) in }
            ) { _ in
                name == "rand" ? sampler.real() : sampler.normal()
            }
        case "random", "random_sample", "ranf", "sample", "standard_normal", "standard_exponential":
            let v = try arguments.bind("size")
            return try drawReals([], v[0], name, check: { _ throws(ProgramError) in }) { _ in
                name == "standard_normal"
                    ? sampler.normal() : name == "standard_exponential" ? sampler.exponential() : sampler.real()
            }
        case "randint", "random_integers":
            let v = try arguments.bind("low", "high", "size", "dtype")
            return try integers(sampler, v[0], v[1], v[2], v[3], includesEnd: name == "random_integers")
        case "choice":
            let v = try arguments.bind("a", "size", "replace", "p")
            return try choice(
                sampler, v[0] ?? .none, v[1], replaces: try v[2].given?.getTruth("replace") ?? true, v[3],
                shuffles: true)
        case "permutation", "shuffle":
            return try shuffled(sampler, try arguments.bind("x")[0] ?? .none, inPlace: name == "shuffle")
        case "bytes":
            return .bytes(try bytes(sampler, try (try arguments.bind("length")[0] ?? .none).getInteger("length")))
        case "seed":
            let (words, isList) = try legacySeed(try arguments.bind("seed")[0])
            stream.seed(words, isList: isList)
            return .none
        case "get_state", "set_state": throw .unsupported("\(name) is not in the catalogue")
        default: break
        }
        if let value = try draw(name, sampler, arguments) { return value }
        throw .unsupported("\(name) of a RandomState is not in the catalogue")
    }

    // MARK: Integers

    private func integers(
        _ sampler: Sampler, _ low: Value?, _ high: Value?, _ size: Value?, _ dtype: Value?, includesEnd: Bool
    ) throws(ProgramError) -> Value {
        var type = ArrayType.int64
        if let dtype = dtype.given { type = try self.type(dtype) }
        guard !type.isReal, !type.isText else { throw .refused("Unsupported dtype '\(type.name)' for integers") }
        var low = low ?? .none
        var high = high ?? .none
        if case .none = high { (low, high) = (.int(0), low) }
        let lows = try array(low)
        let highs = try array(high)
        if !lows.shape.isEmpty || !highs.shape.isEmpty {
            return try integersOfBounds(
                sampler, lows: lows, highs: highs, size: size, type: type, includesEnd: includesEnd)
        }
        guard let first = Self.whole(low), let end = Self.whole(high) else {
            throw .refused("the bounds of integers must be integers")
        }
        let last = includesEnd ? end : end - 1
        guard last >= first else { throw .refused(includesEnd ? "low > high" : "low >= high") }
        let isWhole = type == .bool ? (first >= 0 && last <= 1) : (type.elementHolds(first) && type.elementHolds(last))
        guard isWhole else { throw .refused("low or high is out of bounds for \(type.name)") }
        let span = UInt64(bitPattern: Int64(last)) &- UInt64(bitPattern: Int64(first))
        let shape = try size.given?.getShape("size")
        let count = try budget.count(shape ?? [])
        try budget.step(count)
        var values: [Int64] = []
        values.reserveCapacity(count)
        if type == .bool || type.byteCount < 4 {
            var short = Sampler.ShortDraws()
            let width = type == .bool ? 1 : UInt32(type.byteCount * 8)
            // A scalar is drawn separately as well.
            for _ in 0..<count {
                values.append(
                    Int64(first)
                        &+ Int64(short.integer(through: UInt32(span), width, isMasked: sampler.isLegacy, sampler.bits)))
            }
        } else {
            for _ in 0..<count {
                let draw = sampler.isLegacy ? sampler.interval(span) : sampler.bounded(span)
                values.append(Int64(first) &+ Int64(bitPattern: draw))
            }
        }
        guard let shape else {
            if dtype.given == nil { return .int(Int(values[0])) }
            return .array(NumberArray(type, [], .integers(values), budget))
        }
        return .array(NumberArray(type, shape, .integers(values), budget))
    }

    private static func whole(_ value: Value) -> Int? {
        if let integer = value.integer { return integer }
        if case .float(let real) = value { return Int(exactly: real) }
        return nil
    }

    private func integersOfBounds(
        _ sampler: Sampler, lows: NumberArray, highs: NumberArray, size: Value?, type: ArrayType,
        includesEnd: Bool
    ) throws(ProgramError) -> Value {
        guard type != .bool, type.isInteger, type != .number(.uint64), lows.integers != nil, highs.integers != nil
        else {
            throw .unsupported("integers of several bounds are not reproduced for \(type.name)")
        }
        var short = Sampler.ShortDraws()
        let joint = try broadcastShape(lows.shape, highs.shape)
        let shape = try size.given?.getShape("size") ?? joint
        guard try broadcastShape(shape, joint) == shape else {
            throw .refused("Output size \(shape) is not compatible with broadcast dimensions of inputs \(joint).")
        }
        let first = try broadcast(lows, to: shape).integers ?? []
        let end = try broadcast(highs, to: shape).integers ?? []
        var values: [Int64] = []
        for (low, high) in zip(first, end) {
            guard high > low || includesEnd && high == low else { throw .refused("low >= high") }
            let span = UInt64(bitPattern: high &- low) &- (includesEnd ? 0 : 1)
            guard type.elementHolds(Int(low)), type.elementHolds(Int(low &+ Int64(bitPattern: span))) else {
                throw .refused("low or high is out of bounds for \(type.name)")
            }
            if type.byteCount < 4 {
                let drawn = short.integer(
                    through: UInt32(span), UInt32(type.byteCount * 8), isMasked: sampler.isLegacy, sampler.bits)
                values.append(low &+ Int64(drawn))
                continue
            }
            values.append(low &+ Int64(bitPattern: sampler.isLegacy ? sampler.interval(span) : sampler.bounded(span)))
        }
        return .array(NumberArray(type, shape, .integers(values), budget))
    }

    private func bytes(_ sampler: Sampler, _ length: Int) throws(ProgramError) -> [UInt8] {
        guard length >= 0 else { throw .refused("length must not be negative") }
        try budget.room(length)
        var bytes: [UInt8] = []
        while bytes.count < length {
            let word = sampler.bits.next32()
            for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return Array(bytes.prefix(length))
    }

    // MARK: Choices and shuffles

    private func choice(
        _ sampler: Sampler, _ a: Value, _ size: Value?, replaces: Bool, _ p: Value?, shuffles: Bool
    ) throws(ProgramError) -> Value {
        let source = try array(a)
        let population: Int
        if source.shape.isEmpty {
            population = try a.getInteger("a")
        } else {
            guard !sampler.isLegacy || source.shape.count == 1 else { throw .refused("a must be 1-dimensional") }
            population = source.shape[0]
        }
        let shape = try size.given?.getShape("size")
        let count = try budget.count(shape ?? [])
        guard population > 0 || count == 0 else {
            throw .refused("a must be a positive integer unless no samples are taken")
        }
        try budget.room(min(population, 1 << 40))
        var chosen: [Int64]
        if let p = p.given {
            let shares = try array(p, .float64)
            guard let weights = shares.reals, shares.shape == [population] else {
                throw .refused("a and p must have same size")
            }
            guard weights.allSatisfy({ $0 >= 0 }), (weights.reduce(0, +) - 1).magnitude < 1.5e-8 else {
                throw .refused("Probabilities are negative, or do not sum to 1")
            }
            chosen = replaces ? try drawn(sampler, weights, count) : try drawnOnce(sampler, weights, count)
        } else if replaces {
            let span = UInt64(population - 1)
            chosen = (0..<count).map { _ in Int64(sampler.isLegacy ? sampler.interval(span) : sampler.bounded(span)) }
        } else {
            guard count <= population else {
                throw .refused("Cannot take a larger sample than population when replace is False")
            }
            chosen = try sample(sampler, count: count, of: population, shuffles: shuffles)
        }
        if source.shape.isEmpty {
            guard let shape else { return .int(Int(chosen[0])) }
            return .array(NumberArray(chosen, shape, budget))
        }
        let rest = Array(source.shape.dropFirst())
        let width = rest.reduce(1, *)
        guard let shape else {
            if rest.isEmpty { return source.scalar(at: Int(chosen[0])) }
            return .array(source.gathered((0..<width).map { Int(chosen[0]) * width + $0 }, rest))
        }
        try budget.room(chosen.count * width)
        return .array(
            source.gathered(chosen.flatMap { row in (0..<width).map { Int(row) * width + $0 } }, shape + rest))
    }

    /// The position of each number among the cumulative weights.
    private func drawn(_ sampler: Sampler, _ weights: [Double], _ count: Int) throws(ProgramError) -> [Int64] {
        let sums = Self.distribution(weights)
        return (0..<count).map { _ in Int64(Self.place(of: sampler.real(), in: sums)) }
    }

    private static func distribution(_ weights: [Double]) -> [Double] {
        var sums: [Double] = []
        for weight in weights { sums.append((sums.last ?? 0) + weight) }
        let total = sums[sums.count - 1]
        return sums.map { $0 / total }
    }

    private static func place(of value: Double, in sums: [Double]) -> Int {
        var low = 0
        var high = sums.count
        while low < high {
            let middle = (low + high) / 2
            if value < sums[middle] { high = middle } else { low = middle + 1 }
        }
        return min(low, sums.count - 1)
    }

    private func drawnOnce(_ sampler: Sampler, _ weights: [Double], _ count: Int) throws(ProgramError) -> [Int64] {
        guard weights.count(where: { $0 > 0 }) >= count else { throw .refused("Fewer non-zero entries in p than size") }
        var weights = weights
        var found: [Int64] = []
        while found.count < count {
            try budget.step(weights.count)
            let draws = (0..<count - found.count).map { _ in sampler.real() }
            for place in found { weights[Int(place)] = 0 }
            let sums = Self.distribution(weights)
            for draw in draws {
                let place = Int64(Self.place(of: draw, in: sums))
                if !found.contains(place) { found.append(place) }
            }
        }
        return found
    }

    private func sample(_ sampler: Sampler, count: Int, of population: Int, shuffles: Bool) throws(ProgramError)
        -> [Int64]
    {
        if sampler.isLegacy {
            var all = (0..<Int64(population)).map { $0 }
            sampler.shuffle(&all)
            return Array(all.prefix(count))
        }
        if population > 10000, count > population / (shuffles ? 50 : 20) {
            var all = (0..<Int64(population)).map { $0 }
            sampler.shuffleBounded(&all, first: max(population - count, 1))
            return Array(all.suffix(count))
        }
        // R. W. Floyd's algorithm.
        var chosen: [Int64] = []
        var seen = Set<Int64>()
        for last in population - count..<population {
            let draw = Int64(sampler.bounded(UInt64(last)))
            let taken = seen.contains(draw) ? Int64(last) : draw
            seen.insert(taken)
            chosen.append(taken)
        }
        if shuffles { sampler.shuffleBounded(&chosen, first: 1) }
        return chosen
    }

    private func shuffled(_ sampler: Sampler, _ value: Value, inPlace: Bool) throws(ProgramError) -> Value {
        if inPlace, case .list(let list) = value {
            sampler.shuffle(&list.values)
            return .none
        }
        if !inPlace, let count = value.integer {
            guard count >= 0 else { throw .refused("a permutation of a negative number") }
            try budget.room(count)
            var all = (0..<Int64(count)).map { $0 }
            sampler.shuffle(&all)
            return .array(NumberArray(all, budget))
        }
        let source: NumberArray
        if inPlace {
            guard case .array(let array) = value else {
                throw .unsupported("shuffle of a \(value.typeName) is not reproduced")
            }
            source = array
        } else {
            source = try array(value)
        }
        guard let rows = source.shape.first else { throw .refused("x must be an integer or at least 1-dimensional") }
        let width = source.count / max(1, rows)
        var order = Array(0..<rows)
        sampler.shuffle(&order)
        let places = order.flatMap { row in row * width..<(row + 1) * width }
        guard inPlace else { return .array(source.gathered(places, source.shape)) }
        source.set(source.storage.gathered(places))
        return .none
    }

    private func permuted(_ sampler: Sampler, _ source: NumberArray, _ axis: Value?) throws(ProgramError) -> NumberArray
    {
        try budget.room(source.count)
        guard let axis = try self.axis(axis, source) else {
            guard !source.isFortran else {
                throw .unsupported("permuted of an array in Fortran order is not reproduced")
            }
            var order = Array(0..<source.count)
            sampler.shuffle(&order)
            return source.gathered(order, source.shape)
        }
        let inner = source.shape[(axis + 1)...].reduce(1, *)
        let extent = source.shape[axis]
        var places = Array(0..<source.count)
        for block in 0..<source.shape[..<axis].reduce(1, *) {
            for column in 0..<inner {
                // numpy counts down to place 0 here, for which nothing is drawn.
                var line = (0..<extent).map { (block * extent + $0) * inner + column }
                sampler.shuffle(&line)
                for (index, place) in line.enumerated() { places[(block * extent + index) * inner + column] = place }
            }
        }
        return source.gathered(places, source.shape)
    }
}

extension ArrayType {
    func elementHolds(_ value: Int) -> Bool {
        if case .number(let element) = self { element.holds(value) } else { false }
    }
}
