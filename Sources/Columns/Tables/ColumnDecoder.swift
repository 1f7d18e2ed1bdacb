/// Decodes the columns of a part whose lines are rows.
struct ColumnDecoder {
    /// The indexes of every dictionary so far, which later ones may refer to, and how many values it has.
    private var dictionaries: [(indexes: [Int64], size: Int)] = []
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
        case .constant:
            column = try TextColumn(
                reader.take(reader.count("the length of a cell", upTo: limit)), rows: rows, limit: limit)
        case .decimal: column = try decimal(&reader, rows)
        case .dictionary: column = try dictionary(&reader, rows: rows, depth: depth)
        case .split: column = try split(&reader, rows: rows, depth: depth)
        case .time: column = try time(&reader, rows)
        case .hexadecimal: column = try hexadecimal(&reader, rows)
        case .float: column = try float(&reader, rows)
        case .patched: column = try patched(&reader, rows: rows, depth: depth)
        }
        try reader.budget.spend(bytes: column.length)
        return column
    }

    private func text(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let separator = try reader.byte()
        let length = try reader.count("the length of a column", upTo: limit + rows)
        let bytes = try ByteBlock.decode(&reader, length: length)
        var cells: [Cell] = []
        cells.reserveCapacity(min(rows, length))
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == separator {
            cells.append(Cell(start, index))
            start = index + 1
        }
        guard start == length, cells.count == rows else { throw ColumnsError("a column has another number of rows") }
        return try TextColumn(bytes, cells, limit: limit)
    }

    private func sizedText(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let lengths = try NumberBlock.decode(&reader, count: rows)
        var cells: [Cell] = []
        cells.reserveCapacity(rows)
        var end = 0
        for length in lengths {
            guard length >= 0, length <= Int64(limit - end) else { throw .tooLong }
            cells.append(Cell(end, end + Int(length)))
            end += Int(length)
        }
        return try TextColumn(ByteBlock.decode(&reader, length: end), cells, limit: limit)
    }

    /// A column of numbers, each as `write` appends it.
    private func written<Number>(
        _ numbers: [Number], _ write: (Number, inout [UInt8]) throws(ColumnsError) -> Void
    ) throws(ColumnsError) -> TextColumn {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(limit, 8 * numbers.count))
        var cells: [Cell] = []
        cells.reserveCapacity(numbers.count)
        for number in numbers {
            let start = bytes.count
            try write(number, &bytes)
            guard bytes.count <= limit else { throw .tooLong }
            cells.append(Cell(start, bytes.count))
        }
        return try TextColumn(bytes, cells, limit: limit)
    }

    private func decimal(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let form = try DecimalText(&reader)
        return try written(NumberBlock.decode(&reader, count: rows)) { form.write($0, to: &$1) }
    }

    private func time(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        guard let form = TimeText(pattern: Array(try reader.take(Int(reader.byte())))) else {
            throw ColumnsError("an unknown form of times")
        }
        return try written(NumberBlock.decode(&reader, count: rows)) { number, bytes throws(ColumnsError) in
            try form.write(number, to: &bytes)
        }
    }

    private func hexadecimal(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let width = Int(try reader.byte())
        let isUpper = try reader.byte() == 1
        guard (1...16).contains(width) else { throw ColumnsError("a hexadecimal number has \(width) digits") }
        return try written(NumberBlock.decode(&reader, count: rows)) {
            HexadecimalText.write($0, width, isUpper, to: &$1)
        }
    }

    private func float(_ reader: inout StoredReader, _ rows: Int) throws(ColumnsError) -> TextColumn {
        let style = FloatText.Style(rawValue: try reader.byte())
        let precision = Int(try reader.byte())
        guard let style, precision <= FloatText.maximumPrecision else {
            throw ColumnsError("an unknown form of floats")
        }
        let form = FloatText(style: style, precision: precision)
        return try written(ArrayLane.decode(&reader, count: rows, ElementType(8, .float))) {
            form.write(Double(bitPattern: $0), to: &$1)
        }
    }

    private mutating func dictionary(
        _ reader: inout StoredReader, rows: Int, depth: Int
    ) throws(ColumnsError) -> TextColumn {
        let size = try reader.count("the size of a dictionary", upTo: rows)
        let reference = try reader.count("a reference", upTo: dictionaries.count)
        let values = try decode(&reader, rows: size, depth: depth + 1)
        var indexes = try NumberBlock.decode(&reader, count: rows)
        if reference > 0 {
            let base = dictionaries[reference - 1]
            guard base.indexes.count == rows else { throw ColumnsError("a column refers to one of another length") }
            FollowingColumn.restore(&indexes, following: base.indexes, size: base.size)
        }
        var cells: [Cell] = []
        cells.reserveCapacity(rows)
        for index in indexes {
            guard let at = Int(exactly: index), at >= 0, at < size else {
                throw ColumnsError("a cell is not in its dictionary")
            }
            cells.append(values.cells[at])
        }
        dictionaries.append((indexes, size))
        return try TextColumn(values.bytes, cells, limit: limit)
    }

    private mutating func split(_ reader: inout StoredReader, rows: Int, depth: Int) throws(ColumnsError)
        -> TextColumn
    {
        let count = try reader.count("the number of fields", upTo: Self.maximumFields)
        var literals: [ArraySlice<UInt8>] = []
        for _ in 0...count { literals.append(try reader.take(reader.count("the length of a literal", upTo: limit))) }
        var pieces: [TextColumn.Piece] = []
        for field in 0..<count {
            pieces.append(.literal(Array(literals[field])))
            pieces.append(.column(try decode(&reader, rows: rows, depth: depth + 1)))
        }
        pieces.append(.literal(Array(literals[count])))
        return try TextColumn(joining: pieces, rows: rows, limit: limit)
    }

    private mutating func patched(
        _ reader: inout StoredReader, rows: Int, depth: Int
    ) throws(ColumnsError) -> TextColumn {
        let mask = try NumberBlock.decode(&reader, count: rows)
        let others = mask.count { $0 != 0 }
        let main = try decode(&reader, rows: rows - others, depth: depth + 1)
        let other = try decode(&reader, rows: others, depth: depth + 1)
        let offset = main.bytes.count
        var cells: [Cell] = []
        cells.reserveCapacity(rows)
        var (mainRow, otherRow) = (0, 0)
        for isOther in mask {
            if isOther != 0 {
                let cell = other.cells[otherRow]
                cells.append(Cell(offset + cell.start, offset + cell.end))
                otherRow += 1
            } else {
                cells.append(main.cells[mainRow])
                mainRow += 1
            }
        }
        return try TextColumn(main.bytes + other.bytes, cells, limit: limit)
    }
}
