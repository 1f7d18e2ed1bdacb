/// A DataFrame of pandas, with what is needed to write it to a file.
final class Table {
    /// A Series.
    struct Column {
        var name: String
        var values: NumberArray
        var index: Index = .numbers(nil)

        func with(_ values: NumberArray) -> Column { Column(name: name, values: values, index: index) }
    }

    /// The labels of the rows.
    enum Index {
        /// Numbers that count up from 0; other numbers if rows were selected.
        case numbers([Int64]?)
        case column(NumberArray)
    }

    var columns: [Column]
    var rows: Int
    var index: Index = .numbers(nil)
    var indexName = ""
    /// Whether the columns came from one matrix, which renaming does not change.
    var areNumbered = false

    init(_ columns: [Column], rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    func find(_ name: String) -> Column? {
        columns.first { $0.name == name }.map { Column(name: $0.name, values: $0.values, index: index) }
    }

    func rename(_ names: [Value]) throws(ProgramError) {
        guard names.count == columns.count else { throw .refused("Length mismatch: the columns have other names") }
        for (index, name) in names.enumerated() { columns[index].name = try name.getText("a column's name") }
    }

    func set(_ name: String, _ values: NumberArray, _ budget: ProgramBudget) throws(ProgramError) {
        guard values.shape == [rows] || columns.isEmpty && values.shape.count == 1 else {
            throw .refused("Length of values does not match length of index")
        }
        rows = values.count
        if let place = columns.firstIndex(where: { $0.name == name }) {
            columns[place].values = values
        } else {
            columns.append(Column(name: name, values: values))
        }
    }

    func item(_ index: Value, _ interpreter: Interpreter) throws(ProgramError) -> Value {
        if let name = index.text {
            guard let column = find(name) else { throw .refused("the table has no column '\(name)'") }
            return .column(column)
        }
        if let names = index.sequence {
            var chosen: [Column] = []
            for name in names {
                guard let column = columns.first(where: { $0.name == name.text }) else {
                    throw .refused("the table lacks a column")
                }
                chosen.append(column)
            }
            let table = Table(chosen, rows: rows)
            table.index = self.index
            table.indexName = indexName
            return .table(table)
        }
        guard case .column(let mask) = index, mask.values.type == .bool, let values = mask.values.integers else {
            throw .unsupported("this index of a table is not reproduced")
        }
        let places = values.indices.filter { values[$0] == 1 }
        return .table(try taking(NumberArray(places.map { Int64($0) }, interpreter.budget), interpreter.budget))
    }

    /// Rows in another order, each with its index.
    func taking(_ order: NumberArray, _ budget: ProgramBudget) throws(ProgramError) -> Table {
        let places = (order.integers ?? []).map { Int($0) }
        guard places.allSatisfy({ 0..<rows ~= $0 }) else { throw .refused("a row that is not there") }
        try budget.room(places.count * (columns.count + 1))
        let table = Table(columns.map { $0.with($0.values.gathered(places, [places.count])) }, rows: places.count)
        table.indexName = indexName
        switch index {
        case .numbers(let numbers): table.index = .numbers(places.map { numbers?[$0] ?? Int64($0) })
        case .column(let values): table.index = .column(values.gathered(places, [places.count]))
        }
        return table
    }

    /// The values as one array, which pandas stores in Fortran order.
    func matrix(_ budget: ProgramBudget) throws(ProgramError) -> NumberArray {
        let count = try budget.count([rows, columns.count])
        var type: ArrayType?
        for column in columns {
            guard let both = type.map({ ArrayType.promote($0, column.values.type) }) ?? column.values.type, !both.isText
            else { throw .unsupported("the values of a table of several types are not reproduced") }
            type = both
        }
        guard let type, count > 0, type == .float64 || type.isInteger else {
            throw .unsupported("the values of this table are not reproduced")
        }
        if type.isReal {
            let all = columns.map { $0.values.reals ?? [] }
            return NumberArray(
                type, [rows, columns.count], .reals((0..<count).map { all[$0 % columns.count][$0 / columns.count] }),
                isFortran: !areNumbered, budget)
        }
        let all = columns.map { $0.values.integers ?? [] }
        return NumberArray(
            type, [rows, columns.count], .integers((0..<count).map { all[$0 % columns.count][$0 / columns.count] }),
            isFortran: !areNumbered, budget)
    }
}
