extension Interpreter {
    /// Draws of a distribution whose parameters are numbers or arrays.
    ///
    /// Without a size and with plain numbers the result is a single number, Python's own.
    func drawReals(
        _ parameters: [Value], _ size: Value?, _ name: String, check: ([Double]) throws(ProgramError) -> Void,
        _ draw: ([Double]) -> Double
    ) throws(ProgramError) -> Value {
        let (shape, columns) = try broadcastParameters(parameters, size, name)
        guard let shape else {
            let single = columns.map { $0[0] }
            try check(single)
            return .float(draw(single))
        }
        let count = try budget.count(shape)
        try budget.step(count)
        var values: [Double] = []
        values.reserveCapacity(count)
        if columns.allSatisfy({ $0.count == 1 }) {
            let single = columns.map { $0[0] }
            try check(single)
            for _ in 0..<count { values.append(draw(single)) }
        } else {
            for index in 0..<count {
                let row = columns.map { $0.count == 1 ? $0[0] : $0[index] }
                try check(row)
                values.append(draw(row))
            }
        }
        return .array(NumberArray(values, shape, budget))
    }

    func drawIntegers(
        _ parameters: [Value], _ size: Value?, _ name: String, check: ([Double]) throws(ProgramError) -> Void,
        _ draw: ([Double]) -> Int64
    ) throws(ProgramError) -> Value {
        let (shape, columns) = try broadcastParameters(parameters, size, name)
        guard let shape else {
            let single = columns.map { $0[0] }
            try check(single)
            return .int(Int(draw(single)))
        }
        let count = try budget.count(shape)
        try budget.step(count)
        var values: [Int64] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            let row = columns.map { $0.count == 1 ? $0[0] : $0[index] }
            if index == 0 || columns.contains(where: { $0.count > 1 }) { try check(row) }
            values.append(draw(row))
        }
        return .array(NumberArray(values, shape, budget))
    }

    private func broadcastParameters(_ parameters: [Value], _ size: Value?, _ name: String) throws(ProgramError) -> (
        shape: [Int]?, [[Double]]
    ) {
        var arrays: [NumberArray] = []
        for parameter in parameters {
            let made = try array(parameter)
            guard made.reals != nil else {
                throw .refused("a parameter of \(name) must be a number, not \(parameter.typeName)")
            }
            arrays.append(made)
        }
        var shape: [Int]? = try size.given?.getShape("size")
        if arrays.contains(where: { !$0.shape.isEmpty }) {
            var joint: [Int] = []
            for array in arrays { joint = try broadcastShape(joint, array.shape) }
            if let shape {
                guard try broadcastShape(shape, joint) == shape else {
                    throw .refused(
                        "Output size \(shape) is not compatible with broadcast dimensions of inputs \(joint).")
                }
            } else {
                shape = joint
            }
        }
        guard let shape else { return (nil, arrays.map { $0.reals ?? [] }) }
        var columns: [[Double]] = []
        for array in arrays {
            columns.append(array.count == 1 ? array.reals ?? [] : try broadcast(array, to: shape).reals ?? [])
        }
        return (shape, columns)
    }

    private func require(_ isSo: Bool, _ refusal: String) throws(ProgramError) {
        guard isSo else { throw .refused(refusal) }
    }

    /// A distribution whose name Generator and RandomState share; nil for any other name.
    func draw(_ name: String, _ sampler: Sampler, _ arguments: CallArguments) throws(ProgramError) -> Value? {
        let none: ([Double]) throws(ProgramError) -> Void = { _ throws(ProgramError) in }
        func scaled(_ what: String) -> ([Double]) throws(ProgramError) -> Void {
            { p throws(ProgramError) in try self.require(p[p.count - 1] >= 0, "\(what) < 0") }
        }
        switch name {
        case "normal":
            let v = try arguments.bind("loc", "scale", "size")
            return try drawReals([v[0] ?? .float(0), v[1] ?? .float(1)], v[2], name, check: scaled("scale")) {
                $0[0] + $0[1] * sampler.normal()
            }
        case "uniform":
            let v = try arguments.bind("low", "high", "size")
            return try drawReals(
                [v[0] ?? .float(0), v[1] ?? .float(1)], v[2], name,
                check: { p throws(ProgramError) in
                    try self.require((p[1] - p[0]).isFinite, "high - low range exceeds valid bounds")
                    try self.require(sampler.isLegacy || p[1] >= p[0], "low > high")
                }
            ) { $0[0] + ($0[1] - $0[0]) * sampler.real() }
        case "exponential":
            let v = try arguments.bind("scale", "size")
            return try drawReals([v[0] ?? .float(1)], v[1], name, check: scaled("scale")) {
                $0[0] * sampler.exponential()
            }
        case "gamma":
            let v = try arguments.bind("shape", "scale", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .float(1)], v[2], name,
                check: { p throws(ProgramError) in try self.require(p[0] >= 0 && p[1] >= 0, "shape or scale < 0") }
            ) { $0[1] * sampler.gamma($0[0]) }
        case "standard_gamma" where !arguments.named.contains { $0.name == "dtype" || $0.name == "out" }:
            let v = try arguments.bind("shape", "size")
            return try drawReals([v[0] ?? .none], v[1], name, check: scaled("shape")) { sampler.gamma($0[0]) }
        case "beta":
            let v = try arguments.bind("a", "b", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .none], v[2], name,
                check: { p throws(ProgramError) in
                    try self.require(p[0] > 0 && p[1] > 0, "a or b <= 0")
                    guard sampler.isLegacy || max(p[0], p[1]) > 1 || min(p[0], p[1]) > 0.01 else {
                        throw .unsupported("beta of parameters below 0.01 is not reproduced")
                    }
                }
            ) { sampler.beta($0[0], $0[1]) }
        case "chisquare":
            let v = try arguments.bind("df", "size")
            return try drawReals(
                [v[0] ?? .none], v[1], name, check: { p throws(ProgramError) in try self.require(p[0] > 0, "df <= 0") }
            ) { sampler.chiSquare($0[0]) }
        case "f":
            let v = try arguments.bind("dfnum", "dfden", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .none], v[2], name,
                check: { p throws(ProgramError) in try self.require(p[0] > 0 && p[1] > 0, "dfnum or dfden <= 0") }
            ) {
                let above = sampler.chiSquare($0[0]) * $0[1]
                return above / (sampler.chiSquare($0[1]) * $0[0])
            }
        case "standard_t":
            let v = try arguments.bind("df", "size")
            return try drawReals(
                [v[0] ?? .none], v[1], name, check: { p throws(ProgramError) in try self.require(p[0] > 0, "df <= 0") }
            ) { sampler.studentT($0[0]) }
        case "standard_cauchy":
            let v = try arguments.bind("size")
            return try drawReals([], v[0], name, check: none) { _ in
                // The legacy function divides the results of two calls whose order the compiler chose: the second is
                // made first.
                let first = sampler.normal()
                let second = sampler.normal()
                return first / second
            }
        case "laplace", "gumbel", "logistic":
            let v = try arguments.bind("loc", "scale", "size")
            return try drawReals([v[0] ?? .float(0), v[1] ?? .float(1)], v[2], name, check: scaled("scale")) {
                name == "laplace"
                    ? sampler.laplace(mean: $0[0], scale: $0[1])
                    : name == "gumbel"
                        ? sampler.gumbel(mean: $0[0], scale: $0[1]) : sampler.logistic(mean: $0[0], scale: $0[1])
            }
        case "lognormal":
            let v = try arguments.bind("mean", "sigma", "size")
            return try drawReals([v[0] ?? .float(0), v[1] ?? .float(1)], v[2], name, check: scaled("sigma")) {
                Libm.exp($0[0] + $0[1] * sampler.normal())
            }
        case "rayleigh":
            let v = try arguments.bind("scale", "size")
            return try drawReals([v[0] ?? .float(1)], v[1], name, check: scaled("scale")) { sampler.rayleigh($0[0]) }
        case "weibull":
            let v = try arguments.bind("a", "size")
            return try drawReals([v[0] ?? .none], v[1], name, check: scaled("a")) { sampler.weibull($0[0]) }
        case "triangular":
            let v = try arguments.bind("left", "mode", "right", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .none, v[2] ?? .none], v[3], name,
                check: { p throws(ProgramError) in
                    try self.require(p[0] <= p[1], "left > mode")
                    try self.require(p[1] <= p[2], "mode > right")
                    try self.require(p[0] != p[2], "left == right")
                }
            ) { sampler.triangular(left: $0[0], mode: $0[1], right: $0[2]) }
        case "wald":
            let v = try arguments.bind("mean", "scale", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .none], v[2], name,
                check: { p throws(ProgramError) in try self.require(p[0] > 0 && p[1] > 0, "mean or scale <= 0") }
            ) { sampler.wald(mean: $0[0], scale: $0[1]) }
        case "pareto", "power":
            let v = try arguments.bind("a", "size")
            return try drawReals(
                [v[0] ?? .none], v[1], name, check: { p throws(ProgramError) in try self.require(p[0] > 0, "a <= 0") }
            ) { name == "pareto" ? sampler.pareto($0[0]) : sampler.power($0[0]) }
        case "noncentral_chisquare":
            let v = try arguments.bind("df", "nonc", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .none], v[2], name,
                check: { p throws(ProgramError) in try self.require(p[0] > 0 && p[1] >= 0, "df <= 0 or nonc < 0") }
            ) { sampler.chiSquare($0[0], offset: $0[1]) }
        case "noncentral_f":
            let v = try arguments.bind("dfnum", "dfden", "nonc", "size")
            return try drawReals(
                [v[0] ?? .none, v[1] ?? .none, v[2] ?? .none], v[3], name,
                check: { p throws(ProgramError) in
                    try self.require(p[0] > 0 && p[1] > 0 && p[2] >= 0, "dfnum or dfden <= 0, or nonc < 0")
                }
            ) {
                let above = sampler.chiSquare($0[0], offset: $0[2]) * $0[1]
                return above / (sampler.chiSquare($0[1]) * $0[0])
            }
        case "vonmises": throw .unsupported("\(name) is not reproduced: it ends with the C library's acos")
        case "logseries":
            let v = try arguments.bind("p", "size")
            return try drawIntegers(
                [v[0] ?? .none], v[1], name,
                check: { p throws(ProgramError) in try self.require(p[0] >= 0 && p[0] < 1, "p < 0, p >= 1 or p is NaN")
                }
            ) { sampler.logarithmicSeries($0[0]) }
        case "multivariate_hypergeometric" where !sampler.isLegacy:
            return try multivariateHypergeometric(sampler, arguments)
        case "poisson":
            let v = try arguments.bind("lam", "size")
            return try drawIntegers(
                [v[0] ?? .float(1)], v[1], name,
                check: { p throws(ProgramError) in try self.require(p[0] >= 0 && p[0] < 9e18, "lam < 0 or lam is NaN") }
            ) { sampler.poisson($0[0]) }
        case "binomial":
            let v = try arguments.bind("n", "p", "size")
            return try drawIntegers(
                [v[0] ?? .none, v[1] ?? .none], v[2], name,
                check: { p throws(ProgramError) in
                    try self.require(p[0] >= 0 && p[0] < 0x1p62, "n < 0")
                    try self.require(p[1] >= 0 && p[1] <= 1, "p < 0, p > 1 or p is NaN")
                }
            ) { sampler.binomial(Int64($0[0]), $0[1]) }
        case "geometric":
            let v = try arguments.bind("p", "size")
            return try drawIntegers(
                [v[0] ?? .none], v[1], name,
                check: { p throws(ProgramError) in
                    try self.require(p[0] > 0 && p[0] <= 1, "p <= 0, p > 1 or p contains NaNs")
                }
            ) { sampler.geometric($0[0]) }
        case "negative_binomial":
            let v = try arguments.bind("n", "p", "size")
            return try drawIntegers(
                [v[0] ?? .none, v[1] ?? .none], v[2], name,
                check: { p throws(ProgramError) in
                    try self.require(p[0] > 0, "n <= 0")
                    try self.require(p[1] > 0 && p[1] <= 1, "p <= 0, p > 1 or p is NaN")
                }
            ) { sampler.negativeBinomial($0[0], $0[1]) }
        case "zipf":
            let v = try arguments.bind("a", "size")
            return try drawIntegers(
                [v[0] ?? .none], v[1], name,
                check: { p throws(ProgramError) in try self.require(p[0] > 1, "a <= 1 or a is NaN") }
            ) { sampler.zipf($0[0]) }
        case "hypergeometric":
            let v = try arguments.bind("ngood", "nbad", "nsample", "size")
            return try drawIntegers(
                [v[0] ?? .none, v[1] ?? .none, v[2] ?? .none], v[3], name,
                check: { p throws(ProgramError) in
                    try self.require(
                        p.allSatisfy { $0 >= 0 && $0 < 1e9 } && p[2] <= p[0] + p[1], "ngood + nbad < nsample")
                }
            ) { sampler.hypergeometric(good: Int64($0[0]), bad: Int64($0[1]), sample: Int64($0[2])) }
        case "multinomial": return try multinomial(sampler, arguments)
        case "dirichlet": return try dirichlet(sampler, arguments)
        case "multivariate_normal": return try multivariateNormal(sampler, arguments)
        default: return nil
        }
    }

    private func shape(_ size: Value?, with last: Int) throws(ProgramError) -> [Int] {
        (try size.given?.getShape("size") ?? []) + [last]
    }

    private func multinomial(_ sampler: Sampler, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.bind("n", "pvals", "size")
        let count = try (v[0] ?? .none).getInteger("n")
        let shares = try array(v[1] ?? .none, .float64)
        guard count >= 0, shares.shape.count == 1, let p = shares.reals, !p.isEmpty, p.allSatisfy({ 0...1 ~= $0 }),
            p.dropLast().reduce(0, +) <= 1 + 1e-12
        else {
            throw .refused("n < 0, or pvals is not a list of probabilities whose sum is at most 1")
        }
        let shape = try shape(v[2], with: p.count)
        let total = try budget.count(shape)
        try budget.step(total * 4)
        var values: [Int64] = []
        for _ in 0..<total / p.count {
            var left = Int64(count)
            var share = 1.0
            var row = [Int64](repeating: 0, count: p.count)
            for index in 0..<p.count - 1 {
                row[index] = sampler.binomial(left, p[index] / share)
                left -= row[index]
                if left <= 0 { break }
                share -= p[index]
            }
            if left > 0 { row[p.count - 1] = left }
            values += row
        }
        return .array(NumberArray(values, shape, budget))
    }

    private func dirichlet(_ sampler: Sampler, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.bind("alpha", "size")
        let weights = try array(v[0] ?? .none, .float64)
        guard weights.shape.count == 1, let alpha = weights.reals, !alpha.isEmpty,
            alpha.allSatisfy({ sampler.isLegacy ? $0 > 0 : $0 >= 0 })
        else { throw .refused("alpha < 0") }
        let areSmall = !sampler.isLegacy && (alpha.max() ?? 0) < 0.1
        if areSmall, alpha.contains(where: { $0 < 0.01 }) {
            throw .unsupported("dirichlet of alpha below 0.01 is not reproduced")
        }
        let shape = try shape(v[1], with: alpha.count)
        let total = try budget.count(shape)
        try budget.step(total * 4)
        var values: [Double] = []
        for _ in 0..<total / alpha.count {
            if areSmall {
                values += broken(alpha, sampler)
                continue
            }
            let row = alpha.map { sampler.gamma($0) }
            let inverse = 1 / row.reduce(0, +)
            values += row.map { $0 * inverse }
        }
        return .array(NumberArray(values, shape, budget))
    }

    /// A stick of length one, of which one share after the other is broken off.
    private func broken(_ alpha: [Double], _ sampler: Sampler) -> [Double] {
        var sums = alpha
        for index in alpha.indices.dropLast().reversed() { sums[index] = sums[index + 1] + alpha[index] }
        var row: [Double] = []
        var left = 1.0
        for index in alpha.indices.dropLast() {
            let share = sampler.beta(alpha[index], sums[index + 1])
            row.append(left * share)
            left *= 1 - share
        }
        return row + [left]
    }

    private func multivariateHypergeometric(_ sampler: Sampler, _ arguments: CallArguments) throws(ProgramError)
        -> Value
    {
        let v = try arguments.bind("colors", "nsample", "size", "method")
        let colors = try array(v[0] ?? .none, .int64)
        let count = try (v[1] ?? .none).getInteger("nsample")
        let method = try v[3].given?.getText("method") ?? "marginals"
        guard colors.shape.count == 1, let kinds = colors.integers, !kinds.isEmpty,
            kinds.allSatisfy({ 0..<1_000_000_000 ~= $0 }), count >= 0
        else { throw .refused("colors must be a list of numbers below 1000000000, nsample not negative") }
        let total = kinds.reduce(0, &+)
        guard count <= total, total < 1_000_000_000 else { throw .refused("nsample > sum(colors)") }
        let shape = try shape(v[2], with: kinds.count)
        let rows = try budget.count(shape) / kinds.count
        var values: [Int64] = []
        switch method {
        case "marginals":
            try budget.step(rows * kinds.count * 8)
            for _ in 0..<rows { values += sampler.marginals(kinds, Int64(count)) }
        case "count":
            try budget.room(Int(total))
            try budget.step(rows * count)
            var all: [Int] = []
            for (color, number) in kinds.enumerated() { all += [Int](repeating: color, count: Int(number)) }
            for _ in 0..<rows { values += total == 0 ? kinds : sampler.counts(&all, kinds, Int64(count)) }
        default: throw .refused("method must be \"count\" or \"marginals\".")
        }
        return .array(NumberArray(values, shape, budget))
    }

    private func multivariateNormal(_ sampler: Sampler, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.without("check_valid", "tol").bind("mean", "cov", "size", "method")
        let mean = try array(v[0] ?? .none, .float64)
        let covariance = try array(v[1] ?? .none, .float64)
        guard mean.shape.count == 1, covariance.shape == [mean.count, mean.count], mean.count > 0 else {
            throw .refused("mean and cov must have same length")
        }
        let size = try v[2].given?.getShape("size") ?? []
        let factor = try CovarianceFactor(
            covariance.reals ?? [], mean.count,
            method: sampler.isLegacy ? nil : try v[3].given?.getText("method") ?? "svd",
            isFused: profile?.family == .skylakex)
        let shape = size + [mean.count]
        let count = try budget.count(shape)
        let draws = NumberArray((0..<count).map { _ in sampler.normal() }, [count / mean.count, mean.count], budget)
        let product = try product(draws, NumberArray(factor.columns, [mean.count, mean.count], budget))
        return .array(try arrayBinary("+", .array(mean), .array(product)).reshaped(shape))
    }
}
