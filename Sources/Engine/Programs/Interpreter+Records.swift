extension Interpreter {
    /// The fields that `dtype=` lists, nil where it names a single type.
    private func fields(_ dtype: Value?) throws(ProgramError) -> [(name: String, type: ArrayType, isBig: Bool)]? {
        guard case .list(let list)? = dtype else { return nil }
        var fields: [(name: String, type: ArrayType, isBig: Bool)] = []
        for value in list.values {
            guard let parts = value.sequence, parts.count == 2 else {
                throw .unsupported("fields of several elements are not reproduced")
            }
            let name = try parts[0].getText("a field's name")
            guard !name.contains("'"), name.utf8.allSatisfy({ 32..<127 ~= $0 }), !name.contains("\\") else {
                throw .unsupported("names of fields with quotes or other than ASCII are not reproduced")
            }
            var type: ArrayType
            if let text = parts[1].text, text.drop(while: { $0 == "<" || $0 == ">" }).hasPrefix("U") {
                guard let width = Int(text.drop { !$0.isNumber }), 1...4096 ~= width else {
                    throw .unsupported("the type '\(text)' is not reproduced")
                }
                type = .text(width)
            } else {
                type = try self.type(parts[1])
            }
            if case .date = type { throw .unsupported("fields of dates are not reproduced") }
            fields.append((name, type, Self.isBigEndian(parts[1])))
        }
        guard Set(fields.map(\.name)).count == fields.count else { throw .refused("field names must be unique") }
        return fields
    }

    /// `np.zeros(n, dtype=[…])`, `np.array([…], dtype=[…])`; nil where the dtype is a single one.
    func recordsCalled(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> RecordArray? {
        let place = name == "full" ? 2 : 1
        let dtype =
            arguments.named.first { $0.name == "dtype" }?.value
            ?? (arguments.positional.count > place ? arguments.positional[place] : nil)
        guard let fields = try fields(dtype) else { return nil }
        let first = arguments.positional.first ?? .none
        switch name {
        case "zeros", "empty", "ones":
            let shape = try first.getShape("shape")
            guard shape.count == 1, name != "ones" else {
                throw .unsupported("records of several axes are not reproduced")
            }
            // What is not set of an empty array is whatever memory holds.
            guard name == "zeros" else { throw .unsupported("np.empty holds whatever memory holds") }
            let rows = try budget.count([shape[0], max(1, fields.count)]) / max(1, fields.count)
            var columns: [RecordArray.Field] = []
            for field in fields {
                let values: NumberArray =
                    field.type.isText
                    ? NumberArray(field.type, [rows], .texts([String](repeating: "", count: rows)), budget)
                    : try filled([rows], rows, 0, field.type)
                columns.append(.init(name: field.name, values: values.swapped(toBigEndian: field.isBig)))
            }
            return RecordArray(columns, rows: rows)
        case "array":
            let rows = try iterate(first)
            var columns = [[Value]](repeating: [], count: fields.count)
            for row in rows {
                guard case .tuple(let values) = row, values.count == fields.count else {
                    throw .refused("a record must be a tuple of \(fields.count) values")
                }
                for (index, value) in values.enumerated() { columns[index].append(value) }
            }
            var made: [RecordArray.Field] = []
            for (field, values) in zip(fields, columns) {
                guard let cast = try array(.list(ListBox(values))).cast(to: field.type) else {
                    throw .unsupported("the values of the field \(field.name) are not reproduced")
                }
                made.append(.init(name: field.name, values: cast.swapped(toBigEndian: field.isBig)))
            }
            return RecordArray(made, rows: rows.count)
        default: throw .unsupported("np.\(name) of records is not in the catalogue")
        }
    }

    /// `np.rec.fromarrays([a, b], names='a,b')`.
    func recordsOfArrays(_ arguments: CallArguments) throws(ProgramError) -> RecordArray {
        let v = try arguments.bind("arrayList", "dtype", "shape", "formats", "names")
        guard v[1].given == nil, v[2].given == nil, v[3].given == nil, let given = v[4].given else {
            throw .unsupported("fromarrays is reproduced with names alone")
        }
        var names: [String] = []
        if let text = given.text {
            names = text.split(separator: ",").map { $0.filter { $0 != " " } }
        } else {
            for value in try iterate(given) { names.append(try value.getText("a field's name")) }
        }
        var fields: [RecordArray.Field] = []
        for (index, value) in try iterate(v[0] ?? .none).enumerated() {
            let values = try array(value)
            guard values.shape.count == 1, index < names.count,
                fields.first.map({ $0.values.count == values.count }) ?? true,
                values.type != .date
            else { throw .refused("mismatch between the number of fields and the arrays, or their shapes") }
            fields.append(.init(name: names[index], values: values.reshaped(values.shape)))
        }
        guard fields.count == names.count, let rows = fields.first?.values.count else {
            throw .refused("mismatch between the number of fields and the number of arrays")
        }
        return RecordArray(fields, rows: rows)
    }

    func item(_ records: RecordArray, _ index: Value) throws(ProgramError) -> Value {
        if let name = index.text {
            guard let column = records.find(name) else { throw .refused("no field of name \(name)") }
            return .array(column)
        }
        let places = NumberArray((0..<Int64(records.rows)).map { $0 }, budget)
        let selection = try select(places, index)
        guard selection.shape.count == 1 else { throw .unsupported("single records are not reproduced") }
        return .records(records.taking(selection.places))
    }

    func setItem(_ records: RecordArray, _ index: Value, _ value: Value) throws(ProgramError) {
        guard let name = index.text else { throw .unsupported("single records are not set") }
        guard let column = records.find(name) else { throw .refused("no field of name \(name)") }
        guard let cast = try broadcast(try array(value), to: [records.rows]).cast(to: column.type) else {
            throw .unsupported("these values of the field \(name) are not reproduced")
        }
        records.set(name, cast.swapped(toBigEndian: column.isBigEndian))
    }

    func callRecords(_ records: RecordArray, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "copy": return .records(RecordArray(records.fields, rows: records.rows))
        case "tobytes": return .bytes(records.bytes)
        case "tofile":
            try open(try (arguments.bind("fid")[0] ?? .none).getText("the file")).bytes = records.bytes
            return .none
        default: throw .unsupported("\(name) of an array of records is not in the catalogue")
        }
    }
}
