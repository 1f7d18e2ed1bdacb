extension Interpreter {
    /// numpy's sum of adjacent numbers: eight sums in turn up to 128 numbers, halves above (numpy loops_utils.h).
    static func pairwise(_ values: ArraySlice<Double>, _ round: (Double) -> Double) -> Double {
        let count = values.count
        let start = values.startIndex
        if count < 8 {
            var sum = -0.0
            for value in values { sum = round(sum + value) }
            return sum
        }
        if count <= 128 {
            var sums = Array(values[start..<start + 8])
            var at = start + 8
            while at < start + count - count % 8 {
                for lane in 0..<8 { sums[lane] = round(sums[lane] + values[at + lane]) }
                at += 8
            }
            var sum = round(
                round(round(sums[0] + sums[1]) + round(sums[2] + sums[3]))
                    + round(round(sums[4] + sums[5]) + round(sums[6] + sums[7])))
            while at < start + count {
                sum = round(sum + values[at])
                at += 1
            }
            return sum
        }
        var half = count / 2
        half -= half % 8
        return round(pairwise(values[start..<start + half], round) + pairwise(values[(start + half)...], round))
    }

    static func rounding(_ type: ArrayType) -> (Double) -> Double {
        type == .float32 ? { Double(Float($0)) } : { $0 }
    }

    /// Reduces along an axis, or everything: `whole` takes adjacent elements; `step` adds one row to another.
    func reduce(
        _ array: NumberArray, _ axis: Int?, keepsAxes: Bool,
        whole: (ArraySlice<Double>) -> Double, step: (Double, Double) -> Double
    ) throws(ProgramError) -> NumberArray {
        guard let values = array.reals else { throw .refused("texts are not added") }
        try budget.room(array.count)
        guard let axis else {
            // In Fortran order numpy goes through memory in storage order.
            let inMemory = array.isFortran ? NumberArray.fortranPlaces(array.shape).map { values[$0] } : values
            return NumberArray(
                array.type, keepsAxes ? array.shape.map { _ in 1 } : [], .reals([whole(inMemory[...])]), budget)
        }
        let extent = array.shape[axis]
        let inner = array.shape[(axis + 1)...].reduce(1, *)
        let outer = array.shape[..<axis].reduce(1, *)
        var shape = array.shape
        if keepsAxes { shape[axis] = 1 } else { shape.remove(at: axis) }
        var sums: [Double] = []
        sums.reserveCapacity(outer * inner)
        let liesSideBySide = array.isFortran && array.shape.count == 2 ? axis == 0 || outer == 1 : inner == 1
        for block in 0..<outer {
            for column in 0..<inner {
                let line = (0..<extent).map { values[(block * extent + $0) * inner + column] }
                if liesSideBySide {
                    sums.append(whole(line[...]))
                } else {
                    sums.append(line.dropFirst().reduce(line.first ?? whole([]), step))
                }
            }
        }
        return NumberArray(array.type, shape, .reals(sums), budget)
    }

    func axis(_ value: Value?, _ array: NumberArray) throws(ProgramError) -> Int? {
        guard let value = value.given else { return nil }
        if value.sequence != nil { throw .unsupported("several axes at once are not reduced") }
        let axis = try value.getInteger("axis")
        let place = axis < 0 ? axis + array.shape.count : axis
        guard array.shape.indices.contains(place) else {
            throw .refused("axis \(axis) is out of bounds for array of dimension \(array.shape.count)")
        }
        return place
    }

    func sum(_ array: NumberArray, _ axis: Int?, keepsAxes: Bool = false) throws(ProgramError) -> NumberArray {
        if let integers = array.integers {
            let sums = try reduceIntegers(array, integers, axis, keepsAxes: keepsAxes) { $0.reduce(0, &+) }
            return array.type.isUnsigned ? sums.cast(to: .number(.uint64)) ?? sums : sums
        }
        let round = Self.rounding(array.type)
        return try reduce(
            array, axis, keepsAxes: keepsAxes, whole: { 0 + Self.pairwise($0, round) }, step: { round($0 + $1) })
    }

    private func reduceIntegers(
        _ array: NumberArray, _ values: [Int64], _ axis: Int?, keepsAxes: Bool, _ whole: ([Int64]) -> Int64
    ) throws(ProgramError) -> NumberArray {
        try budget.room(array.count)
        guard let axis else { return NumberArray([whole(values)], keepsAxes ? array.shape.map { _ in 1 } : [], budget) }
        let extent = array.shape[axis]
        let inner = array.shape[(axis + 1)...].reduce(1, *)
        let outer = array.shape[..<axis].reduce(1, *)
        var shape = array.shape
        if keepsAxes { shape[axis] = 1 } else { shape.remove(at: axis) }
        var sums: [Int64] = []
        for block in 0..<outer {
            for column in 0..<inner {
                sums.append(whole((0..<extent).map { values[(block * extent + $0) * inner + column] }))
            }
        }
        return NumberArray(sums, shape, budget)
    }

    /// The mean: numpy adds integers as doubles, 8,192 at a time.
    func mean(_ array: NumberArray, _ axis: Int?, keepsAxes: Bool = false) throws(ProgramError) -> NumberArray {
        let count = axis.map { array.shape[$0] } ?? array.count
        guard array.type == .float64 || array.type == .float32 || axis == nil || array.count < 8192 else {
            throw .unsupported("the mean of integers along an axis is not reproduced")
        }
        let round = Self.rounding(array.type)
        let total: NumberArray
        if array.type.isReal {
            total = try sum(array, axis, keepsAxes: keepsAxes)
        } else {
            total = try reduce(
                array.cast(to: .float64) ?? array, axis, keepsAxes: keepsAxes,
                whole: { values in
                    stride(from: values.startIndex, to: values.endIndex, by: 8192).reduce(0.0) {
                        $0 + Self.pairwise(values[$1..<min(values.endIndex, $1 + 8192)], round)
                    }
                }, step: +)
        }
        return try map(total) {
            round($0 / Double(count))
        } integers: {
            $0
        }
    }

    func variance(_ array: NumberArray, _ axis: Int?, _ freedom: Double, keepsAxes: Bool = false) throws(ProgramError)
        -> NumberArray
    {
        let numbers = array.type.isReal ? array : array.cast(to: .float64) ?? array
        let middle = try mean(array, axis, keepsAxes: true)
        let off = try arrayBinary("-", .array(numbers), .array(middle))
        let squares = try arrayBinary("*", .array(off), .array(off))
        let total = try sum(squares, axis, keepsAxes: keepsAxes)
        let count = Double(axis.map { array.shape[$0] } ?? array.count)
        let round = Self.rounding(total.type)
        return try map(total) {
            round($0 / max(count - freedom, 0))
        } integers: {
            $0
        }
    }

    /// Cumulative sums or products.
    func running(_ array: NumberArray, _ axis: Int?, isProduct: Bool) throws(ProgramError) -> NumberArray {
        try budget.room(array.count)
        let flat = axis == nil ? array.reshaped([array.count]) : array
        let axis = axis ?? 0
        let inner = flat.shape[(axis + 1)...].reduce(1, *)
        let extent = flat.shape[axis]
        let round = Self.rounding(array.type)
        switch flat.storage {
        case .reals(var values):
            for place in values.indices where place / inner % max(1, extent) > 0 {
                values[place] = round(
                    isProduct ? values[place - inner] * values[place] : values[place - inner] + values[place])
            }
            return NumberArray(flat.type, flat.shape, .reals(values), budget)
        case .integers(var values):
            for place in values.indices where place / inner % max(1, extent) > 0 {
                values[place] =
                    isProduct ? values[place - inner] &* values[place] : values[place - inner] &+ values[place]
            }
            return NumberArray(
                array.type.isUnsigned ? .number(.uint64) : .int64, flat.shape, .integers(values), budget)
        case .texts: throw .refused("texts are not added")
        }
    }

    func extreme(_ array: NumberArray, _ axis: Int?, isLeast: Bool, keepsAxes: Bool = false) throws(ProgramError)
        -> NumberArray
    {
        guard array.count > 0 else { throw .refused("zero-size array to reduction operation has no identity") }
        if let integers = array.integers, array.type != .number(.uint64) {
            let made = try reduceIntegers(array, integers, axis, keepsAxes: keepsAxes) {
                (isLeast ? $0.min() : $0.max()) ?? 0
            }
            return made.cast(to: array.type) ?? made
        }
        func pick(_ a: Double, _ b: Double) -> Double { a.isNaN ? a : b.isNaN ? b : isLeast ? min(a, b) : max(a, b) }
        return try reduce(
            array, axis, keepsAxes: keepsAxes, whole: { $0.dropFirst().reduce($0.first ?? 0, pick) }, step: pick)
    }

    /// The matrix product, in OpenBLAS's order of additions.
    func product(_ a: NumberArray, _ b: NumberArray) throws(ProgramError) -> NumberArray {
        guard (1...2).contains(a.shape.count), (1...2).contains(b.shape.count) else {
            throw .unsupported("products of more than two axes are not reproduced")
        }
        let depth = a.shape[a.shape.count - 1]
        guard depth == b.shape[0] else { throw .refused("the shapes \(a.shape) and \(b.shape) do not fit a product") }
        let samples = a.shape.count == 2 ? a.shape[0] : 1
        let outputs = b.shape.count == 2 ? b.shape[1] : 1
        let shape = (a.shape.count == 2 ? [samples] : []) + (b.shape.count == 2 ? [outputs] : [])
        _ = try budget.count(shape)
        let work = Double(samples) * Double(outputs) * Double(depth)
        guard work < 1e15 else { throw .tooLarge("a product of \(work) multiplications") }
        try budget.step(Int(work / 64))
        if let x = a.integers, let y = b.integers {
            var sums = [Int64](repeating: 0, count: samples * outputs)
            for i in 0..<samples {
                for k in 0..<depth {
                    for j in 0..<outputs { sums[i * outputs + j] &+= x[i * depth + k] &* y[k * outputs + j] }
                }
            }
            return NumberArray(sums, shape, budget)
        }
        guard a.type != .float32 || b.type != .float32 else {
            throw .unsupported("products of float32 are not reproduced")
        }
        guard let x = a.reals, let y = b.reals else { throw .refused("texts have no product") }
        guard let profile else { throw .refused("a matrix product needs an arithmetic profile") }
        let sums = MatrixProduct.dot(x.span, y.span, samples: samples, depth: depth, outputs: outputs, profile)
        return NumberArray(sums, shape, budget)
    }
}
