extension Interpreter {
    /// `torch.…`, on the CPU. A tensor is an array.
    func callTorch(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "manual_seed", "random.manual_seed":
            let seed = try (try arguments.bind("seed")[0] ?? .none).getInteger("the seed")
            let stream = TorchStream(seed)
            torchStream = stream
            isSeeded = true
            return .torch(stream)
        case "Generator": return .torch(TorchStream(0))
        case "set_default_dtype", "set_printoptions": throw .unsupported("torch.\(name) is not in the catalogue")
        default: break
        }
        var stream = torchStream
        var named = arguments.named
        if let place = named.firstIndex(where: { $0.name == "generator" }) {
            guard case .torch(let given) = named.remove(at: place).value else {
                throw .refused("generator must be a torch.Generator")
            }
            stream = given
        }
        if let place = named.firstIndex(where: { $0.name == "dtype" }) {
            let given = named.remove(at: place).value
            guard case .name(let type) = given, type == "torch.float32" || type == "torch.int64" else {
                throw .unsupported("torch.\(name) of another dtype is not reproduced")
            }
        }
        guard let stream else {
            throw .refused("torch.\(name) is called before torch.manual_seed: its results are unknown")
        }
        let rest = CallArguments(arguments.function, arguments.positional, named)
        switch name {
        case "rand":
            let shape = try shape(rest)
            let count = try budget.count(shape)
            try budget.step(count)
            return .array(
                NumberArray(.float32, shape, .reals((0..<count).map { _ in Double(stream.single()) }), budget))
        case "randn": return try torchNormals(stream, mean: 0, deviation: 1, shape: try shape(rest))
        case "normal":
            let v = try rest.bind("mean", "std", "size")
            let (mean, deviation) = (v[0] ?? .float(0), v[1] ?? .float(1))
            guard !isArray(mean), !isArray(deviation), let size = v[2] else {
                throw .unsupported("torch.normal of tensors is not reproduced")
            }
            return try torchNormals(
                stream, mean: try mean.getReal("mean"), deviation: try deviation.getReal("std"),
                shape: try size.getShape("size"))
        case "bernoulli": throw .unsupported("torch.bernoulli is not reproduced: it depends on MKL")
        case "randint":
            let v = try rest.bind("low", "high", "size")
            var (low, high, size) = (v[0] ?? .none, v[1] ?? .none, v[2])
            if size == nil { (low, high, size) = (.int(0), low, v[1]) }
            let (first, end) = (try low.getInteger("low"), try high.getInteger("high"))
            guard end > first, end - first < 1 << 32 else {
                throw .refused("random_ expects 'from' to be less than 'to', less than 2^32 apart")
            }
            let shape = try (size ?? .none).getShape("size")
            let count = try budget.count(shape)
            try budget.step(count)
            return .array(
                NumberArray(
                    (0..<count).map { _ in Int64(first) + Int64(UInt64(stream.next()) % UInt64(end - first)) }, shape,
                    budget))
        case "randperm":
            let count = try (try rest.bind("n")[0] ?? .none).getInteger("n")
            guard 0..<1 << 31 ~= count else { throw .refused("n must be in 0 ..< 2^31") }
            try budget.room(count)
            var all = (0..<Int64(count)).map { $0 }
            for index in 0..<max(0, count - 1) {
                all.swapAt(index, index + Int(UInt64(stream.next()) % UInt64(count - index)))
            }
            return .array(NumberArray(all, budget))
        default: throw .unsupported("torch.\(name) is not in the catalogue")
        }
    }

    private func torchNormals(_ stream: TorchStream, mean: Double, deviation: Double, shape: [Int])
        throws(ProgramError) -> Value
    {
        guard deviation >= 0 else { throw .refused("normal expects std >= 0.0") }
        let count = try budget.count(shape)
        try budget.step(count)
        return .array(
            NumberArray(.float32, shape, .reals(stream.normals(count, mean, deviation).map { Double($0) }), budget))
    }

    private func shape(_ arguments: CallArguments) throws(ProgramError) -> [Int] {
        guard arguments.named.isEmpty else {
            throw .unsupported("\(arguments.function) with \(arguments.named[0].name) is not reproduced")
        }
        var shape: [Int] = []
        for value in arguments.positional { shape += try value.getShape("size") }
        return shape
    }
}
