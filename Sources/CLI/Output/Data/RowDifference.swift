/// What differs between the rows of two files: how many there are, and how many are others at the same place.
struct RowDifference {
    let lines: [String]

    init<Rows: Collection>(from old: Rows, to new: Rows) where Rows.Element: Equatable {
        var lines: [String] = []
        if old.count != new.count {
            lines.append("rows: \(Figures.grouped(UInt64(old.count))) -> \(Figures.grouped(UInt64(new.count)))")
        }
        var changed = 0
        var first: Int?
        for (number, (x, y)) in zip(old, new).enumerated() where x != y {
            changed += 1
            if first == nil { first = number + 1 }
        }
        if let first {
            lines.append(
                "rows changed at their place: \(Figures.grouped(UInt64(changed))), the first is row \(Figures.grouped(UInt64(first)))"
            )
        }
        self.lines = lines
    }
}
