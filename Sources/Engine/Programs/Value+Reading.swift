extension Value {
    /// The value as an integer; nil for anything else, including a whole float.
    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        case .array(let array) where array.count == 1 && array.shape.isEmpty && !array.type.isReal:
            array.integers.map { Int($0[0]) }
        default: nil
        }
    }

    /// The value as a number.
    var real: Double? {
        switch self {
        case .int(let value): Double(value)
        case .natural(let value): Double("\(value)")
        case .bool(let value): value ? 1 : 0
        case .float(let value): value
        case .array(let array) where array.count == 1 && array.shape.isEmpty: array.reals?.first
        default: nil
        }
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }

    var truth: Bool? {
        switch self {
        case .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .string(let text): !text.isEmpty
        case .list(let list): !list.values.isEmpty
        case .tuple(let values): !values.isEmpty
        case .dict(let dict): !dict.members.isEmpty
        case .array(let array) where array.count == 1: array.reals.map { $0[0] != 0 }
        case .range(let start, let stop, let step): step > 0 ? start < stop : start > stop
        default: nil
        }
    }

    /// The values of a list or a tuple.
    var sequence: [Value]? {
        switch self {
        case .list(let list): list.values
        case .tuple(let values): values
        default: nil
        }
    }

    func getInteger(_ what: String) throws(ProgramError) -> Int {
        guard let integer else { throw .refused("\(what) must be an integer, not \(typeName)") }
        return integer
    }

    func getReal(_ what: String) throws(ProgramError) -> Double {
        guard let real else { throw .refused("\(what) must be a number, not \(typeName)") }
        return real
    }

    func getText(_ what: String) throws(ProgramError) -> String {
        guard let text else { throw .refused("\(what) must be a string, not \(typeName)") }
        return text
    }

    func getTruth(_ what: String) throws(ProgramError) -> Bool {
        guard let truth else { throw .refused("\(what) must be true or false, not \(typeName)") }
        return truth
    }

    /// A shape: an integer, or a sequence of them.
    func getShape(_ what: String) throws(ProgramError) -> [Int] {
        if let integer { return [integer] }
        if case .array(let array) = self, array.shape.count == 1, let values = array.integers {
            return values.map { Int($0) }
        }
        guard let sequence else { throw .refused("\(what) must be an integer or a tuple of integers, not \(typeName)") }
        var shape: [Int] = []
        for value in sequence { shape.append(try value.getInteger(what)) }
        return shape
    }

    /// The 32-bit words of a seed, the least significant first.
    func seedWords(_ what: String) throws(ProgramError) -> [UInt32] {
        switch self {
        case .natural(let natural): return natural.key
        case .list, .tuple, .array:
            var words: [UInt32] = []
            for value in try elements(what) { words += try value.seedWords(what) }
            guard words.count <= SeedEntropy.maximumWords else {
                throw .tooLarge("\(what) is longer than \(SeedEntropy.maximumWords) words")
            }
            return words
        default:
            guard let integer else { throw .refused("\(what) must be an integer, not \(typeName)") }
            guard integer >= 0 else { throw .refused("\(what) must be non-negative") }
            return Natural(UInt64(integer)).key
        }
    }

    /// The elements that a loop iterates over, if they are known without an interpreter.
    func elements(_ what: String) throws(ProgramError) -> [Value] {
        switch self {
        case .list(let list): return list.values
        case .tuple(let values): return values
        case .range(let start, let stop, let step):
            return stride(from: start, to: stop, by: step).map { .int($0) }
        case .string(let text): return text.map { .string(String($0)) }
        case .dict(let dict): return dict.members.map(\.key)
        case .column(let column): return try Value.array(column.values).elements(what)
        case .array(let array):
            guard let first = array.shape.first else { throw .refused("\(what) is an array without axes") }
            if array.shape.count == 1 { return (0..<first).map { array.scalar(at: $0) } }
            let width = array.count / max(1, first)
            let rest = Array(array.shape.dropFirst())
            return (0..<first).map { row in .array(array.gathered(Array(row * width..<(row + 1) * width), rest)) }
        default: throw .refused("\(what) cannot be iterated over: it is \(typeName)")
        }
    }
}

extension NumberArray {
    /// A single element, as numpy returns it.
    func scalar(at index: Int) -> Value {
        if case .texts(let values) = storage { return .string(values[index]) }
        return .array(gathered([index], []))
    }

    /// An element as a Python number, as `item` returns it.
    func item(at index: Int) -> Value {
        switch storage {
        case .reals(let values): return .float(values[index])
        case .texts(let values): return .string(values[index])
        case .integers(let values):
            if type == .bool { return .bool(values[index] != 0) }
            if type == .number(.uint64), values[index] < 0 {
                return .natural(Natural(UInt64(bitPattern: values[index])))
            }
            return .int(Int(values[index]))
        }
    }
}
