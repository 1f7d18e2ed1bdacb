import DataFiles
import Objects

/// Arrays, tables and what they have in common, as text and as JSON.
enum DataText {
    static func title(_ named: DataContent.NamedArray) -> String {
        let header = named.array.header
        return "\(named.name.map { "\($0): " } ?? "")\(header.descr) \(header.shapeText)"
    }

    static func object(_ named: DataContent.NamedArray) -> JSONObject {
        let header = named.array.header
        return [
            "name": named.name.map { .string($0) } ?? .null, "dtype": .string(header.descr),
            "shape": .array(header.shape.map { .integer($0) }), "order": header.isFortran ? "F" : "C",
        ]
    }

    /// What statistics say, in the order in which it is shown.
    static func rows(_ statistics: Statistics) -> [(name: String, value: String)] {
        let numbers = [
            ("min", statistics.minimum), ("max", statistics.maximum), ("mean", statistics.mean),
            ("std", statistics.deviation),
        ]
        return [("count", Figures.grouped(statistics.count)), ("nan", Figures.grouped(statistics.nans))]
            + numbers.map { ($0, $1.map(shown) ?? "-") }
    }

    static func add(_ statistics: Statistics, to object: inout JSONObject) {
        object["count"] = .integer(statistics.count)
        object["nan"] = .integer(statistics.nans)
        object["min"] = json(statistics.minimum)
        object["max"] = json(statistics.maximum)
        object["mean"] = json(statistics.mean)
        object["std"] = json(statistics.deviation)
    }

    static func json(_ histogram: Histogram) -> JSONValue {
        let bins = histogram.counts.indices.map { index -> JSONValue in
            [
                "from": json(histogram.edge(index)), "to": json(histogram.edge(index + 1)),
                "count": .integer(histogram.counts[index]),
            ]
        }
        return ["bins": .array(bins), "omitted": .integer(histogram.omitted)]
    }

    /// A number; a string if it is none or not finite, since JSON has no such number.
    static func json(_ number: Double?) -> JSONValue {
        guard let number else { return .null }
        return number.isFinite ? .number(number) : .string("\(number)")
    }

    /// An element as `ArrayFile` shows it.
    static func json(_ text: String) -> JSONValue {
        if text == "True" || text == "False" { return .bool(text == "True") }
        if let integer = Int128(text) { return .integer(integer) }
        return json(Double(text) ?? .nan)
    }

    /// A whole number without the zero behind it.
    private static func shown(_ number: Double) -> String {
        number.magnitude < 0x1p53 && number == number.rounded() ? "\(Int64(number))" : "\(number)"
    }

    /// Rows whose columns begin at the same places. A longer cell is cut.
    static func aligned(_ rows: [[String]]) -> [String] {
        let limit = 40
        let cells = rows.map { row in
            row.map { cell in
                let line =
                    cell.contains(where: \.isNewline)
                    ? cell.split(whereSeparator: \.isNewline).joined(separator: "⏎") : cell
                return line.count > limit ? "\(line.prefix(limit - 1))…" : line
            }
        }
        var widths: [Int] = []
        for row in cells {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return cells.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                line += index + 1 == row.count ? cell : cell.padded(to: widths[index] + 2)
            }
            return line
        }
    }
}
