import Objects

/// What differs between two files of JSON lines: an object on each line.
struct JSONLinesDifference {
    let lines: [String]

    /// Nil where one of them is something else.
    init?(_ old: [UInt8], _ new: [UInt8]) {
        guard let a = Self.rows(old), let b = Self.rows(new) else { return nil }
        var lines: [String] = []
        let (names, newNames) = (Self.names(a), Self.names(b))
        let added = newNames.subtracting(names).sorted()
        let removed = names.subtracting(newNames).sorted()
        if !added.isEmpty { lines.append("fields added: \(added.joined(separator: ", "))") }
        if !removed.isEmpty { lines.append("fields removed: \(removed.joined(separator: ", "))") }
        if a.count != b.count {
            lines.append("rows: \(Figures.grouped(UInt64(a.count))) -> \(Figures.grouped(UInt64(b.count)))")
        }
        var changed = 0
        var first: Int?
        for (number, (x, y)) in zip(a, b).enumerated() where x != y {
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

    private static func rows(_ bytes: [UInt8]) -> [JSONObject]? {
        var rows: [JSONObject] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0d }) {
            guard let value = try? JSONValue(parsing: Array(line)), case .object(let object) = value else { return nil }
            rows.append(object)
        }
        return rows
    }

    private static func names(_ rows: [JSONObject]) -> Set<String> {
        var names: Set<String> = []
        for row in rows { for member in row.members { names.insert(member.key.text) } }
        return names
    }
}
