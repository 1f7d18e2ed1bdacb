/// Text whose lines are rows: one column, of lines (docs/format.md §5.5).
enum LinesPart {
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// - Returns: nil if the bytes are hardly text, have few lines, or lines that have nothing but text in them.
    static func encode(_ bytes: [UInt8]) -> [UInt8]? {
        guard isText(bytes[...]) else { return nil }
        var cells: [Cell] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == lineFeed {
            cells.append(Cell(start, index))
            start = index + 1
        }
        guard cells.count >= 8, start > bytes.count / 2, bytes.count / cells.count < 1 << 14 else { return nil }
        let hasReturns = cells.allSatisfy { $0.count > 0 && bytes[$0.end - 1] == carriageReturn }
        if hasReturns { cells = cells.map { Cell($0.start, $0.end - 1) } }
        var encoder = ColumnEncoder(bytes)
        guard let lines = encoder.encodeLines(cells) else { return nil }
        var out: [UInt8] = []
        out.append(varint: cells.count)
        out.append(hasReturns ? 1 : 0)
        out += lines
        // What follows the last line end.
        out.append(varint: bytes.count - start)
        out += bytes[start...]
        return out
    }

    /// Whether a sample of the bytes is nearly all printable, with line ends.
    static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
        let step = max(1, bytes.count / 4096)
        var others = 0
        var lines = 0
        for index in stride(from: bytes.startIndex, to: bytes.endIndex, by: step) {
            let byte = bytes[index]
            if byte == lineFeed { lines += 1 }
            if byte < 9 || (byte > 13 && byte < 32) || byte >= 127 { others += 1 }
        }
        return others * 20 < bytes.count / step && (lines > 0 || step > 1)
    }

    static func decode(_ reader: inout StoredReader, limit: Int) throws(ColumnsError) -> [UInt8] {
        let rows = try reader.count("the number of lines", upTo: limit)
        let hasReturns = try reader.byte() == 1
        var decoder = ColumnDecoder(limit: limit)
        let lines = try decoder.decode(&reader, rows: rows)
        let end = try reader.take(reader.count("the length of the last line", upTo: limit))
        let lineEnd = hasReturns ? [carriageReturn, lineFeed] : [lineFeed]
        let room = limit - end.count
        return try TextColumn(joining: [.column(lines), .literal(lineEnd)], rows: rows, limit: room).bytes + end
    }
}
