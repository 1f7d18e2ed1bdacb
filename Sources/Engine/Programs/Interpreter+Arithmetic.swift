extension Interpreter {
    func unary(_ symbol: String, _ value: Value) throws(ProgramError) -> Value {
        if symbol == "not" { return .bool(try !value.getTruth("an operand of 'not'")) }
        switch (symbol, value) {
        case ("-", .int(let value)) where value != .min: return .int(-value)
        case ("-", .float(let value)): return .float(-value)
        case ("-", .bool(let value)): return .int(value ? -1 : 0)
        case ("+", .int), ("+", .float), ("+", .array): return value
        case ("~", .int(let value)): return .int(~value)
        case ("-", .array(let array)) where array.type != .bool:
            return .array(
                try map(array) {
                    -$0
                } integers: {
                    0 &- $0
                })
        case ("~", .array(let array)) where array.type == .bool:
            return .array(
                try map(array) {
                    $0
                } integers: {
                    1 - $0
                })
        case ("~", .array(let array)) where array.type.isInteger:
            return .array(
                try map(array) {
                    $0
                } integers: {
                    ~$0
                })
        case (_, .column(let column)):
            guard case .array(let array) = try unary(symbol, .array(column.values)) else { break }
            return .column(column.with(array))
        default: break
        }
        throw .refused("'\(symbol)' of a \(value.typeName)")
    }

    /// Applies a function to each element, and keeps the type.
    func map(
        _ array: NumberArray, reals: (Double) -> Double, integers: (Int64) -> Int64
    ) throws(ProgramError) -> NumberArray {
        try budget.room(array.count)
        let storage: NumberArray.Storage
        switch (array.storage, array.type) {
        case (.reals(let values), .float32): storage = .reals(values.map { Double(Float(reals($0))) })
        case (.reals(let values), _): storage = .reals(values.map(reals))
        case (.integers(let values), .number(let element)):
            storage = .integers(values.map { element.wrapped(integers($0)) })
        case (.integers(let values), _): storage = .integers(values.map(integers))
        case (.texts, _): throw .refused("this is not done to texts")
        }
        return NumberArray(array.type, array.shape, storage, isFortran: array.isFortran, budget)
    }

    /// Applies a function to each element, as a real number.
    func mapReals(_ value: Value, _ what: String, _ transform: (Double) throws(ProgramError) -> Double)
        throws(ProgramError) -> Value
    {
        switch value {
        case .array(let array):
            try budget.room(array.count)
            guard let values = array.reals, array.type != .float32 || Self.isSafeInSingle(what) else {
                throw .unsupported("\(what) of \(array.type.name) is not reproduced")
            }
            guard !array.type.isInteger || [8, 4].contains(array.type.byteCount) else {
                throw .unsupported("\(what) of \(array.type.name) is not reproduced")
            }
            var mapped: [Double] = []
            mapped.reserveCapacity(values.count)
            let isSingle = array.type == .float32
            for value in values {
                let result = try transform(value)
                mapped.append(isSingle ? Double(Float(result)) : result)
            }
            return .array(
                NumberArray(
                    isSingle ? .float32 : .float64, array.shape, .reals(mapped), isFortran: array.isFortran, budget))
        case .column(let column):
            guard case .array(let array) = try mapReals(.array(column.values), what, transform) else { return .none }
            return .column(column.with(array))
        case .list, .tuple: return try mapReals(.array(try array(value)), what, transform)
        default:
            let result = try transform(try value.getReal("the argument of \(what)"))
            return .array(NumberArray([result], [], budget))
        }
    }

    private static func isSafeInSingle(_ what: String) -> Bool {
        ["np.sqrt", "np.abs", "np.floor", "np.ceil", "np.rint", "np.trunc", "np.square"].contains(what)
    }

    // MARK: Two operands

    func binary(_ symbol: String, _ left: Value, _ right: Value) throws(ProgramError) -> Value {
        if case .column(let column) = left {
            return try binaryColumn(column, right) { l, r throws(ProgramError) in try binary(symbol, l, r) }
        }
        if case .column(let column) = right {
            return try binaryColumn(column, left) { r, l throws(ProgramError) in try binary(symbol, l, r) }
        }
        if symbol == "@" { return .array(try product(try array(left), try array(right))) }
        if isArray(left) || isArray(right) {
            return .array(try arrayBinary(symbol, left, right))
        }
        switch (symbol, left, right) {
        case ("+", .string(let a), .string(let b)):
            try budget.room((a.utf8.count + b.utf8.count) / 8)
            return .string(a + b)
        case ("+", .list(let a), .list(let b)):
            try budget.room((a.values.count + b.values.count) * 4)
            return .list(ListBox(a.values + b.values))
        case ("+", .tuple(let a), .tuple(let b)): return .tuple(a + b)
        case ("*", .list(let list), .int(let count)), ("*", .int(let count), .list(let list)):
            return .list(ListBox(try repeated(list.values, count)))
        case ("*", .tuple(let values), .int(let count)): return .tuple(try repeated(values, count))
        case ("*", .string(let text), .int(let count)), ("*", .int(let count), .string(let text)):
            let (total, overflow) = max(0, count).multipliedReportingOverflow(by: text.utf8.count)
            guard !overflow else { throw .tooLarge("a text that is too long") }
            try budget.room(total / 8)
            return .string(String(repeating: text, count: max(0, count)))
        case ("%", .string(let text), _): return .string(try percent(text, right))
        default: break
        }
        if let a = left.plainInteger, let b = right.plainInteger { return try integerBinary(symbol, a, b) }
        guard let a = left.real, let b = right.real else {
            throw .refused("'\(symbol)' of \(left.typeName) and \(right.typeName)")
        }
        return .float(try Self.realBinary(symbol, a, b))
    }

    private func repeated(_ values: [Value], _ count: Int) throws(ProgramError) -> [Value] {
        let (total, overflow) = max(0, count).multipliedReportingOverflow(by: values.count)
        guard !overflow else { throw .tooLarge("a list that is too long") }
        try budget.room(total * 4)
        return (0..<max(0, count)).flatMap { _ in values }
    }

    func percent(_ format: String, _ value: Value) throws(ProgramError) -> String {
        guard let parts = NumberFormat.parts(format) else {
            throw .unsupported("the format '\(format)' is not reproduced")
        }
        var operands = [value]
        if case .tuple(let values) = value { operands = values }
        var text = ""
        for part in parts {
            switch part {
            case .text(let plain): text += plain
            case .field(let field):
                guard !operands.isEmpty else { throw .refused("not enough arguments for format string") }
                guard let piece = field.text(try operand(operands.removeFirst())) else {
                    throw .unsupported("the format '\(format)' of this is not reproduced")
                }
                text += piece
            }
        }
        guard operands.isEmpty else { throw .refused("not all arguments converted during string formatting") }
        return text
    }

    private func integerBinary(_ symbol: String, _ a: Int, _ b: Int) throws(ProgramError) -> Value {
        func checked(_ result: (partialValue: Int, overflow: Bool)) throws(ProgramError) -> Value {
            guard !result.overflow else { throw .unsupported("integers past 64 bits are not computed with") }
            return .int(result.partialValue)
        }
        switch symbol {
        case "+": return try checked(a.addingReportingOverflow(b))
        case "-": return try checked(a.subtractingReportingOverflow(b))
        case "*": return try checked(a.multipliedReportingOverflow(by: b))
        case "/":
            guard b != 0 else { throw .refused("division by zero") }
            guard a.magnitude <= 1 << 53, b.magnitude <= 1 << 53 else {
                throw .unsupported("quotients of integers past 2^53 are not computed")
            }
            return .float(Double(a) / Double(b))
        case "//", "%":
            guard b != 0 else { throw .refused("division by zero") }
            guard b != -1 else {
                return symbol == "%" ? .int(0) : try checked((0 as Int).subtractingReportingOverflow(a))
            }
            let remainder = a % b
            let isOff = remainder != 0 && (remainder < 0) != (b < 0)
            return .int(symbol == "%" ? (isOff ? remainder + b : remainder) : (isOff ? a / b - 1 : a / b))
        case "**":
            guard b >= 0 else { return .float(Libm.pow(Double(a), Double(b))) }
            var result = (partialValue: 1, overflow: false)
            guard b <= 64 || a.magnitude <= 1 else { throw .unsupported("integers past 64 bits are not computed with") }
            for _ in 0..<(a.magnitude <= 1 ? b & 1 + (b > 0 ? 2 : 0) : b) where !result.overflow {
                result = result.partialValue.multipliedReportingOverflow(by: a)
            }
            return try checked(result)
        case "&": return .int(a & b)
        case "|": return .int(a | b)
        case "^": return .int(a ^ b)
        case "<<" where 0..<63 ~= b && a.magnitude < 1 << (62 - b): return .int(a << b)
        case ">>" where b >= 0: return .int(a >> b)
        default: throw .refused("'\(symbol)' of integers")
        }
    }

    static func realBinary(_ symbol: String, _ a: Double, _ b: Double) throws(ProgramError) -> Double {
        switch symbol {
        case "+": return a + b
        case "-": return a - b
        case "*": return a * b
        case "/":
            guard b != 0 else { throw .refused("float division by zero") }
            return a / b
        case "**": return Libm.pow(a, b)
        case "//", "%":
            guard b != 0 else { throw .refused("float division by zero") }
            let (quotient, remainder) = floored(a, b)
            return symbol == "%" ? remainder : quotient
        default: throw .refused("'\(symbol)' of floats")
        }
    }

    /// Quotient and remainder as in Python and numpy.
    static func floored(_ a: Double, _ b: Double) -> (Double, Double) {
        var remainder = a.truncatingRemainder(dividingBy: b)
        var quotient = (a - remainder) / b
        if remainder != 0 {
            if (b < 0) != (remainder < 0) {
                remainder += b
                quotient -= 1
            }
        } else {
            remainder = Double(signOf: b, magnitudeOf: 0)
        }
        guard quotient != 0 else { return (Double(signOf: a / b, magnitudeOf: 0), remainder) }
        var floor = quotient.rounded(.down)
        if quotient - floor > 0.5 { floor += 1 }
        return (floor, remainder)
    }

    // MARK: Arrays

    /// Two operands as arrays of one type; Python's own are converted as they are weakly typed (NEP 50).
    func operands(_ left: Value, _ right: Value) throws(ProgramError) -> (NumberArray, NumberArray, ArrayType) {
        let a = try array(left)
        let b = try array(right)
        func weak(_ value: Value, _ other: ArrayType) throws(ProgramError) -> ArrayType? {
            switch value {
            case .bool: return other.isText ? nil : .bool
            case .int(let integer):
                if other == .bool { return .int64 }
                if case .number(let element) = other {
                    guard element.isReal || element.holds(integer) else {
                        throw .refused("Python integer \(integer) out of bounds for \(element.rawValue)")
                    }
                    return other
                }
                return nil
            case .float: return other == .float32 ? .float32 : .float64
            default: return nil
            }
        }
        let aType = try weak(left, b.type) ?? a.type
        let bType = try weak(right, a.type) ?? b.type
        guard let type = ArrayType.promote(aType, bType) else {
            throw .refused("\(a.type.name) and \(b.type.name) do not go together")
        }
        return (a, b, type)
    }

    func arrayBinary(_ symbol: String, _ left: Value, _ right: Value) throws(ProgramError) -> NumberArray {
        let (a, b, type) = try operands(left, right)
        if symbol == "/" || type.isReal || symbol == "**" && right.plainInteger.map({ $0 < 0 }) == true {
            guard type != .bool || symbol == "/" else { throw .refused("'\(symbol)' of booleans") }
            let isSingle = type == .float32
            guard type.isReal || [8, 4].contains(type.byteCount) || type == .bool || symbol != "/" || true,
                let x = a.reals, let y = b.reals
            else {
                throw .refused("'\(symbol)' of \(type.name)")
            }
            if symbol == "/", case .number(let element) = type, !element.isReal, element.byteCount < 4 {
                // numpy divides short integers as short floats.
                guard element.byteCount == 2 else {
                    throw .unsupported("'/' of \(type.name) gives float16, which is not reproduced")
                }
                return try combine(a, b, .float32) { i, j in x[i] / y[j] }
            }
            let target: ArrayType = isSingle ? .float32 : .float64
            // Operands that are converted are rounded first.
            let u = isSingle && a.type != .float32 ? x.map { Double(Float($0)) } : x
            let v = isSingle && b.type != .float32 ? y.map { Double(Float($0)) } : y
            switch symbol {
            case "+": return try combine(a, b, target) { i, j in u[i] + v[j] }
            case "-": return try combine(a, b, target) { i, j in u[i] - v[j] }
            case "*": return try combine(a, b, target) { i, j in u[i] * v[j] }
            case "/": return try combine(a, b, target) { i, j in u[i] / v[j] }
            case "**": return try power(a, b, u, v, target)
            case "//": return try combine(a, b, target) { i, j in v[j] == 0 ? u[i] / v[j] : Self.floored(u[i], v[j]).0 }
            case "%": return try combine(a, b, target) { i, j in v[j] == 0 ? .nan : Self.floored(u[i], v[j]).1 }
            default: throw .refused("'\(symbol)' of \(type.name)")
            }
        }
        if case .text = type {
            guard symbol == "+", let x = a.texts, let y = b.texts else { throw .refused("'\(symbol)' of texts") }
            return try text(combineStorage(a, b) { i, j in x[i] + y[j] })
        }
        guard let x = a.integers, let y = b.integers else { throw .refused("'\(symbol)' of \(type.name)") }
        if type == .bool {
            switch symbol {
            case "&", "*": return try combineIntegers(a, b, .bool) { i, j in x[i] & y[j] }
            case "|", "+": return try combineIntegers(a, b, .bool) { i, j in x[i] | y[j] }
            case "^": return try combineIntegers(a, b, .bool) { i, j in x[i] ^ y[j] }
            default: throw .refused("'\(symbol)' of booleans")
            }
        }
        let isUnsigned = type == .number(.uint64)
        switch symbol {
        case "+": return try combineIntegers(a, b, type) { i, j in x[i] &+ y[j] }
        case "-": return try combineIntegers(a, b, type) { i, j in x[i] &- y[j] }
        case "*": return try combineIntegers(a, b, type) { i, j in x[i] &* y[j] }
        case "&": return try combineIntegers(a, b, type) { i, j in x[i] & y[j] }
        case "|": return try combineIntegers(a, b, type) { i, j in x[i] | y[j] }
        case "^": return try combineIntegers(a, b, type) { i, j in x[i] ^ y[j] }
        case "<<": return try combineIntegers(a, b, type) { i, j in x[i] << y[j] }
        case ">>" where !isUnsigned: return try combineIntegers(a, b, type) { i, j in x[i] >> y[j] }
        case "//" where !isUnsigned, "%" where !isUnsigned:
            return try combineIntegers(a, b, type) { i, j in
                let divisor = y[j]
                if divisor == 0 { return 0 }
                if divisor == -1 { return symbol == "%" ? 0 : 0 &- x[i] }
                let remainder = x[i] % divisor
                let isOff = remainder != 0 && (remainder < 0) != (divisor < 0)
                return symbol == "%"
                    ? (isOff ? remainder + divisor : remainder) : (isOff ? x[i] / divisor - 1 : x[i] / divisor)
            }
        case "**":
            guard y.allSatisfy({ $0 >= 0 && $0 < 1 << 16 }) else {
                throw .refused("Integers to negative integer powers are not allowed.")
            }
            return try combineIntegers(a, b, type) { i, j in
                var result: Int64 = 1
                for _ in 0..<y[j] { result = result &* x[i] }
                return result
            }
        default: throw .unsupported("'\(symbol)' of \(type.name) is not reproduced")
        }
    }

    /// numpy uses other functions for a few scalar exponents.
    private func power(_ a: NumberArray, _ b: NumberArray, _ u: [Double], _ v: [Double], _ type: ArrayType)
        throws(ProgramError) -> NumberArray
    {
        if b.shape.isEmpty || b.count == 1, let exponent = v.first {
            switch exponent {
            case 2: return try combine(a, b, type) { i, _ in u[i] * u[i] }
            case 1: return try combine(a, b, type) { i, _ in u[i] }
            case 0.5: return try combine(a, b, type) { i, _ in u[i].squareRoot() }
            case -1: return try combine(a, b, type) { i, _ in 1 / u[i] }
            case 0: return try combine(a, b, type) { _, _ in 1 }
            default: break
            }
        }
        guard type == .float64 else { throw .unsupported("'**' of float32 is not reproduced") }
        return try combine(a, b, type) { i, j in Libm.pow(u[i], v[j]) }
    }

    // MARK: Broadcasting

    /// The common shape of two arrays, and the index in both of each of its elements.
    private func broadcast(_ a: NumberArray, _ b: NumberArray) throws(ProgramError) -> (
        shape: [Int], a: [Int]?, b: [Int]?
    ) {
        if a.shape == b.shape { return (a.shape, nil, nil) }
        let shape = try broadcastShape(a.shape, b.shape)
        let count = try budget.count(shape)
        try budget.room(count * 2)
        return (shape, Self.places(a.shape, in: shape), Self.places(b.shape, in: shape))
    }

    func broadcastShape(_ a: [Int], _ b: [Int]) throws(ProgramError) -> [Int] {
        let axes = max(a.count, b.count)
        var shape: [Int] = []
        for axis in 0..<axes {
            let x = axis < axes - a.count ? 1 : a[axis - (axes - a.count)]
            let y = axis < axes - b.count ? 1 : b[axis - (axes - b.count)]
            guard x == y || x == 1 || y == 1 else {
                throw .refused("operands could not be broadcast together with shapes \(a) \(b)")
            }
            shape.append(x == 1 ? y : x)
        }
        return shape
    }

    /// The indices of an array's elements when it is broadcast to a larger shape.
    static func places(_ own: [Int], in shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 0, count: shape.count)
        var stride = 1
        for axis in own.indices.reversed() {
            strides[axis + shape.count - own.count] = own[axis] == 1 ? 0 : stride
            stride *= own[axis]
        }
        return NumberArray.places(shape, strides: strides)
    }

    func broadcast(_ array: NumberArray, to shape: [Int]) throws(ProgramError) -> NumberArray {
        guard try broadcastShape(array.shape, shape) == shape else {
            throw .refused("this cannot be broadcast to \(shape)")
        }
        _ = try budget.count(shape)
        return array.shape == shape ? array : array.gathered(Self.places(array.shape, in: shape), shape)
    }

    func combine(_ a: NumberArray, _ b: NumberArray, _ type: ArrayType, _ value: (Int, Int) -> Double)
        throws(ProgramError) -> NumberArray
    {
        var (shape, values) = try combineStorage(a, b, value)
        if type == .float32 { values = values.map { Double(Float($0)) } }
        return NumberArray(type, shape, .reals(values), isFortran: Self.isFortran(a, b, shape), budget)
    }

    func combineIntegers(_ a: NumberArray, _ b: NumberArray, _ type: ArrayType, _ value: (Int, Int) -> Int64)
        throws(ProgramError) -> NumberArray
    {
        var (shape, values) = try combineStorage(a, b, value)
        if case .number(let element) = type, element.byteCount < 8 { values = values.map(element.wrapped) }
        return NumberArray(type, shape, .integers(values), isFortran: Self.isFortran(a, b, shape), budget)
    }

    private static func isFortran(_ a: NumberArray, _ b: NumberArray, _ shape: [Int]) -> Bool {
        func fits(_ array: NumberArray) -> Bool { array.isFortran || array.shape.count < 2 || array.count < 2 }
        return (a.isFortran && a.shape == shape || b.isFortran && b.shape == shape) && fits(a) && fits(b)
    }

    func combineStorage<Element>(_ a: NumberArray, _ b: NumberArray, _ value: (Int, Int) -> Element)
        throws(ProgramError) -> (shape: [Int], values: [Element])
    {
        let (shape, x, y) = try broadcast(a, b)
        guard let x, let y else {
            try budget.room(a.count)
            return (shape, (0..<a.count).map { value($0, $0) })
        }
        return (shape, zip(x, y).map { value($0, $1) })
    }

    func text(_ made: (shape: [Int], values: [String])) throws(ProgramError) -> NumberArray {
        let width = made.values.reduce(0) { max($0, $1.unicodeScalars.count) }
        return NumberArray(.text(max(1, width)), made.shape, .texts(made.values), budget)
    }

    func compareArrays(_ symbol: String, _ left: Value, _ right: Value) throws(ProgramError) -> Value {
        if case .column(let column) = left {
            return try binaryColumn(column, right) { l, r throws(ProgramError) in try compareArrays(symbol, l, r) }
        }
        if case .column(let column) = right {
            return try binaryColumn(column, left) { r, l throws(ProgramError) in try compareArrays(symbol, l, r) }
        }
        let a = try array(left)
        let b = try array(right)
        _ = try Self.holds(symbol, 0, 0)
        func compared<Operand: Comparable>(_ x: [Operand], _ y: [Operand]) throws(ProgramError) -> Value {
            let result: NumberArray
            switch symbol {
            case "==": result = try combineIntegers(a, b, .bool) { i, j in x[i] == y[j] ? 1 : 0 }
            case "!=": result = try combineIntegers(a, b, .bool) { i, j in x[i] != y[j] ? 1 : 0 }
            case "<": result = try combineIntegers(a, b, .bool) { i, j in x[i] < y[j] ? 1 : 0 }
            case ">": result = try combineIntegers(a, b, .bool) { i, j in x[i] > y[j] ? 1 : 0 }
            case "<=": result = try combineIntegers(a, b, .bool) { i, j in x[i] <= y[j] ? 1 : 0 }
            default: result = try combineIntegers(a, b, .bool) { i, j in x[i] >= y[j] ? 1 : 0 }
            }
            return .array(result)
        }
        if let x = a.texts, let y = b.texts { return try compared(x, y) }
        if let x = a.integers, let y = b.integers, a.type != .number(.uint64), b.type != .number(.uint64) {
            return try compared(x, y)
        }
        guard var x = a.reals, var y = b.reals else {
            throw .refused("'\(symbol)' of \(a.type.name) and \(b.type.name)")
        }
        if a.type == .float32, !isArray(right) { y = y.map { Double(Float($0)) } }
        if b.type == .float32, !isArray(left) { x = x.map { Double(Float($0)) } }
        return try compared(x, y)
    }
}

extension Value {
    /// An integer of Python itself, not of numpy.
    var plainInteger: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }
}
