extension Interpreter {
    /// The values of a column: an array with as many rows, or one value for all.
    func column(_ value: Value, _ table: Table) throws(ProgramError) -> NumberArray {
        let made = try array(value)
        return made.shape.isEmpty ? try broadcast(made, to: [table.rows]) : made
    }

    func binaryColumn(
        _ column: Table.Column, _ other: Value, _ operation: (Value, Value) throws(ProgramError) -> Value
    ) throws(ProgramError) -> Value {
        let operand: Value = if case .column(let second) = other { .array(second.values) } else { other }
        guard case .array(let array) = try operation(.array(column.values), operand) else {
            throw .unsupported("this of a Series is not reproduced")
        }
        return .column(column.with(array))
    }

    /// `pandas.…`.
    func callPandas(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "DataFrame":
            let v = try arguments.bind("data", "index", "columns")
            let table = try table(v[0] ?? .none, v[2].given)
            if let index = v[1].given { try set(index, of: table) }
            return .table(table)
        case "Series":
            let v = try arguments.bind("data", "index", "dtype", "name")
            var column = Table.Column(
                name: try v[3].given.map { value throws(ProgramError) in try string(value) } ?? "",
                values: try array(v[0] ?? .none, try v[2].given.map(type)))
            if let index = v[1].given { column.index = try indexed(index) }
            return .column(column)
        case "date_range": return .array(try dates(arguments))
        case "concat":
            let v = try arguments.bind("objs", "axis")
            guard try v[1].given?.getInteger("axis") ?? 0 == 1 else {
                throw .unsupported("pd.concat of rows is not reproduced")
            }
            var columns: [Table.Column] = []
            for part in try iterate(v[0] ?? .none) {
                switch part {
                case .table(let table): columns += table.columns
                case .column(let column): columns.append(column)
                default: throw .refused("pd.concat of a \(part.typeName)")
                }
            }
            return .table(Table(columns, rows: columns.first?.values.count ?? 0))
        default: throw .unsupported("pd.\(name) is not in the catalogue")
        }
    }

    private func table(_ data: Value, _ names: Value?) throws(ProgramError) -> Table {
        if case .dict(let dict) = data {
            var columns: [Table.Column] = []
            var rows: Int?
            for (key, value) in dict.members {
                let values: NumberArray = try array(value)
                if !values.shape.isEmpty {
                    guard values.shape.count == 1, rows == nil || rows == values.count else {
                        throw .refused("All arrays must be of the same length")
                    }
                    rows = values.count
                }
                columns.append(Table.Column(name: try string(key), values: values))
            }
            let count = rows ?? 0
            for index in columns.indices where columns[index].values.shape.isEmpty {
                columns[index].values = try broadcast(columns[index].values, to: [count])
            }
            let table = Table(columns, rows: count)
            for (_, value) in dict.members { if case .column(let column) = value { table.index = column.index } }
            if let names = names?.sequence {
                var chosen: [Table.Column] = []
                for name in names {
                    guard let column = columns.first(where: { $0.name == name.text }) else {
                        throw .unsupported("a column without data is not reproduced")
                    }
                    chosen.append(column)
                }
                table.columns = chosen
            }
            return table
        }
        if data.sequence?.first.map({ if case .dict = $0 { true } else { false } }) == true {
            return try tableOfRows(data)
        }
        var matrix = try array(data)
        if matrix.shape.count == 1 { matrix = matrix.reshaped([matrix.count, 1]) }
        guard matrix.shape.count == 2 else { throw .refused("Must pass 2-d input") }
        let (rows, width) = (matrix.shape[0], matrix.shape[1])
        var columns: [Table.Column] = []
        let titles = try names.map { value throws(ProgramError) in try iterate(value) }
        guard titles == nil || titles?.count == width else {
            throw .refused("the columns have \(titles?.count ?? 0) names, and they are \(width)")
        }
        for index in 0..<width {
            columns.append(
                Table.Column(
                    name: try titles.map { titles throws(ProgramError) in try string(titles[index]) } ?? "\(index)",
                    values: matrix.gathered((0..<rows).map { $0 * width + index }, [rows])))
        }
        let table = Table(columns, rows: rows)
        table.areNumbered = !matrix.isFortran
        return table
    }

    /// A list of dictionaries, one per row.
    private func tableOfRows(_ data: Value) throws(ProgramError) -> Table {
        var names: [Value] = []
        var values: [[Value]] = []
        for (row, element) in try iterate(data).enumerated() {
            guard case .dict(let dict) = element else { throw .refused("rows of several kinds") }
            if row == 0 {
                names = dict.members.map(\.key)
                values = names.map { _ in [] }
            }
            guard dict.members.count == names.count else {
                throw .unsupported("rows with different columns are not reproduced")
            }
            for (index, name) in names.enumerated() {
                guard let value = dict.find(name) else {
                    throw .unsupported("rows with different columns are not reproduced")
                }
                values[index].append(value)
            }
        }
        var columns: [Table.Column] = []
        for (name, column) in zip(names, values) {
            columns.append(Table.Column(name: try string(name), values: try array(.list(ListBox(column)))))
        }
        return Table(columns, rows: values.first?.count ?? 0)
    }

    private func indexed(_ value: Value) throws(ProgramError) -> Table.Index {
        if case .range(let start, _, let step) = value, start == 0, step == 1 { return .numbers(nil) }
        return .column(try array(value))
    }

    private func set(_ index: Value, of table: Table) throws(ProgramError) {
        table.index = try indexed(index)
        if case .column(let values) = table.index, values.shape != [table.rows] {
            throw .refused("the index has another length than the table")
        }
    }

    // MARK: Dates

    private func dates(_ arguments: CallArguments) throws(ProgramError) -> NumberArray {
        let v = try arguments.bind("start", "end", "periods", "freq")
        guard v[1].given == nil, let start = try CivilTime(v[0].given?.getText("start") ?? "") else {
            throw .unsupported("pd.date_range is reproduced from a start, with periods")
        }
        let count = try (v[2] ?? .none).getInteger("periods")
        _ = try budget.count([max(0, count)])
        let frequency = try v[3].given?.getText("freq") ?? "D"
        let digits = frequency.prefix { $0.isNumber }
        let unit = String(frequency.dropFirst(digits.count))
        let times = Int64(digits.isEmpty ? "1" : digits) ?? 0
        let seconds: [String: Int64] = [
            "D": 86400, "h": 3600, "H": 3600, "min": 60, "T": 60, "s": 1, "S": 1, "W": 604800,
        ]
        guard times > 0, times < 1 << 20 else { throw .refused("the frequency '\(frequency)' is not known") }
        var values: [Int64] = []
        if let step = seconds[unit] {
            var first = start.seconds
            // Weeks end on Sundays.
            if unit == "W" { first += (6 - (first / 86400 + 3) % 7) % 7 * 86400 }
            guard count < 1 << 32, step * times < 1 << 28 else { throw .tooLarge("dates too far away") }
            values = (0..<Int64(max(0, count))).map { (first + $0 * step * times) * 1_000_000_000 }
        } else if unit == "B" {
            var day = start.seconds / 86400
            while values.count < count {
                if (day + 3) % 7 < 5 { values.append((day * 86400 + start.seconds % 86400) * 1_000_000_000) }
                day += 1
            }
        } else if ["MS", "ME", "M"].contains(unit), start.seconds % 86400 == 0 {
            var month = start.year * 12 + start.month - 1
            if unit == "MS", start.day > 1 { month += 1 }
            for _ in 0..<max(0, count) {
                let next = CivilTime.day(year: month / 12, month: month % 12 + 1, day: 1)
                let last = CivilTime.day(year: (month + 1) / 12, month: (month + 1) % 12 + 1, day: 1) - 1
                values.append((unit == "MS" ? next : last) * 86400 * 1_000_000_000)
                month += Int(times)
            }
        } else {
            throw .unsupported("the frequency '\(frequency)' is not reproduced")
        }
        return NumberArray(.date, [values.count], .integers(values), budget)
    }

    // MARK: Methods

    func callTable(_ table: Table, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "to_csv": return try writeTable(table, arguments)
        case "to_records":
            guard try arguments.bind("index")[0].given?.getTruth("index") == false else {
                throw .unsupported("to_records with an index is not reproduced")
            }
            guard table.columns.allSatisfy({ !$0.values.type.isText && $0.values.type != .date }) else {
                throw .unsupported("to_records of texts and dates is not reproduced")
            }
            return .records(
                RecordArray(table.columns.map { .init(name: $0.name, values: $0.values) }, rows: table.rows))
        case "to_numpy":
            guard arguments.positional.isEmpty, arguments.named.isEmpty else {
                throw .unsupported("to_numpy of a type is not reproduced")
            }
            return .array(try table.matrix(budget))
        case "round":
            let places = try arguments.bind("decimals")[0].given?.getInteger("decimals") ?? 0
            let copy = Table(table.columns, rows: table.rows)
            copy.index = table.index
            copy.indexName = table.indexName
            for index in copy.columns.indices where copy.columns[index].values.type.isReal {
                if case .array(let array) = try rounded(.array(copy.columns[index].values), places) {
                    copy.columns[index].values = array
                }
            }
            return .table(copy)
        case "copy", "reset_index":
            guard name == "copy" || arguments.named.contains(where: { $0.name == "drop" && $0.value.truth == true })
            else { throw .unsupported("reset_index that keeps the index is not reproduced") }
            let copy = Table(table.columns, rows: table.rows)
            if name == "copy" { (copy.index, copy.indexName) = (table.index, table.indexName) }
            return .table(copy)
        case "set_index":
            let title = try (try arguments.bind("keys")[0] ?? .none).getText("keys")
            guard let column = table.find(title) else { throw .refused("the table has no column '\(title)'") }
            let copy = Table(table.columns.filter { $0.name != title }, rows: table.rows)
            copy.index = .column(column.values)
            copy.indexName = title
            return .table(copy)
        case "head":
            let count = try arguments.bind("n")[0].given?.getInteger("n") ?? 5
            return .table(
                try table.taking(NumberArray((0..<Int64(max(0, min(count, table.rows)))).map { $0 }, budget), budget))
        case "describe", "info": return .none
        default: throw .unsupported("\(name) of a DataFrame is not in the catalogue")
        }
    }

    func callColumn(_ column: Table.Column, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "to_csv":
            let table = Table(
                [Table.Column(name: column.name.isEmpty ? "0" : column.name, values: column.values)],
                rows: column.values.count)
            table.index = column.index
            return try writeTable(table, arguments)
        case "to_numpy": return .array(column.values)
        case "std", "var":
            guard arguments.positional.isEmpty, arguments.named.isEmpty else { break }
            throw .unsupported("\(name) of a Series is not reproduced")
        case "mean", "sum": throw .unsupported("\(name) of a Series is not reproduced")
        case "head":
            let count = try arguments.bind("n")[0].given?.getInteger("n") ?? 5
            let places = Array(0..<max(0, min(count, column.values.count)))
            return .column(column.with(column.values.gathered(places, [places.count])))
        default: break
        }
        guard
            ["round", "astype", "cumsum", "cumprod", "clip", "min", "max", "tolist", "copy", "abs", "any", "all"]
                .contains(name)
        else { throw .unsupported("\(name) of a Series is not in the catalogue") }
        if name == "abs" {
            return try binaryColumn(column, .none) { value, _ throws(ProgramError) in
                try callNumPy("abs", CallArguments("abs", [value]))
            }
        }
        let result = try callArrayMethod(column.values, name, arguments)
        if case .array(let array) = result, array.shape == column.values.shape { return .column(column.with(array)) }
        return result
    }

    private func writeTable(_ table: Table, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.without("encoding", "mode").bind(
            "path_or_buf", "sep", "na_rep", "float_format", "columns", "header", "index", "index_label",
            "lineterminator", "date_format", "quoting", "compression")
        guard v[4].given == nil, v[9].given == nil else {
            throw .unsupported("to_csv of some columns, or with a date format, is not reproduced")
        }
        let quoting = try v[10].given?.getInteger("quoting") ?? 0
        guard quoting < 2 else { throw .unsupported("to_csv with this quoting is not reproduced") }
        let separator = try v[1].given?.getText("sep") ?? ","
        let missing = try v[2].given?.getText("na_rep") ?? ""
        let format = try v[3].given?.getText("float_format")
        let hasHeader = try v[5].given?.getTruth("header") ?? true
        let hasIndex = try v[6].given?.getTruth("index") ?? true
        let newline = try v[8].given?.getText("lineterminator") ?? "\n"
        var columns: [[String]] = []
        if hasIndex {
            switch table.index {
            case .numbers(let numbers): columns.append((0..<table.rows).map { "\(numbers?[$0] ?? Int64($0))" })
            case .column(let values):
                columns.append(try fields(values, separator: separator, missing: missing, format: format))
            }
        }
        for column in table.columns {
            columns.append(try fields(column.values, separator: separator, missing: missing, format: format))
        }
        func always(_ field: String) -> String {
            // Quotes where they are needed are there already.
            field.hasPrefix("\"") ? field : "\"\(field)\""
        }
        if quoting == 1 { columns = columns.map { $0.map(always) } }
        var text = ""
        if hasHeader {
            let label = try v[7].given?.getText("index_label") ?? table.indexName
            text +=
                ((hasIndex ? [label] : []) + table.columns.map(\.name)).map {
                    let field = Self.quoted($0, delimiter: separator)
                    return quoting == 1 ? always(field) : field
                }.joined(separator: separator) + newline
        }
        try budget.room(table.rows * columns.count * 4)
        for row in 0..<table.rows {
            for (index, column) in columns.enumerated() {
                if index > 0 { text += separator }
                // A line that would be empty has its one field in quotes.
                text += column[row].isEmpty && columns.count == 1 ? "\"\"" : column[row]
            }
            text += newline
        }
        guard let target = v[0].given else { return .string(text) }
        if case .file(let file) = target {
            file.bytes += Array(text.utf8)
            return .none
        }
        let path = try target.getText("the file")
        let content = Array(text.utf8)
        try open(path).bytes = try compressed(content, path, v[11].given)
        return .none
    }

    /// What a file of pandas has of a text: itself, or what gzip makes of it, whose time must be given.
    private func compressed(_ content: [UInt8], _ path: String, _ asked: Value?) throws(ProgramError) -> [UInt8] {
        var method = asked?.text
        var level = 9
        var time: Int?
        if case .dict(let dict)? = asked {
            for (key, value) in dict.members {
                switch key.text {
                case "method": method = try value.getText("method")
                case "compresslevel": level = try value.getInteger("compresslevel")
                case "mtime": time = try value.getInteger("mtime")
                default: throw .unsupported("this compression is not reproduced")
                }
            }
        }
        let endings = [".gz", ".bz2", ".zip", ".xz", ".zst", ".tar"]
        if asked == nil || method == "infer" {
            guard let ending = endings.first(where: path.lowercased().hasSuffix) else { return content }
            method = ending == ".gz" ? "gzip" : ending
        }
        guard method == "gzip" else { throw .unsupported("the compression \(method ?? "") is not reproduced") }
        guard let time, let seconds = UInt32(exactly: time) else {
            throw .refused("gzip notes the time unless mtime is given: nobody knows when it was")
        }
        guard let file = GzipFile.bytes(content, name: path, time: seconds, level: level) else {
            throw .unsupported("gzip at level \(level) is not reproduced")
        }
        return file
    }

    private func fields(_ values: NumberArray, separator: String, missing: String, format: String?)
        throws(ProgramError) -> [String]
    {
        switch (values.type, values.storage) {
        case (.date, .integers(let dates)):
            let isPlain = dates.allSatisfy { $0 % 86_400_000_000_000 == 0 }
            return dates.map { CivilTime.text($0, isPlain: isPlain) }
        case (_, .texts(let texts)): return texts.map { Self.quoted($0, delimiter: separator) }
        case (.bool, .integers(let integers)): return integers.map { $0 == 0 ? "False" : "True" }
        case (.number(.uint64), .integers(let integers)): return integers.map { "\(UInt64(bitPattern: $0))" }
        case (_, .integers(let integers)): return integers.map { "\($0)" }
        case (_, .reals(let reals)):
            guard let format else {
                return reals.map {
                    $0.isNaN
                        ? missing : values.type == .float32 ? PythonNumeral.text(Float($0)) : PythonNumeral.text($0)
                }
            }
            guard let parts = NumberFormat.parts(format) else {
                throw .unsupported("the format '\(format)' is not reproduced")
            }
            return try reals.map { value throws(ProgramError) in
                if value.isNaN { return missing }
                var text = ""
                for part in parts {
                    switch part {
                    case .text(let plain): text += plain
                    case .field(let field):
                        guard let piece = field.text(.real(value)) else {
                            throw .unsupported("the format '\(format)' is not reproduced")
                        }
                        text += piece
                    }
                }
                return Self.quoted(text, delimiter: separator)
            }
        }
    }
}
