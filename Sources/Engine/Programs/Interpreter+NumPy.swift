extension Interpreter {
    /// Functions of numpy, without its name.
    func callNumPy(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "array", "asarray", "ascontiguousarray", "asfortranarray":
            if let records = try recordsCalled(name, arguments) { return .records(records) }
            let values = try arguments.without("copy", "order").bind("object", "dtype")
            if Self.isBigEndian(values[1]) {
                let made = try array(values[0] ?? .list(ListBox([])), try values[1].given.map(type))
                return .array(made.swapped(toBigEndian: true))
            }
            let made = try array(values[0] ?? .list(ListBox([])), try values[1].given.map(type))
            let copy = NumberArray(
                made.type, made.shape, made.storage,
                isFortran: name == "ascontiguousarray" ? false : name == "asfortranarray" || made.isFortran, budget)
            return .array(
                name == "array" || name.hasSuffix("contiguousarray") && made.shape.isEmpty || name.hasPrefix("asf")
                    || name == "ascontiguousarray"
                    ? (name == "ascontiguousarray" && made.shape.isEmpty ? copy.reshaped([1]) : copy) : made)
        case "zeros", "ones", "empty", "full":
            if let records = try recordsCalled(name, arguments) { return .records(records) }
            let values =
                name == "full"
                ? try arguments.without("order").bind("shape", "fill_value", "dtype")
                : try arguments.without("order").bind("shape", "dtype")
            let shape = try (values[0] ?? .int(0)).getShape("shape")
            let count = try budget.count(shape)
            guard name != "empty" || count == 0 else { throw .unsupported("np.empty holds whatever memory holds") }
            if name == "full" {
                let fill = try array(values[1] ?? .none, try values[2].given.map(type))
                return .array(try broadcast(fill, to: shape))
            }
            return .array(try filled(shape, count, name == "ones" ? 1 : 0, try values[1].given.map(type) ?? .float64))
        case "zeros_like", "ones_like", "empty_like", "full_like":
            let values =
                name == "full_like" ? try arguments.bind("a", "fill_value", "dtype") : try arguments.bind("a", "dtype")
            let like = try array(values[0] ?? .none)
            let type = try values[values.count - 1].given.map(type) ?? like.type
            if name == "full_like" { return .array(try broadcast(try array(values[1] ?? .none, type), to: like.shape)) }
            return .array(try filled(like.shape, like.count, name == "ones_like" ? 1 : 0, type))
        case "eye", "identity":
            let values = try arguments.bind("N", "M", "k", "dtype")
            let rows = try (values[0] ?? .int(0)).getInteger("N")
            let columns = try values[1].given?.getInteger("M") ?? rows
            let shift = try values[2].given?.getInteger("k") ?? 0
            let count = try budget.count([rows, columns])
            let made = NumberArray(
                (0..<count).map { $0 % max(1, columns) == $0 / max(1, columns) &+ shift ? 1.0 : 0 }, [rows, columns],
                budget)
            return .array(try array(.array(made), try values[3].given.map(type)))
        case "arange": return .array(try arange(arguments))
        case "linspace", "logspace", "geomspace": return .array(try linspace(name, arguments))
        case "concatenate", "vstack", "hstack", "dstack", "stack", "column_stack", "append", "row_stack":
            return .array(try joined(name, arguments))
        case "c_", "r_": throw .refused("np.\(name) is not called")
        case "save": return try save(arguments)
        case "savez", "savez_compressed": return try saveArchive(name == "savez_compressed", arguments)
        case "savetxt": return try saveText(arguments)
        case "dot", "matmul":
            let values = try arguments.bind("a", "b")
            let a = try array(values[0] ?? .none)
            let b = try array(values[1] ?? .none)
            if a.shape.isEmpty || b.shape.isEmpty { return try binary("*", .array(a), .array(b)) }
            return .array(try product(a, b))
        case "outer":
            let values = try arguments.bind("a", "b")
            let a = try array(values[0] ?? .none)
            let b = try array(values[1] ?? .none)
            return try binary("*", .array(a.reshaped([a.count, 1])), .array(b.reshaped([1, b.count])))
        case "where":
            let values = try arguments.bind("condition", "x", "y")
            guard let x = values[1], let y = values[2] else {
                let condition = try array(values[0] ?? .none)
                guard condition.shape.count == 1, let reals = condition.reals else {
                    throw .unsupported("np.where of one argument is reproduced for one axis alone")
                }
                return .tuple([.array(NumberArray(reals.indices.filter { reals[$0] != 0 }.map { Int64($0) }, budget))])
            }
            return .array(try choose(try array(values[0] ?? .none), x, y))
        case "round", "around", "round_":
            let values = try arguments.bind("a", "decimals")
            return try rounded(values[0] ?? .none, try values[1].given?.getInteger("decimals") ?? 0)
        case "clip":
            let values = try arguments.bind("a", "a_min", "a_max")
            return try clipped(values[0] ?? .none, least: values[1].given, greatest: values[2].given)
        case "tile", "repeat":
            let values = try arguments.bind("a", name == "tile" ? "reps" : "repeats", "axis")
            return .array(try repeated(name, try array(values[0] ?? .none), values[1] ?? .int(1), values[2].given))
        case "meshgrid": return try meshgrid(arguments)
        case "minimum", "maximum":
            let values = try arguments.bind("x1", "x2")
            let (a, b, type) = try operands(values[0] ?? .none, values[1] ?? .none)
            let isLeast = name == "minimum"
            if type.isReal, let x = a.reals, let y = b.reals {
                return .array(
                    try combine(a, b, type) { i, j in
                        x[i].isNaN || y[j].isNaN ? .nan : isLeast ? min(x[i], y[j]) : max(x[i], y[j])
                    })
            }
            guard let x = a.integers, let y = b.integers else { throw .refused("np.\(name) of texts") }
            return .array(try combineIntegers(a, b, type) { i, j in isLeast ? min(x[i], y[j]) : max(x[i], y[j]) })
        case "isnan":
            let a = try array(arguments.bind("x")[0] ?? .none)
            return .array(NumberArray(.bool, a.shape, .integers((a.reals ?? []).map { $0.isNaN ? 1 : 0 }), budget))
        case "logical_and", "logical_or":
            let values = try arguments.bind("x1", "x2")
            guard let a = try array(values[0] ?? .none).cast(to: .bool),
                let b = try array(values[1] ?? .none).cast(to: .bool)
            else { throw .refused("np.\(name) of texts") }
            return .array(try arrayBinary(name == "logical_and" ? "&" : "|", .array(a), .array(b)))
        case "add", "subtract", "multiply", "divide", "true_divide", "power", "mod", "remainder", "floor_divide":
            let values = try arguments.bind("x1", "x2")
            let symbols = [
                "add": "+", "subtract": "-", "multiply": "*", "power": "**", "mod": "%", "remainder": "%",
                "floor_divide": "//",
            ]
            return try binary(symbols[name] ?? "/", .array(try array(values[0] ?? .none)), values[1] ?? .none)
        case "sin":
            return try mapReals(try only(arguments), "np.sin") { x throws(ProgramError) in
                try self.circle(Libm.sin(x), "sin")
            }
        case "cos":
            return try mapReals(try only(arguments), "np.cos") { x throws(ProgramError) in
                try self.circle(Libm.cos(x), "cos")
            }
        case "exp":
            return try mapReals(try only(arguments), "np.exp") { x throws(ProgramError) in
                guard self.profile?.family == .skylakex else { return Libm.exp(x) }
                guard let value = VectorExponential.exp(x) else {
                    throw .unsupported("np.exp of numbers from 707 on is not reproduced for AVX-512")
                }
                return value
            }
        case "log": return try mapReals(try only(arguments), "np.log") { x throws(ProgramError) in Libm.log(x) }
        case "sqrt": return try mapReals(try only(arguments), "np.sqrt") { x throws(ProgramError) in x.squareRoot() }
        case "square":
            let value = try only(arguments)
            return try binary("*", .array(try array(value)), value)
        case "floor", "ceil", "trunc", "rint":
            let rules: [String: FloatingPointRoundingRule] = [
                "floor": .down, "ceil": .up, "trunc": .towardZero, "rint": .toNearestOrEven,
            ]
            return try mapReals(try only(arguments), "np.\(name)") { x throws(ProgramError) in
                x.rounded(rules[name] ?? .down)
            }
        case "deg2rad", "radians":
            return try mapReals(try only(arguments), "np.\(name)") { x throws(ProgramError) in x * (.pi / 180) }
        case "sign":
            return .array(
                try map(try array(try only(arguments))) {
                    $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0
                } integers: {
                    $0.signum()
                })
        case "abs", "absolute", "fabs":
            return .array(
                try map(try array(try only(arguments))) {
                    $0.magnitude
                } integers: {
                    $0 < 0 ? 0 &- $0 : $0
                })
        case "unique":
            let a = try array(try only(arguments))
            switch a.storage {
            case .reals(let values):
                return .array(NumberArray(a.type, [Set(values).count], .reals(Set(values).sorted()), budget))
            case .integers(let values):
                return .array(NumberArray(a.type, [Set(values).count], .integers(Set(values).sorted()), budget))
            case .texts(let values):
                return .array(NumberArray(a.type, [Set(values).count], .texts(Set(values).sorted()), budget))
            }
        case "diff":
            let a = try array(try only(arguments))
            guard a.shape.count == 1, a.count > 0 else {
                throw .unsupported("np.diff of several axes is not reproduced")
            }
            let all = Array(0..<a.count)
            return .array(
                try arrayBinary(
                    "-", .array(a.gathered(Array(all.dropFirst()), [a.count - 1])),
                    .array(a.gathered(Array(all.dropLast()), [a.count - 1]))))
        case "rec.fromarrays", "core.records.fromarrays": return .records(try recordsOfArrays(arguments))
        case "random": throw .refused("np.random is no function")
        case "sort", "argsort", "sum", "mean", "std", "var", "cumsum", "cumprod", "prod", "min", "max", "amin", "amax",
            "argmin", "argmax", "any", "all",
            "median", "reshape", "ravel", "transpose", "squeeze", "copy", "swapaxes", "percentile", "quantile":
            guard let first = arguments.positional.first else { throw .refused("np.\(name) lacks its argument") }
            let rest = CallArguments(arguments.function, Array(arguments.positional.dropFirst()), arguments.named)
            let target = try array(first)
            if name == "sort" {
                let copy = target.reshaped(target.shape, isFortran: target.isFortran)
                _ = try callArrayMethod(copy, "sort", rest)
                return .array(copy)
            }
            return try callArrayMethod(target, name.hasPrefix("am") ? String(name.dropFirst()) : name, rest)
        case "expand_dims":
            let values = try arguments.bind("a", "axis")
            let a = try array(values[0] ?? .none)
            let at = try (values[1] ?? .int(0)).getInteger("axis")
            let place = at < 0 ? at + a.shape.count + 1 : at
            guard 0...a.shape.count ~= place else { throw .refused("axis \(at) is out of bounds") }
            var shape = a.shape
            shape.insert(1, at: place)
            return .array(a.reshaped(shape))
        case "flip", "flipud", "fliplr":
            let a = try array(arguments.positional.first ?? .none)
            guard a.shape.count == 1 || name == "flipud" else {
                throw .unsupported("np.\(name) of several axes is not reproduced")
            }
            return try item(of: .array(a), at: .slice(nil, nil, .int(-1)))
        case "searchsorted", "digitize", "histogram", "interp", "loadtxt", "load":
            throw .unsupported("np.\(name) is not in the catalogue")
        case "set_printoptions", "seterr": return .none
        case "dtype": return .type(try type(try only(arguments)))
        default:
            if let type = ArrayType(name: name), arguments.positional.count == 1 {
                return .array(try array(arguments.positional[0], type))
            }
            throw .unsupported("np.\(name) is not in the catalogue")
        }
    }

    func only(_ arguments: CallArguments) throws(ProgramError) -> Value {
        guard arguments.positional.count == 1, arguments.named.isEmpty else {
            throw .unsupported("\(arguments.function) with other than one argument is not reproduced")
        }
        return arguments.positional[0]
    }

    func circle(_ value: Double?, _ name: String) throws(ProgramError) -> Double {
        guard let value else { throw .unsupported("\(name) of numbers from 1e8 on is not reproduced") }
        return value
    }

    func filled(_ shape: [Int], _ count: Int, _ value: Int64, _ type: ArrayType) throws(ProgramError) -> NumberArray {
        if type.isReal {
            return NumberArray(type, shape, .reals([Double](repeating: Double(value), count: count)), budget)
        }
        guard !type.isText, type != .date else { throw .unsupported("arrays of \(type.name) are not made so") }
        return NumberArray(type, shape, .integers([Int64](repeating: value, count: count)), budget)
    }

    private func arange(_ arguments: CallArguments) throws(ProgramError) -> NumberArray {
        var values = try arguments.bind("start", "stop", "step", "dtype")
        if values[1].given == nil { values = [.int(0), values[0], values[2], values[3]] }
        let wanted = try values[3].given.map(type)
        let numbers: [Value] = [values[0].given ?? .int(0), values[1] ?? .int(0), values[2].given ?? .int(1)]
        let made: NumberArray
        if numbers.allSatisfy({ $0.integer != nil }) {
            let (start, stop, step) = (numbers[0].integer ?? 0, numbers[1].integer ?? 0, numbers[2].integer ?? 1)
            guard step != 0, start.magnitude < 1 << 62, stop.magnitude < 1 << 62, step.magnitude < 1 << 62 else {
                throw .refused("the range of np.arange is too large, or its step is 0")
            }
            let count = max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step)
            _ = try budget.count([count])
            made = NumberArray((0..<count).map { Int64(start + $0 * step) }, [count], budget)
        } else {
            let start = try numbers[0].getReal("start")
            let step = try numbers[2].getReal("step")
            let length = ((try numbers[1].getReal("stop") - start) / step).rounded(.up)
            guard step != 0, length.isFinite, length < 0x1p40 else {
                throw .refused("the range of np.arange is too large, or its step is 0")
            }
            let count = try budget.count([max(0, Int(length))])
            let delta = (start + step) - start
            made = NumberArray(
                (0..<count).map { $0 == 0 ? start : $0 == 1 ? start + step : start + Double($0) * delta }, [count],
                budget)
        }
        return try array(.array(made), wanted)
    }

    private func linspace(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> NumberArray {
        let values = try arguments.bind("start", "stop", "num", "endpoint", "retstep", "dtype")
        guard name == "linspace", values[4].given == nil else {
            throw .unsupported("np.\(name) is not in the catalogue")
        }
        let start = try (values[0] ?? .none).getReal("start")
        let stop = try (values[1] ?? .none).getReal("stop")
        let count = try values[2].given?.getInteger("num") ?? 50
        let hasEnd = try values[3].given?.getTruth("endpoint") ?? true
        guard count >= 0 else { throw .refused("Number of samples, \(count), must be non-negative.") }
        return try array(
            .array(try linspace(from: start, to: stop, count: count, hasEnd: hasEnd)), try values[5].given.map(type))
    }

    func linspace(from start: Double, to stop: Double, count: Int, hasEnd: Bool = true) throws(ProgramError)
        -> NumberArray
    {
        _ = try budget.count([count])
        let parts = hasEnd ? count - 1 : count
        let delta = stop - start
        var values: [Double]
        if parts > 0 {
            let step = delta / Double(parts)
            values = (0..<count).map { (step == 0 ? Double($0) / Double(parts) * delta : Double($0) * step) + start }
        } else {
            values = (0..<count).map { Double($0) * delta + start }
        }
        if hasEnd, count > 1 { values[count - 1] = stop }
        return NumberArray(values, budget)
    }

    // MARK: Joining

    private func joined(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> NumberArray {
        var parts: [NumberArray] = []
        var axis = 0
        if name == "append" {
            let values = try arguments.bind("arr", "values", "axis")
            parts = [try array(values[0] ?? .none), try array(values[1] ?? .none)]
            if let given = values[2].given {
                axis = try given.getInteger("axis")
            } else {
                parts = parts.map { $0.reshaped([$0.count]) }
            }
        } else {
            let values =
                name == "stack" || name == "concatenate"
                ? try arguments.bind("arrays", "axis") : try arguments.bind("tup")
            for value in try iterate(values[0] ?? .none) { parts.append(try array(value)) }
            if values.count > 1, let given = values[1].given { axis = try given.getInteger("axis") }
        }
        return try join(parts, name, axis)
    }

    /// Joins arrays as the function of that name does.
    func join(_ given: [NumberArray], _ name: String, _ axis: Int = 0) throws(ProgramError) -> NumberArray {
        var parts = given
        var axis = axis
        switch name {
        case "vstack", "row_stack": parts = parts.map { $0.shape.count < 2 ? $0.reshaped([1, $0.count]) : $0 }
        case "hstack":
            parts = parts.map { $0.shape.isEmpty ? $0.reshaped([1]) : $0 }
            axis = parts.first?.shape.count == 1 ? 0 : 1
        case "column_stack", "c_":
            parts = parts.map { $0.shape.count < 2 ? $0.reshaped([$0.count, 1]) : $0 }
            axis = name == "c_" ? (parts.first?.shape.count ?? 1) - 1 : 1
        case "dstack":
            parts = parts.map {
                $0.shape.count == 1
                    ? $0.reshaped([1, $0.count, 1]) : $0.shape.count == 2 ? $0.reshaped($0.shape + [1]) : $0
            }
            axis = 2
        case "stack":
            let place = axis < 0 ? axis + (parts.first?.shape.count ?? 0) + 1 : axis
            guard let first = parts.first, 0...first.shape.count ~= place, parts.allSatisfy({ $0.shape == first.shape })
            else { throw .refused("all input arrays must have the same shape") }
            parts = parts.map { part in
                var shape = part.shape
                shape.insert(1, at: place)
                return part.reshaped(shape)
            }
            axis = place
        default: break
        }
        guard let first = parts.first, !first.shape.isEmpty else {
            throw .refused("need at least one array to concatenate")
        }
        axis = axis < 0 ? axis + first.shape.count : axis
        guard first.shape.indices.contains(axis) else { throw .refused("axis \(axis) is out of bounds") }
        var type = first.type
        var shape = first.shape
        shape[axis] = 0
        for part in parts {
            guard let both = ArrayType.promote(type, part.type) else {
                throw .unsupported("joining \(type.name) and \(part.type.name) is not reproduced")
            }
            type = both
            guard part.shape.count == shape.count,
                zip(part.shape, shape).enumerated().allSatisfy({ $0.offset == axis || $0.element.0 == $0.element.1 })
            else {
                throw .refused("all the input array dimensions except for the concatenation axis must match exactly")
            }
            shape[axis] += part.shape[axis]
        }
        _ = try budget.count(shape)
        var cast: [NumberArray] = []
        for part in parts { cast.append(try array(.array(part), type)) }
        let inner = shape[(axis + 1)...].reduce(1, *)
        let outer = shape[..<axis].reduce(1, *)
        var reals: [Double] = []
        var integers: [Int64] = []
        var texts: [String] = []
        for block in 0..<outer {
            for part in cast {
                let width = part.shape[axis] * inner
                let range = block * width..<(block + 1) * width
                switch part.storage {
                case .reals(let values): reals += values[range]
                case .integers(let values): integers += values[range]
                case .texts(let values): texts += values[range]
                }
            }
        }
        let storage: NumberArray.Storage =
            type.isReal ? .reals(reals) : type.isText ? .texts(texts) : .integers(integers)
        let isFortran =
            parts.allSatisfy { $0.isFortran || $0.shape.count(where: { $0 > 1 }) < 2 }
            && parts.contains { $0.isFortran }
        return NumberArray(type, shape, storage, isFortran: isFortran, budget)
    }

    func choose(_ condition: NumberArray, _ x: Value, _ y: Value) throws(ProgramError) -> NumberArray {
        var (a, b, type) = try operands(x, y)
        a = try array(.array(a), type)
        b = try array(.array(b), type)
        let shape = try broadcastShape(condition.shape, try broadcastShape(a.shape, b.shape))
        let mask = try broadcast(condition, to: shape).reals ?? []
        a = try broadcast(a, to: shape)
        b = try broadcast(b, to: shape)
        let storage: NumberArray.Storage
        switch (a.storage, b.storage) {
        case (.reals(let x), .reals(let y)): storage = .reals(mask.indices.map { mask[$0] != 0 ? x[$0] : y[$0] })
        case (.integers(let x), .integers(let y)):
            storage = .integers(mask.indices.map { mask[$0] != 0 ? x[$0] : y[$0] })
        case (.texts(let x), .texts(let y)): storage = .texts(mask.indices.map { mask[$0] != 0 ? x[$0] : y[$0] })
        default: throw .refused("np.where of these")
        }
        return NumberArray(type, shape, storage, isFortran: condition.isFortran, budget)
    }

    func rounded(_ value: Value, _ places: Int) throws(ProgramError) -> Value {
        switch value {
        case .column(let column):
            guard case .array(let array) = try rounded(.array(column.values), places) else { return value }
            return .column(column.with(array))
        case .array(let array) where array.type == .float32:
            let scale = Float(Libm.pow(10, Double(abs(places))))
            guard abs(places) < 30 else { throw .unsupported("rounding to \(places) decimals is not reproduced") }
            return .array(
                try map(array) { value in
                    let value = Float(value)
                    if places == 0 { return Double(value.rounded(.toNearestOrEven)) }
                    return Double(
                        places > 0
                            ? (value * scale).rounded(.toNearestOrEven) / scale
                            : (value / scale).rounded(.toNearestOrEven) * scale)
                } integers: {
                    $0
                })
        default:
            let array = try array(value)
            guard array.type.isReal || places >= 0, let scale = Double("1e\(abs(places))") else {
                throw .unsupported("rounding to \(places) decimals is not reproduced")
            }
            return .array(
                try map(array) { value in
                    if places == 0 { return value.rounded(.toNearestOrEven) }
                    return places > 0
                        ? (value * scale).rounded(.toNearestOrEven) / scale
                        : (value / scale).rounded(.toNearestOrEven) * scale
                } integers: {
                    $0
                })
        }
    }

    func clipped(_ value: Value, least: Value?, greatest: Value?) throws(ProgramError) -> Value {
        if case .column(let column) = value {
            guard case .array(let array) = try clipped(.array(column.values), least: least, greatest: greatest) else {
                return value
            }
            return .column(column.with(array))
        }
        var result = Value.array(try array(value))
        if let least { result = try callNumPy("maximum", CallArguments("np.clip", [result, least])) }
        if let greatest { result = try callNumPy("minimum", CallArguments("np.clip", [result, greatest])) }
        return result
    }

    private func repeated(_ name: String, _ a: NumberArray, _ count: Value, _ axis: Value?) throws(ProgramError)
        -> NumberArray
    {
        if name == "repeat" {
            let at = try self.axis(axis, a)
            guard at == nil || a.shape.count == 1 else {
                throw .unsupported("np.repeat along an axis is not reproduced")
            }
            var counts: [Int]
            if let single = count.integer {
                counts = [Int](repeating: single, count: a.count)
            } else {
                counts = try count.getShape("repeats")
            }
            guard counts.count == a.count, counts.allSatisfy({ $0 >= 0 && $0 < 1 << 40 }) else {
                throw .refused("repeats do not fit the array")
            }
            _ = try budget.count([counts.reduce(0, &+)])
            let places = counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
            return a.gathered(places, [places.count])
        }
        let reps = try count.getShape("reps")
        guard reps.allSatisfy({ $0 >= 0 }) else { throw .refused("reps must not be negative") }
        let axes = max(reps.count, a.shape.count)
        let own = [Int](repeating: 1, count: axes - a.shape.count) + a.shape
        let times = [Int](repeating: 1, count: axes - reps.count) + reps
        var shape: [Int] = []
        for (extent, time) in zip(own, times) {
            let (product, overflow) = extent.multipliedReportingOverflow(by: time)
            guard !overflow else { throw .tooLarge("an array that is too large") }
            shape.append(product)
        }
        _ = try budget.count(shape)
        var places = [0]
        for axis in 0..<axes {
            places = places.flatMap { place in (0..<shape[axis]).map { place * own[axis] + $0 % max(1, own[axis]) } }
        }
        return a.gathered(places, shape)
    }

    private func meshgrid(_ arguments: CallArguments) throws(ProgramError) -> Value {
        guard arguments.positional.count == 2, arguments.named.isEmpty else {
            throw .unsupported("np.meshgrid of other than two arrays is not reproduced")
        }
        let x = try array(arguments.positional[0])
        let y = try array(arguments.positional[1])
        let shape = [y.count, x.count]
        return .list(
            ListBox([
                .array(try broadcast(x.reshaped([1, x.count]), to: shape)),
                .array(try broadcast(y.reshaped([y.count, 1]), to: shape)),
            ]))
    }
}
