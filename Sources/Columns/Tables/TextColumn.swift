/// A cell of a column: where its bytes are.
struct Cell {
    private let first: UInt32
    private let last: UInt32

    /// - Precondition: a frame has fewer bytes than `UInt32` counts.
    @inline(__always)
    init(_ start: Int, _ end: Int) {
        first = UInt32(truncatingIfNeeded: start)
        last = UInt32(truncatingIfNeeded: end)
    }

    @inline(__always) var start: Int { Int(first) }
    @inline(__always) var end: Int { Int(last) }
    @inline(__always) var count: Int { end - start }
}

/// The cells of a column, one a row. Several may be the same bytes.
struct TextColumn {
    let bytes: [UInt8]
    let cells: [Cell]
    /// The bytes of all cells together.
    let length: Int

    /// - Throws: ``ColumnsError`` if the cells have more than `limit` bytes together.
    init(_ bytes: [UInt8], _ cells: [Cell], limit: Int) throws(ColumnsError) {
        var length = 0
        for cell in cells { length += cell.count }
        guard length <= limit else { throw .tooLong }
        self.bytes = bytes
        self.cells = cells
        self.length = length
    }

    /// Every cell the same.
    init(_ cell: some Collection<UInt8>, rows: Int, limit: Int) throws(ColumnsError) {
        guard cell.isEmpty || rows <= limit / cell.count else { throw .tooLong }
        bytes = Array(cell)
        cells = [Cell](repeating: Cell(0, bytes.count), count: rows)
        length = bytes.count * rows
    }

    /// What a row has one after another.
    enum Piece {
        case literal([UInt8])
        case column(TextColumn)
    }

    /// Rows that are joined of `pieces`, whose columns have as many.
    ///
    /// - Throws: ``ColumnsError`` if that is more than `limit` bytes.
    init(joining pieces: [Piece], rows: Int, limit: Int) throws(ColumnsError) {
        var length = 0
        var literalLength = 0
        // The length of each row, then where the next piece of it goes.
        var places = [Int](repeating: 0, count: rows)
        for piece in pieces {
            switch piece {
            case .literal(let literal): literalLength += literal.count
            case .column(let column):
                length += column.length
                column.addLengths(to: &places)
            }
        }
        guard length <= limit, literalLength == 0 || rows <= (limit - length) / literalLength else { throw .tooLong }
        var end = 0
        var cells: [Cell] = []
        cells.reserveCapacity(rows)
        for row in places.indices {
            let start = end
            end += places[row] + literalLength
            places[row] = start
            cells.append(Cell(start, end))
        }
        var bytes = [UInt8](repeating: 0, count: end)
        for piece in pieces {
            switch piece {
            case .literal(let literal): Self.repeat(literal, into: &bytes, at: &places)
            case .column(let column): column.copy(into: &bytes, at: &places)
            }
        }
        self.bytes = bytes
        self.cells = cells
        self.length = end
    }

    private func addLengths(to lengths: inout [Int]) {
        precondition(lengths.count == cells.count)
        lengths.withUnsafeMutableBufferPointer { lengths in
            for row in cells.indices { lengths[row] += cells[row].count }
        }
    }

    private static func `repeat`(_ literal: [UInt8], into target: inout [UInt8], at places: inout [Int]) {
        target.withUnsafeMutableBytes { target in
            for byte in literal {
                for row in places.indices {
                    precondition(places[row] < target.count)
                    target[places[row]] = byte
                    places[row] += 1
                }
            }
        }
    }

    /// Copies each cell to its row's place, which moves behind it.
    private func copy(into target: inout [UInt8], at places: inout [Int]) {
        precondition(places.count == cells.count)
        target.withUnsafeMutableBytes { target in
            bytes.withUnsafeBytes { source in
                guard let to = target.baseAddress, let from = source.baseAddress else { return }
                places.withUnsafeMutableBufferPointer { places in
                    for row in cells.indices {
                        let cell = cells[row]
                        let place = places[row]
                        precondition(place + cell.count <= target.count && cell.end <= source.count)
                        (to + place).copyMemory(from: from + cell.start, byteCount: cell.count)
                        places[row] = place + cell.count
                    }
                }
            }
        }
    }
}

/// The forms of a column of text (docs/format.md §5.5).
enum ColumnForm: UInt8 {
    case text = 0
    case sizedText = 1
    case constant = 2
    case decimal = 3
    case dictionary = 4
    case split = 5
    case time = 6
    case hexadecimal = 7
    case float = 8
    case patched = 9
}
