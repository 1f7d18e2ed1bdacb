import Objects

/// What differs between two tables: texts with a header, one row per line.
struct TableDifference {
    let lines: [String]

    init(from old: [UInt8], to new: [UInt8], separator: UInt8) {
        var (a, b) = (TextRows(old), TextRows(new))
        let (header, newHeader) = (Self.fields(a.next(), separator), Self.fields(b.next(), separator))
        var lines: [String] = []
        let added = newHeader.filter { !header.contains($0) }
        let removed = header.filter { !newHeader.contains($0) }
        if !added.isEmpty { lines.append("columns added: \(added.joined(separator: ", "))") }
        if !removed.isEmpty { lines.append("columns removed: \(removed.joined(separator: ", "))") }
        if added.isEmpty, removed.isEmpty, header != newHeader { lines.append("columns are in another order") }
        var rows = RowDifference()
        while true {
            let (row, newRow) = (a.next(), b.next())
            if row == nil, newRow == nil { break }
            rows.compare(row, newRow)
        }
        self.lines = lines + rows.lines
    }

    private static func fields(_ row: ArraySlice<UInt8>?, _ separator: UInt8) -> [String] {
        row?.split(separator: separator, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
            ?? []
    }
}
