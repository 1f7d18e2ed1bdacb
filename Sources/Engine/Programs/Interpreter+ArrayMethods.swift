extension Interpreter {
    func callArrayMethod(_ array: NumberArray, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value
    {
        switch name {
        case "astype":
            let values = try arguments.without("copy").bind("dtype")
            let target = try type(values[0] ?? .none)
            guard let cast = array.cast(to: target) else {
                throw .unsupported("\(array.type.name) as \(target.name) is not reproduced")
            }
            return .array(Self.isBigEndian(values[0]) ? cast.swapped(toBigEndian: true) : cast)
        case "byteswap", "newbyteorder": throw .unsupported("\(name) is not reproduced")
        case "copy": return .array(array.reshaped(array.shape, isFortran: array.isFortran && arguments.named.isEmpty))
        case "reshape":
            var shape =
                arguments.positional.count == 1 && arguments.positional[0].integer == nil
                ? try arguments.positional[0].getShape("shape") : []
            if shape.isEmpty { for value in arguments.positional { shape += try value.getShape("shape") } }
            guard arguments.named.isEmpty else { throw .unsupported("reshape in another order is not reproduced") }
            return .array(try reshaped(array, shape))
        case "ravel", "flatten":
            guard arguments.positional.isEmpty, arguments.named.isEmpty else {
                throw .unsupported("\(name) in another order is not reproduced")
            }
            return .array(array.reshaped([array.count]))
        case "transpose":
            guard arguments.positional.isEmpty, arguments.named.isEmpty else {
                let order = try
                    (arguments.positional.count == 1 ? arguments.positional[0] : .tuple(arguments.positional)).getShape(
                        "axes")
                guard order.sorted() == Array(array.shape.indices) else { throw .refused("axes don't match array") }
                guard order == Array(array.shape.indices) || order == Array(array.shape.indices.reversed()) else {
                    let copy = array.gathered(
                        NumberArray.transposedPlaces(array.shape, order: order), order.map { array.shape[$0] })
                    return .array(copy)
                }
                return .array(order == Array(array.shape.indices) ? array : array.transposed)
            }
            return .array(array.transposed)
        case "squeeze": return .array(array.reshaped(array.shape.filter { $0 != 1 }))
        case "tolist": return try list(array, 0, array.shape)
        case "item":
            guard array.count == 1 else { throw .refused("can only convert an array of size 1 to a Python scalar") }
            return array.item(at: 0)
        case "sum", "mean", "min", "max", "std", "var":
            let values = try arguments.bind("axis", "dtype", "out", "keepdims", "ddof")
            guard values[1].given == nil, values[2].given == nil else {
                throw .unsupported("\(name) with a dtype is not reproduced")
            }
            let axis = try axis(values[0], array)
            let keepsAxes = try values[3].given?.getTruth("keepdims") ?? false
            switch name {
            case "sum": return .array(try sum(array, axis, keepsAxes: keepsAxes))
            case "mean": return .array(try mean(array, axis, keepsAxes: keepsAxes))
            case "min", "max": return .array(try extreme(array, axis, isLeast: name == "min", keepsAxes: keepsAxes))
            default:
                let freedom = try values[4].given?.getReal("ddof") ?? 0
                let variance = try variance(array, axis, freedom, keepsAxes: keepsAxes)
                guard name == "std" else { return .array(variance) }
                let round = Self.rounding(variance.type)
                return .array(
                    try map(variance) {
                        round($0.squareRoot())
                    } integers: {
                        $0
                    })
            }
        case "cumsum", "cumprod":
            let values = try arguments.bind("axis")
            return .array(try running(array, try axis(values[0], array), isProduct: name == "cumprod"))
        case "prod":
            let values = try arguments.bind("axis")
            guard values[0].given == nil || array.shape.count == 1 else {
                throw .unsupported("prod along an axis is not reproduced")
            }
            if let integers = array.integers { return .array(NumberArray([integers.reduce(1, &*)], [], budget)) }
            let round = Self.rounding(array.type)
            return .array(
                NumberArray(array.type, [], .reals([(array.reals ?? []).reduce(1) { round($0 * $1) }]), budget))
        case "any", "all":
            let values = try arguments.bind("axis")
            guard values[0].given == nil, let reals = array.reals else {
                throw .unsupported("\(name) along an axis is not reproduced")
            }
            let isSo = name == "any" ? reals.contains { $0 != 0 } : reals.allSatisfy { $0 != 0 }
            return .array(NumberArray(.bool, [], .integers([isSo ? 1 : 0]), budget))
        case "round":
            return try rounded(.array(array), try arguments.bind("decimals")[0].given?.getInteger("decimals") ?? 0)
        case "clip":
            let values = try arguments.bind("min", "max")
            return try clipped(.array(array), least: values[0].given, greatest: values[1].given)
        case "dot": return .array(try product(array, try self.array(arguments.bind("b")[0] ?? .none)))
        case "fill":
            let value = try self.array(arguments.bind("value")[0] ?? .none)
            try setItem(of: .array(array), at: .ellipsis, to: .array(value))
            return .none
        case "sort":
            let values = try arguments.without("kind").bind("axis")
            try sort(array, try values[0].given?.getInteger("axis") ?? -1)
            return .none
        case "argsort":
            let values = try arguments.bind("axis", "kind")
            guard array.shape.count == 1, let reals = array.reals else {
                throw .unsupported("argsort of several axes is not reproduced")
            }
            let isStable = values[1].given?.text.map { $0 == "stable" || $0 == "mergesort" } ?? false
            guard isStable || Set(reals).count == reals.count else {
                throw .unsupported("argsort of values that are equal depends on the processor")
            }
            let order = reals.indices.sorted { (reals[$0], $0) < (reals[$1], $1) }
            return .array(NumberArray(order.map { Int64($0) }, budget))
        case "argmin", "argmax":
            let values = try arguments.bind("axis")
            guard let reals = array.reals, !reals.isEmpty else {
                throw .refused("attempt to get \(name) of an empty sequence")
            }
            func best(_ places: [Int]) -> Int64 {
                var at = 0
                for index in places.indices
                where name == "argmin"
                    ? reals[places[index]] < reals[places[at]] : reals[places[index]] > reals[places[at]]
                { at = index }
                return Int64(at)
            }
            guard let axis = try axis(values[0], array) else {
                return .array(NumberArray([best(Array(reals.indices))], [], budget))
            }
            let inner = array.shape[(axis + 1)...].reduce(1, *)
            let extent = array.shape[axis]
            var shape = array.shape
            shape.remove(at: axis)
            var found: [Int64] = []
            for block in 0..<array.shape[..<axis].reduce(1, *) {
                for column in 0..<inner {
                    found.append(best((0..<extent).map { (block * extent + $0) * inner + column }))
                }
            }
            return .array(NumberArray(found, shape, budget))
        case "median", "percentile", "quantile": return .array(try quantile(array, name, arguments))
        case "tofile":
            let values = try arguments.bind("fid", "sep", "format")
            guard values[1].given?.text.map({ $0.isEmpty }) ?? true else {
                throw .unsupported("tofile with a separator is not reproduced")
            }
            let bytes = array.bytes()
            if case .file(let file)? = values[0] {
                file.bytes += bytes
            } else {
                try open(try (values[0] ?? .none).getText("the file")).bytes = bytes
            }
            return .none
        case "tobytes": return .bytes(array.bytes())
        case "to_numpy", "numpy": return .array(array)
        case "swapaxes":
            let values = try arguments.bind("axis1", "axis2")
            let axes = [try (values[0] ?? .none).getInteger("axis1"), try (values[1] ?? .none).getInteger("axis2")].map
            { $0 < 0 ? $0 + array.shape.count : $0 }
            guard axes.allSatisfy(array.shape.indices.contains) else { throw .refused("axis is out of bounds") }
            if array.shape.count == 2 { return .array(axes[0] == axes[1] ? array : array.transposed) }
            throw .unsupported("swapaxes of more than two axes is not reproduced")
        default: throw .unsupported("\(name) of an array is not in the catalogue")
        }
    }

    func reshaped(_ array: NumberArray, _ shape: [Int]) throws(ProgramError) -> NumberArray {
        var shape = shape
        if let open = shape.firstIndex(of: -1) {
            let others = shape.enumerated().reduce(1) { $1.offset == open ? $0 : $0 &* max(0, $1.element) }
            guard others > 0, array.count % others == 0 else {
                throw .refused("cannot reshape array of size \(array.count) into shape \(shape)")
            }
            shape[open] = array.count / others
        }
        guard shape.allSatisfy({ $0 >= 0 }), try budget.count(shape) == array.count else {
            throw .refused("cannot reshape array of size \(array.count) into shape \(shape)")
        }
        return array.reshaped(shape)
    }

    private func list(_ array: NumberArray, _ start: Int, _ shape: [Int]) throws(ProgramError) -> Value {
        try budget.step()
        guard let first = shape.first else { return array.item(at: start) }
        let rest = Array(shape.dropFirst())
        let width = rest.reduce(1, *)
        try budget.room(first * 4)
        var values: [Value] = []
        for index in 0..<first { values.append(try list(array, start + index * width, rest)) }
        return .list(ListBox(values))
    }

    private func sort(_ array: NumberArray, _ axis: Int) throws(ProgramError) {
        guard array.shape.count > 0, axis == -1 || axis == array.shape.count - 1 || axis == 0 && array.shape.count <= 2
        else {
            throw .unsupported("sorting along this axis is not reproduced")
        }
        try budget.step(array.count)
        let isAcross = axis == 0 && array.shape.count == 2
        let source = isAcross ? array.transposed : array
        let width = source.shape[source.shape.count - 1]
        func rows<Element>(_ values: [Element], _ areInOrder: (Element, Element) -> Bool) -> [Element] {
            guard width > 0 else { return values }
            return stride(from: 0, to: values.count, by: width).flatMap {
                values[$0..<$0 + width].sorted(by: areInOrder)
            }
        }
        let sorted: NumberArray.Storage
        switch source.storage {
        case .reals(let values): sorted = .reals(rows(values) { $0 < $1 || !$0.isNaN && $1.isNaN })
        case .integers(let values): sorted = .integers(rows(values, <))
        case .texts(let values): sorted = .texts(rows(values, <))
        }
        let result = NumberArray(source.type, source.shape, sorted, budget)
        array.set(isAcross ? result.transposed.storage : sorted)
    }

    private func quantile(_ array: NumberArray, _ name: String, _ arguments: CallArguments) throws(ProgramError)
        -> NumberArray
    {
        guard name == "median" else { throw .unsupported("np.\(name) is not in the catalogue") }
        guard let axisless = try arguments.bind("axis").first, axisless.given == nil, let reals = array.reals,
            !reals.isEmpty, array.type != .float32
        else {
            throw .unsupported("the median along an axis is not reproduced")
        }
        let sorted = reals.sorted()
        let middle = sorted.count / 2
        return NumberArray(
            [sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2], [], budget)
    }
}
