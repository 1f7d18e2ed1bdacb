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
        self.lines = lines + RowDifference(from: a, to: b).lines
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
