import Objects

/// What differs between two files of JSON lines: an object on each line.
struct JSONLinesDifference {
    let lines: [String]

    /// Nil where one of them is something else.
    init?(_ old: [UInt8], _ new: [UInt8]) {
        var (a, b) = (Rows(old), Rows(new))
        var rows = RowDifference()
        do {
            while true {
                let (row, newRow) = (try a.next(), try b.next())
                if row == nil, newRow == nil { break }
                rows.compare(row, newRow)
            }
        } catch {
            return nil
        }
        var lines: [String] = []
        let added = b.names.subtracting(a.names).sorted()
        let removed = a.names.subtracting(b.names).sorted()
        if !added.isEmpty { lines.append("fields added: \(added.joined(separator: ", "))") }
        if !removed.isEmpty { lines.append("fields removed: \(removed.joined(separator: ", "))") }
        self.lines = lines + rows.lines
    }

    /// The objects of a file, one after the other, and the names in those that have been read.
    private struct Rows {
        private var texts: TextRows
        private(set) var names: Set<String> = []

        init(_ bytes: [UInt8]) { texts = TextRows(bytes) }

        mutating func next() throws -> JSONObject? {
            while let line = texts.next() {
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x0d }) { continue }
                guard case .object(let object) = try JSONValue(parsing: Array(line)) else { throw NoObject() }
                for member in object.members { names.insert(member.key.text) }
                return object
            }
            return nil
        }
    }

    private struct NoObject: Error {}
}
