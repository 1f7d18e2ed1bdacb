extension Interpreter {
    /// A value as an array, as `numpy.asarray` makes it.
    func array(_ value: Value, _ type: ArrayType? = nil) throws(ProgramError) -> NumberArray {
        let made = try untypedArray(value)
        guard let type, made.type != type else { return made }
        guard let cast = made.cast(to: type) else {
            throw .unsupported("\(made.type.name) as \(type.name) is not reproduced")
        }
        return cast
    }

    private func untypedArray(_ value: Value) throws(ProgramError) -> NumberArray {
        switch value {
        case .array(let array): return array
        case .column(let column): return column.values
        case .table(let table): return try table.matrix(budget)
        case .int(let value): return NumberArray([Int64(value)], [], budget)
        case .float(let value): return NumberArray([value], [], budget)
        case .bool(let value): return NumberArray(.bool, [], .integers([value ? 1 : 0]), budget)
        case .string(let text): return NumberArray(.text(max(1, text.unicodeScalars.count)), [], .texts([text]), budget)
        case .range, .list, .tuple:
            var leaves: [Value] = []
            let shape = try flatten(value, into: &leaves, depth: 0)
            try budget.room(leaves.count)
            return try join(leaves, shape)
        default: throw .refused("a \(value.typeName) is not an array")
        }
    }

    private func flatten(_ value: Value, into leaves: inout [Value], depth: Int) throws(ProgramError) -> [Int] {
        switch value {
        case .list, .tuple, .range:
            guard depth < 16 else { throw .refused("lists are nested too deep") }
            let elements = try iterate(value)
            var inner: [Int]?
            for element in elements {
                let shape = try flatten(element, into: &leaves, depth: depth + 1)
                guard inner == nil || inner == shape else { throw .refused("the lists have different lengths") }
                inner = shape
            }
            return [elements.count] + (inner ?? [])
        case .array(let array):
            try budget.room(array.count)
            for index in 0..<array.count { leaves.append(array.scalar(at: index)) }
            return array.shape
        default:
            leaves.append(value)
            return []
        }
    }

    /// Numbers of several types as one array.
    private func join(_ leaves: [Value], _ shape: [Int]) throws(ProgramError) -> NumberArray {
        if leaves.isEmpty { return NumberArray([Double](), shape, budget) }
        var type: ArrayType?
        for leaf in leaves {
            let own: ArrayType
            switch leaf {
            case .bool: own = .bool
            case .int: own = .int64
            case .float: own = .float64
            case .string(let text): own = .text(max(1, text.unicodeScalars.count))
            case .array(let array): own = array.type
            case .none: throw .unsupported("arrays of objects are not reproduced")
            default: throw .refused("a \(leaf.typeName) is not an element of an array")
            }
            if let before = type, before != own {
                guard let both = ArrayType.promote(before, own) else {
                    throw .unsupported("arrays of numbers and texts are not reproduced")
                }
                type = both
            } else {
                type = own
            }
        }
        guard let type else { return NumberArray([Double](), shape, budget) }
        if type.isText {
            return NumberArray(type, shape, .texts(leaves.map { $0.text ?? "" }), budget)
        }
        if type.isReal {
            return NumberArray(type, shape, .reals(leaves.map { $0.real ?? 0 }), budget)
        }
        return NumberArray(
            type, shape,
            .integers(
                leaves.map { leaf in
                    if case .array(let array) = leaf { return array.integers?[0] ?? 0 }
                    return Int64(leaf.integer ?? 0)
                }), budget)
    }

    /// The type that `dtype=` names.
    func type(_ value: Value) throws(ProgramError) -> ArrayType {
        switch value {
        case .type(let type): return type
        case .string(let name):
            guard let type = ArrayType(name: name) else { throw .unsupported("the type '\(name)' is not reproduced") }
            return type
        case .name("builtins.int"): return .int64
        case .name("builtins.float"): return .float64
        case .name("builtins.bool"): return .bool
        case .name(let name) where name.hasPrefix("numpy."):
            guard let type = ArrayType(name: String(name.dropFirst(6))) else {
                throw .unsupported("the type \(Self.shown(name)) is not reproduced")
            }
            return type
        default: throw .refused("a \(value.typeName) is not a type")
        }
    }

    /// Whether `dtype=` asks for the highest byte first.
    static func isBigEndian(_ value: Value?) -> Bool { value?.text?.hasPrefix(">") ?? false }

    // MARK: Indexing

    func item(of base: Value, at index: Value) throws(ProgramError) -> Value {
        switch base {
        case .list(let list): return try sequenceItem(list.values, index) { .list(ListBox($0)) }
        case .tuple(let values): return try sequenceItem(values, index) { .tuple($0) }
        case .string(let text):
            return try sequenceItem(text.map { .string(String($0)) }, index) { .string($0.compactMap(\.text).joined()) }
        case .range: return try sequenceItem(try iterate(base), index) { .list(ListBox($0)) }
        case .dict(let dict):
            guard let value = dict.find(index) else { throw .refused("the key is not in the dictionary") }
            return value
        case .table(let table): return try table.item(index, self)
        case .records(let records): return try item(records, index)
        case .name("numpy.c_"), .name("numpy.r_"):
            var parts: [NumberArray] = []
            for part in index.sequence ?? [index] {
                if case .slice = part { throw .unsupported("ranges in np.c_ and np.r_ are not reproduced") }
                let made = try array(part)
                parts.append(made.shape.isEmpty ? made.reshaped([1]) : made)
            }
            if case .name("numpy.r_") = base { return .array(try join(parts, "concatenate")) }
            return .array(try join(parts, "c_"))
        case .column(let column):
            guard case .array(let array) = try item(of: .array(column.values), at: index) else {
                throw .unsupported("elements of a Series are not reproduced")
            }
            return array.shape.isEmpty ? .array(array) : .column(column.with(array))
        case .array(let array):
            if case .array(let mask) = index, mask.type == .bool, mask.shape == array.shape, array.shape.count > 1 {
                let places = (mask.integers ?? []).indices.filter { mask.integers?[$0] == 1 }
                return .array(array.gathered(places, [places.count]))
            }
            let selection = try select(array, index)
            if selection.shape.isEmpty, selection.isBasic { return array.scalar(at: selection.places[0]) }
            // A column of a matrix in Fortran order, or a part of one, keeps its order; a single element per row is
            // contiguous.
            let isFortran =
                selection.isBasic
                ? array.isFortran && selection.shape.count == array.shape.count && selection.isWhole
                : selection.isByColumns
            return .array(array.gathered(selection.places, selection.shape, isFortran: isFortran))
        default: throw .refused("a \(base.typeName) has no items")
        }
    }

    private func sequenceItem(_ values: [Value], _ index: Value, _ make: ([Value]) -> Value) throws(ProgramError)
        -> Value
    {
        if case .slice(let start, let stop, let step) = index {
            let places = try Self.slice(start: start, stop: stop, step: step, count: values.count)
            try budget.room(places.count)
            return make(places.map { values[$0] })
        }
        let at = try index.getInteger("an index")
        let place = at < 0 ? at + values.count : at
        guard values.indices.contains(place) else { throw .refused("list index out of range") }
        return values[place]
    }

    static func slice(start: Value?, stop: Value?, step: Value?, count: Int) throws(ProgramError) -> [Int] {
        let step = try step.given?.getInteger("the step of a slice") ?? 1
        guard step != 0, step != .min else { throw .refused("slice step cannot be zero") }
        func bound(_ value: Value?, _ fallback: Int) throws(ProgramError) -> Int {
            guard let value = value.given else { return fallback }
            let at = try value.getInteger("the end of a slice")
            let place = at < 0 ? at &+ count : at
            return step > 0 ? min(max(place, 0), count) : min(max(place, -1), count - 1)
        }
        let first = try bound(start, step > 0 ? 0 : count - 1)
        let end = try bound(stop, step > 0 ? count : -1)
        return Array(stride(from: first, to: end, by: step))
    }

    /// The elements that an index selects.
    struct Selection {
        var places: [Int]
        var shape: [Int]
        /// Only integers and slices: a view in numpy.
        var isBasic: Bool
        /// All of every axis.
        var isWhole = false
        /// A list of columns of a matrix, which numpy returns in Fortran order.
        var isByColumns = false
    }

    func select(_ array: NumberArray, _ index: Value) throws(ProgramError) -> Selection {
        var parts: [Value] = [index]
        if case .tuple(let values) = index { parts = values }
        // A single mask with as many axes as the array.
        if parts.count == 1, case .array(let mask) = parts[0], mask.type == .bool, !mask.shape.isEmpty {
            return try masked(array, mask)
        }
        var consumed = 0
        for part in parts {
            switch part {
            case .none, .ellipsis: break
            default: consumed += 1
            }
        }
        guard consumed <= array.shape.count else { throw .refused("too many indices for array") }
        // An ellipsis and missing axes are whole slices.
        let missing = array.shape.count - consumed
        var full: [Value] = []
        var hasEllipsis = false
        for part in parts {
            if case .ellipsis = part {
                full += [Value](repeating: .slice(nil, nil, nil), count: missing)
                hasEllipsis = true
            } else {
                full.append(part)
            }
        }
        if !hasEllipsis { full += [Value](repeating: .slice(nil, nil, nil), count: missing) }

        var strides = [Int](repeating: 1, count: array.shape.count)
        for axis in stride(from: array.shape.count - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * array.shape[axis + 1]
        }

        var axis = 0
        var places = [0]
        var shape: [Int] = []
        var isBasic = true
        var isWhole = true
        var lists: (shape: [Int], offsets: [Int])?
        var listAxis = 0
        for part in full {
            switch part {
            case .none: shape.append(1)
            case .slice(let start, let stop, let step):
                let taken = try Self.slice(start: start, stop: stop, step: step, count: array.shape[axis])
                if taken.count != array.shape[axis] { isWhole = false }
                try budget.room(places.count * taken.count)
                places = places.flatMap { place in taken.map { place + $0 * strides[axis] } }
                shape.append(taken.count)
                axis += 1
            case .int, .bool:
                let at = try part.getInteger("an index")
                let place = at < 0 ? at + array.shape[axis] : at
                guard 0..<array.shape[axis] ~= place else {
                    throw .refused("index \(at) is out of bounds for axis \(axis) with size \(array.shape[axis])")
                }
                places = places.map { $0 + place * strides[axis] }
                isWhole = false
                axis += 1
            default:
                var indices = try self.array(part)
                if indices.shape.isEmpty, indices.type.isInteger {
                    let at = Int(indices.integers?[0] ?? 0)
                    let place = at < 0 ? at + array.shape[axis] : at
                    guard 0..<array.shape[axis] ~= place else { throw .refused("index \(at) is out of bounds") }
                    places = places.map { $0 + place * strides[axis] }
                    isWhole = false
                    axis += 1
                    continue
                }
                if indices.type == .bool, indices.shape == [array.shape[axis]] {
                    let values = indices.integers ?? []
                    indices = NumberArray(values.indices.filter { values[$0] == 1 }.map { Int64($0) }, budget)
                }
                if indices.count == 0, indices.type.isReal { indices = indices.cast(to: .int64) ?? indices }
                guard let values = indices.integers, indices.type != .bool else {
                    throw .refused("arrays used as indices must be of integer (or boolean) type")
                }
                var offsets: [Int] = []
                for value in values {
                    let place = value < 0 ? Int(value) + array.shape[axis] : Int(value)
                    guard 0..<array.shape[axis] ~= place else {
                        throw .refused(
                            "index \(value) is out of bounds for axis \(axis) with size \(array.shape[axis])")
                    }
                    offsets.append(place * strides[axis])
                }
                if let before = lists {
                    guard before.shape == indices.shape, listAxis == shape.count else {
                        throw .unsupported("an index of several lists of different shapes is not reproduced")
                    }
                    lists = (before.shape, zip(before.offsets, offsets).map { $0 + $1 })
                } else {
                    lists = (indices.shape, offsets)
                    listAxis = shape.count
                }
                isBasic = false
                axis += 1
            }
        }
        guard let lists else { return Selection(places: places, shape: shape, isBasic: isBasic, isWhole: isWhole) }
        // The lists' axes go where the first of them was.
        let inner = shape[listAxis...].reduce(1, *)
        try budget.room(places.count * lists.offsets.count)
        var joined: [Int] = []
        joined.reserveCapacity(places.count * lists.offsets.count)
        for outer in 0..<(inner == 0 ? 0 : places.count / inner) {
            for offset in lists.offsets {
                for place in places[outer * inner..<(outer + 1) * inner] { joined.append(place + offset) }
            }
        }
        return Selection(
            places: joined, shape: Array(shape[..<listAxis]) + lists.shape + Array(shape[listAxis...]), isBasic: false,
            isByColumns: listAxis == 1 && array.shape.count == 2 && lists.shape.count == 1)
    }

    private func masked(_ array: NumberArray, _ mask: NumberArray) throws(ProgramError) -> Selection {
        guard mask.shape == Array(array.shape.prefix(mask.shape.count)) else {
            throw .refused("boolean index did not match indexed array")
        }
        let rest = Array(array.shape.dropFirst(mask.shape.count))
        let width = rest.reduce(1, *)
        let values = mask.integers ?? []
        let rows = values.indices.filter { values[$0] == 1 }
        try budget.room(rows.count * width)
        return Selection(
            places: rows.flatMap { row in row * width..<(row + 1) * width }, shape: [rows.count] + rest, isBasic: false)
    }

    func setItem(of base: Value, at index: Value, to value: Value) throws(ProgramError) {
        switch base {
        case .list(let list):
            let at = try index.getInteger("an index")
            let place = at < 0 ? at + list.values.count : at
            guard list.values.indices.contains(place) else { throw .refused("list assignment index out of range") }
            list.values[place] = value
        case .dict(let dict):
            try budget.room(4)
            dict.set(value, for: index)
        case .records(let records): try setItem(records, index, value)
        case .table(let table): try table.set(try index.getText("a column's name"), try column(value, table), budget)
        case .array(let array):
            let selection = try select(array, index)
            let new = try broadcastForAssignment(try self.array(value), to: selection.shape)
            guard let cast = new.cast(to: array.type) else {
                throw .refused("\(new.type.name) cannot be put into \(array.type.name)")
            }
            switch (array.storage, cast.storage) {
            case (.reals(var values), .reals(let new)):
                for (place, element) in zip(selection.places, new) { values[place] = element }
                array.set(.reals(values))
            case (.integers(var values), .integers(let new)):
                for (place, element) in zip(selection.places, new) { values[place] = element }
                array.set(.integers(values))
            case (.texts(var values), .texts(let new)):
                for (place, element) in zip(selection.places, new) { values[place] = element }
                array.set(.texts(values))
            default: throw .refused("these cannot be put into the array")
            }
        default: throw .refused("items of a \(base.typeName) cannot be set")
        }
    }

    private func broadcastForAssignment(_ array: NumberArray, to shape: [Int]) throws(ProgramError) -> NumberArray {
        var own = array.shape
        while own.count > shape.count, own.first == 1 { own.removeFirst() }
        return try broadcast(array.reshaped(own), to: shape)
    }
}
