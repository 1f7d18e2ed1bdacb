/// What differs between the rows of two files: how many there are, and how many are others at the same place.
///
/// The rows are passed in pairs, so that neither file's rows need be in memory together.
struct RowDifference {
    private var counts = (old: 0, new: 0)
    private var changed = 0
    private var first: Int?

    /// The next row of each file; nil where a file has ended.
    mutating func compare<Row: Equatable>(_ old: Row?, _ new: Row?) {
        if old != nil { counts.old += 1 }
        if new != nil { counts.new += 1 }
        guard let old, let new, old != new else { return }
        changed += 1
        if first == nil { first = counts.old }
    }

    var lines: [String] {
        var lines: [String] = []
        if counts.old != counts.new {
            lines.append("rows: \(Figures.grouped(UInt64(counts.old))) -> \(Figures.grouped(UInt64(counts.new)))")
        }
        if let first {
            lines.append(
                "rows changed at their place: \(Figures.grouped(UInt64(changed))), the first is row \(Figures.grouped(UInt64(first)))"
            )
        }
        return lines
    }
}

/// The lines of a text that are not empty, one after the other, without what ends them.
struct TextRows: IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func next() -> ArraySlice<UInt8>? {
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let row = rest[..<end]
            rest = rest[end...].dropFirst()
            if row.isEmpty { continue }
            return row.last == UInt8(ascii: "\r") ? row.dropLast() : row
        }
        return nil
    }
}
