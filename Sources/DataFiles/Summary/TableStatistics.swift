/// What the columns of a table have in common.
package struct TableStatistics: Sendable {
    package struct Column: Sendable {
        package let name: String
        /// Rows in which the column is empty, or absent.
        package fileprivate(set) var missing: UInt64 = 0
        /// Whether everything in it is a number.
        package fileprivate(set) var isNumeric = true
        package fileprivate(set) var numbers = Statistics()
    }

    package private(set) var rows: UInt64 = 0
    package private(set) var columns: [Column]

    package init(_ table: TableFile) throws {
        var columns = table.names.map { Column(name: $0) }
        var rows: UInt64 = 0
        try table.forEachRow { row in
            rows += 1
            for index in columns.indices {
                guard index < row.count, !row[index].isEmpty else {
                    columns[index].missing += 1
                    continue
                }
                guard columns[index].isNumeric else { continue }
                if let number = Double(row[index]) {
                    columns[index].numbers.add(number)
                } else {
                    columns[index].isNumeric = false
                }
            }
            return true
        }
        for index in columns.indices where columns[index].missing == rows { columns[index].isNumeric = false }
        self.columns = columns
        self.rows = rows
    }
}
