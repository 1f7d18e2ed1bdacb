/// Decodes the columns of a part whose lines are rows.
struct ColumnDecoder {
    /// The indexes of every dictionary so far, which later ones may refer to.
    private var dictionaries: [[Int64]] = []
    private let limit: Int

    static let maximumDepth = 12
    static let maximumFields = 4096

    /// - Parameter limit: the most bytes that a column may have.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func decode(_ reader: inout StoredReader, rows: Int, depth: Int = 0) throws(ColumnsError) -> TextColumn {
        guard depth < Self.maximumDepth else { throw ColumnsError("the columns are too deep") }
        guard let form = ColumnForm(rawValue: try reader.byte()) else {
            throw ColumnsError("an unknown form of column")
        }
        try reader.budget.spend(numbers: rows)
        let column: TextColumn
        switch form {
        case .text: column = try text(&reader, rows)
        case .sizedText: column = try sizedText(&reader, rows)
        case .constant: column = try constant(&reader, rows)
        case .decimal: column = try decimal(&reader, rows)
        case .dictionary: column = try dictionary(&reader, rows, depth)
        case .split: column = try split(&reader, rows, depth)
        case .time: column = try time(&reader, rows)
        case .hexadecimal: column = try hexadecimal(&reader, rows)
        case .float: column = try float(&reader, rows)
        case .patched: column = try patched(&reader, rows, depth)
        }
        try reader.budget.spend(bytes: column.bytes.count)
        return column
    }

    private func check(_ column: TextColumn) throws(ColumnsError) {
        guard column.bytes.count <= limit else { throw ColumnsError("a column is longer than its frame") }
    }

    private func text(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let separator = try reader.byte()
        let length = try reader.count("the length of a column", upTo: limit + rows)
        let bytes = try ByteBlock.decode(&reader, length: length)
        var column = TextColumn()
        column.bytes.reserveCapacity(length)
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == separator {
            column.append(bytes[start..<index])
            start = index + 1
        }
        guard start == length, column.count == rows else { throw ColumnsError("a column has another number of rows") }
        return column
    }

    private func sizedText(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let lengths = try NumberBlock.decode(&reader, count: rows)
        var column = TextColumn()
        var end = 0
        for length in lengths {
            guard length >= 0, length <= Int64(limit - end) else {
                throw ColumnsError("a column is longer than its frame")
            }
            end += Int(length)
            column.ends.append(end)
        }
        column.bytes = try ByteBlock.decode(&reader, length: end)
        return column
    }

    private func constant(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let cell = try reader.take(reader.count("the length of a cell", upTo: limit))
        guard cell.isEmpty || rows <= limit / cell.count else {
            throw ColumnsError("a column is longer than its frame")
        }
        var column = TextColumn()
        for _ in 0..<rows { column.append(cell) }
        return column
    }

    private func decimal(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let form = try DecimalText(&reader)
        var column = TextColumn()
        for number in try NumberBlock.decode(&reader, count: rows) {
            form.write(number, to: &column.bytes)
            column.ends.append(column.bytes.count)
            try check(column)
        }
        return column
    }

    private func time(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        guard let form = TimeText(pattern: Array(try reader.take(Int(reader.byte())))) else {
            throw ColumnsError("an unknown form of times")
        }
        var column = TextColumn()
        for number in try NumberBlock.decode(&reader, count: rows) {
            try form.write(number, to: &column.bytes)
            column.ends.append(column.bytes.count)
            try check(column)
        }
        return column
    }

    private func hexadecimal(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let width = Int(try reader.byte())
        let isUpper = try reader.byte() == 1
        guard (1...16).contains(width) else { throw ColumnsError("a hexadecimal number has \(width) digits") }
        var column = TextColumn()
        for number in try NumberBlock.decode(&reader, count: rows) {
            HexadecimalText.write(number, width, isUpper, to: &column.bytes)
            column.ends.append(column.bytes.count)
            try check(column)
        }
        return column
    }

    private func float(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let style = FloatText.Style(rawValue: try reader.byte())
        let precision = Int(try reader.byte())
        guard let style, precision <= FloatText.maximumPrecision else {
            throw ColumnsError("an unknown form of floats")
        }
        let form = FloatText(style: style, precision: precision)
        var column = TextColumn()
        for bits in try ArrayLane.decode(&reader, count: rows, ElementType(8, .float)) {
            form.write(Double(bitPattern: bits), to: &column.bytes)
            column.ends.append(column.bytes.count)
            try check(column)
        }
        return column
    }

    private mutating func dictionary(
        _ reader: inout StoredReader, _ rows: Int, _ depth: Int
    ) throws(ColumnsError) -> TextColumn {
        let size = try reader.count("the size of a dictionary", upTo: rows)
        let reference = try reader.count("a reference", upTo: dictionaries.count)
        let values = try decode(&reader, rows: size, depth: depth + 1)
        var indexes = try NumberBlock.decode(&reader, count: rows)
        if reference > 0 {
            let base = dictionaries[reference - 1]
            guard base.count == rows else { throw ColumnsError("a column refers to one of another length") }
            FollowingColumn.restore(&indexes, following: base)
        }
        var column = TextColumn()
        for index in indexes {
            guard let at = Int(exactly: index), at >= 0, at < size else {
                throw ColumnsError("a cell is not in its dictionary")
            }
            column.append(values.cell(at))
            try check(column)
        }
        dictionaries.append(indexes)
        return column
    }

    private mutating func split(_ reader: inout StoredReader, _ rows: Int, _ depth: Int) throws(ColumnsError)
        -> TextColumn
    {
        let count = try reader.count("the number of fields", upTo: Self.maximumFields)
        var literals: [ArraySlice<UInt8>] = []
        for _ in 0...count { literals.append(try reader.take(reader.count("the length of a literal", upTo: limit))) }
        var fields: [TextColumn] = []
        for _ in 0..<count { fields.append(try decode(&reader, rows: rows, depth: depth + 1)) }
        var column = TextColumn()
        for row in 0..<rows {
            for field in 0..<count {
                column.bytes += literals[field]
                column.bytes += fields[field].cell(row)
            }
            column.bytes += literals[count]
            column.ends.append(column.bytes.count)
            try check(column)
        }
        return column
    }

    private mutating func patched(
        _ reader: inout StoredReader, _ rows: Int, _ depth: Int
    ) throws(ColumnsError) -> TextColumn {
        let mask = try NumberBlock.decode(&reader, count: rows)
        let others = mask.count { $0 != 0 }
        let main = try decode(&reader, rows: rows - others, depth: depth + 1)
        let other = try decode(&reader, rows: others, depth: depth + 1)
        var column = TextColumn()
        var (mainRow, otherRow) = (0, 0)
        for isOther in mask {
            if isOther != 0 {
                column.append(other.cell(otherRow))
                otherRow += 1
            } else {
                column.append(main.cell(mainRow))
                mainRow += 1
            }
            try check(column)
        }
        return column
    }
}
