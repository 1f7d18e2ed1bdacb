/// A value of a program: what a name can refer to.
indirect enum Value {
    case none, ellipsis
    case bool(Bool)
    case int(Int)
    /// An integer of more than 64 bits, as seeds may be.
    case natural(Natural)
    case float(Double)
    case string(String)
    case bytes([UInt8])
    case list(ListBox)
    case tuple([Value])
    case dict(DictBox)
    case range(start: Int, stop: Int, step: Int)
    case array(NumberArray)
    /// An array of records, each of several fields.
    case records(RecordArray)
    case type(ArrayType)
    case slice(Value?, Value?, Value?)
    /// A module, a class or a function of the catalogue, by its dotted name.
    case name(String)
    case method(of: Value, String)
    case function(UserFunction)
    case generator(GeneratorStream)
    case legacy(LegacyStream)
    case python(PythonStream)
    case torch(TorchStream)
    case table(Table)
    case column(Table.Column)
    case file(FileBox)
    case csvWriter(FileBox, terminator: String, delimiter: String)
    case splitter(SplitterSettings)

    /// Python's name of the type.
    var typeName: String {
        switch self {
        case .none: "None"
        case .ellipsis: "Ellipsis"
        case .bool: "bool"
        case .int, .natural: "int"
        case .float: "float"
        case .string: "str"
        case .bytes: "bytes"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .range: "range"
        case .array, .records: "ndarray"
        case .type: "dtype"
        case .slice: "slice"
        case .name(let name): name
        case .method(_, let name): "method \(name)"
        case .function: "function"
        case .generator: "Generator"
        case .legacy: "RandomState"
        case .python: "Random"
        case .torch: "torch.Generator"
        case .table: "DataFrame"
        case .column: "Series"
        case .file: "file"
        case .csvWriter: "csv.writer"
        case .splitter(let settings): settings.name
        }
    }
}

/// A list, which several names may share.
final class ListBox {
    var values: [Value]
    init(_ values: [Value]) { self.values = values }
}

/// A dictionary in insertion order.
final class DictBox {
    var members: [(key: Value, value: Value)] = []

    init(_ members: [(key: Value, value: Value)] = []) {
        for member in members { set(member.value, for: member.key) }
    }

    private func index(_ key: Value) -> Int? {
        members.firstIndex { $0.key.hasEqualKey(key) }
    }

    func find(_ key: Value) -> Value? { index(key).map { members[$0].value } }

    func set(_ value: Value, for key: Value) {
        if let index = index(key) { members[index].value = value } else { members.append((key, value)) }
    }
}

extension Value {
    fileprivate func hasEqualKey(_ other: Value) -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.float(let a), .float(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        default: false
        }
    }
}

/// A function that the program itself defines.
final class UserFunction {
    let name: String
    let parameters: [(name: String, fallback: Value?)]
    let body: [Statement]
    /// The interpreter whose names the body sees; nil for the program's own.
    let home: Interpreter?

    init(
        _ name: String, _ parameters: [(name: String, fallback: Value?)], _ body: [Statement], home: Interpreter? = nil
    ) {
        self.home = home
        self.name = name
        self.parameters = parameters
        self.body = body
    }
}

/// A file that a program writes.
final class FileBox {
    let path: String
    var bytes: [UInt8] = []
    init(_ path: String) { self.path = path }
}

/// The arguments of a splitter of scikit-learn.
struct SplitterSettings {
    let name: String
    let splits: Int
    let shuffle: Bool
    let testSize, trainSize: Value
    let randomState: Value
}
