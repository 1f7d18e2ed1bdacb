extension Interpreter {
    func attribute(_ base: Value, _ name: String) throws(ProgramError) -> Value {
        switch base {
        case .name(let module):
            switch "\(module).\(name)" {
            case "numpy.pi", "math.pi": return .float(.pi)
            case "numpy.e", "math.e": return .float(0x1.5bf0a8b145769p1)
            case "numpy.nan", "numpy.NaN", "math.nan": return .float(.nan)
            case "numpy.inf", "math.inf": return .float(.infinity)
            case "numpy.newaxis": return .none
            case "csv.QUOTE_MINIMAL": return .int(0)
            case "csv.QUOTE_ALL": return .int(1)
            case "csv.QUOTE_NONNUMERIC": return .int(2)
            case "csv.QUOTE_NONE": return .int(3)
            default: return .name("\(module).\(name)")
            }
        case .array(let array):
            switch name {
            case "shape": return .tuple(array.shape.map { .int($0) })
            case "size": return .int(array.count)
            case "ndim": return .int(array.shape.count)
            case "T": return .array(array.transposed)
            case "dtype": return .type(array.type)
            default: break
            }
        case .records(let records):
            switch name {
            case "shape": return .tuple([.int(records.rows)])
            case "size": return .int(records.rows)
            case "ndim": return .int(1)
            default: if let column = records.find(name) { return .array(column) }
            }
        case .table(let table):
            switch name {
            case "values": return .array(try table.matrix(budget))
            case "columns": return .list(ListBox(table.columns.map { .string($0.name) }))
            case "shape": return .tuple([.int(table.rows), .int(table.columns.count)])
            default: if let column = table.find(name) { return .column(column) }
            }
        case .column(let column):
            switch name {
            case "values": return .array(column.values)
            case "shape": return .tuple([.int(column.values.count)])
            case "size": return .int(column.values.count)
            default: break
            }
        case .generator(let stream) where name == "bit_generator": return .generator(stream)
        default: break
        }
        return .method(of: base, name)
    }

    /// Calls the function that a dotted name refers to.
    func callFunction(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        if name.hasPrefix("builtins.") { return try callBuiltin(String(name.dropFirst(9)), arguments) }
        if name.hasPrefix("numpy.random.") { return try callNumPyRandom(String(name.dropFirst(13)), arguments) }
        if name.hasPrefix("numpy.") { return try callNumPy(String(name.dropFirst(6)), arguments) }
        if name.hasPrefix("random.") { return try callPythonRandom(String(name.dropFirst(7)), arguments) }
        if name.hasPrefix("math.") { return try callMath(String(name.dropFirst(5)), arguments) }
        if name.hasPrefix("sklearn.") { return try callLearn(name, arguments) }
        if name.hasPrefix("pandas.") { return try callPandas(String(name.dropFirst(7)), arguments) }
        if name.hasPrefix("torch.") { return try callTorch(String(name.dropFirst(6)), arguments) }
        switch name {
        case "json.dump", "json.dumps": return try callJSON(name, arguments)
        case "pickle.dump", "pickle.dumps": return try callPickle(name, arguments)
        case "csv.writer":
            let values = try arguments.bind("csvfile", "delimiter", "lineterminator")
            guard case .file(let file)? = values[0] else { throw .unsupported("csv.writer of this is not reproduced") }
            return .csvWriter(
                file, terminator: try values[2]?.getText("lineterminator") ?? "\r\n",
                delimiter: try values[1]?.getText("delimiter") ?? ",")
        case "os.makedirs", "os.mkdir", "warnings.filterwarnings", "warnings.simplefilter": return .none
        case "os.path.join":
            var parts: [String] = []
            for value in arguments.positional { parts.append(try value.getText("a part of a path")) }
            return .string(parts.joined(separator: "/"))
        case "pathlib.Path": return arguments.positional.first ?? .string(".")
        case "copy.copy", "copy.deepcopy":
            switch arguments.positional.first {
            case .array(let array)?: return .array(array.reshaped(array.shape, isFortran: array.isFortran))
            case .list(let list)?: return .list(ListBox(list.values))
            default: throw .unsupported("\(name) of this is not reproduced")
            }
        default: throw .unsupported("\(Self.shown(name)) is not in the catalogue")
        }
    }

    func callMethod(_ receiver: Value, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch receiver {
        case .array(let array): return try callArrayMethod(array, name, arguments)
        case .records(let records): return try callRecords(records, name, arguments)
        case .generator(let stream): return try callGenerator(stream, name, arguments)
        case .legacy(let stream): return try callLegacy(stream, name, arguments)
        case .python(let stream): return try callPython(stream, name, arguments)
        case .torch(let stream) where name == "manual_seed":
            stream.seed(try arguments.bind("seed")[0]?.getInteger("the seed") ?? 0)
            return receiver
        case .list(let list): return try callListMethod(list, name, arguments)
        case .dict(let dict): return try callDictMethod(dict, name, arguments)
        case .string(let text): return try callTextMethod(name, of: text, arguments)
        case .table(let table): return try callTable(table, name, arguments)
        case .column(let column): return try callColumn(column, name, arguments)
        case .file(let file): return try callFile(file, name, arguments)
        case .csvWriter(let file, let terminator, let delimiter):
            return try callCSVWriter(file, terminator: terminator, delimiter: delimiter, name, arguments)
        case .splitter(let settings): return try callSplitter(settings, name, arguments)
        default: throw .unsupported("\(name) of a \(receiver.typeName) is not in the catalogue")
        }
    }
}
