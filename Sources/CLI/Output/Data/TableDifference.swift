import Objects

/// What differs between two tables: texts with a header, one row per line.
struct TableDifference {
    let lines: [String]

    init(from old: [UInt8], to new: [UInt8], separator: UInt8) {
        let (a, b) = (Self.rows(old), Self.rows(new))
        let (header, newHeader) = (Self.fields(a.first, separator), Self.fields(b.first, separator))
        var lines: [String] = []
        let added = newHeader.filter { !header.contains($0) }
        let removed = header.filter { !newHeader.contains($0) }
        if !added.isEmpty { lines.append("columns added: \(added.joined(separator: ", "))") }
        if !removed.isEmpty { lines.append("columns removed: \(removed.joined(separator: ", "))") }
        if added.isEmpty, removed.isEmpty, header != newHeader { lines.append("columns are in another order") }
        self.lines = lines + RowDifference(from: a.dropFirst(), to: b.dropFirst()).lines
    }

    private static func rows(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n")).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    }

    private static func fields(_ row: ArraySlice<UInt8>?, _ separator: UInt8) -> [String] {
        row?.split(separator: separator, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
            ?? []
    }
}
