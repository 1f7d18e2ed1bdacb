extension ColumnEncoder {
    /// How a cell is divided into fields.
    fileprivate enum Rule {
        /// At each of these bytes.
        case byte(UInt8)
        /// The same, but not within quotes.
        case quoted(UInt8)
        /// Before each run of spaces.
        case runs
        /// Between letters and digits.
        case classes
    }

    /// The cells divided into fields, each a column of its own; nil if no rule divides most cells into as many.
    mutating func encodeSplit(_ cells: [Cell], _ depth: Int) -> [UInt8]? {
        let step = max(1, cells.count / 512)
        let sample = stride(from: 0, to: cells.count, by: step).map { cells[$0] }
        for rule in rules(depth) {
            var counts: [Int: Int] = [:]
            for cell in sample { counts[fields(cell, rule).count, default: 0] += 1 }
            guard let (count, frequency) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), count > 1,
                count <= ColumnDecoder.maximumFields, frequency * 10 >= sample.count * 6
            else { continue }
            let parts = cells.map { fields($0, rule) }
            let isMain = parts.map { $0.count == count }
            let main = zip(parts, isMain).filter(\.1).map(\.0)
            return patched(cells, isMain, depth: depth) { encoder, _ in
                var out = [ColumnForm.split.rawValue]
                out.append(varint: count)
                for field in 0...count {
                    let literal: [UInt8] = field == 0 || field == count ? [] : rule.literal
                    out.append(varint: literal.count)
                    out += literal
                }
                for field in 0..<count { out += encoder.encode(main.map { $0[field] }, depth: depth + 1) }
                return out
            }
        }
        return nil
    }

    private func rules(_ depth: Int) -> [Rule] {
        let bytes = [",", "\t", ";", "|"].compactMap { Character($0).asciiValue }
        if depth == 0 {
            return bytes.map(Rule.quoted) + [.byte(UInt8(ascii: " ")), .runs]
        }
        let inner = [" ", "\"", "=", ":", "/", "-", "_", "."].compactMap { Character($0).asciiValue }
        return bytes.map(Rule.byte) + inner.map(Rule.byte) + [.classes]
    }

    private func fields(_ cell: Cell, _ rule: Rule) -> [Cell] {
        var fields: [Cell] = []
        var start = cell.start
        switch rule {
        case .byte(let separator):
            for index in cell.start..<cell.end where bytes[index] == separator {
                fields.append(Cell(start, index))
                start = index + 1
            }
        case .quoted(let separator):
            var isQuoted = false
            for index in cell.start..<cell.end {
                let byte = bytes[index]
                if byte == UInt8(ascii: "\""), isQuoted || index == start {
                    isQuoted.toggle()
                } else if byte == separator, !isQuoted {
                    fields.append(Cell(start, index))
                    start = index + 1
                }
            }
        case .runs:
            var index = cell.start
            while index < cell.end {
                if bytes[index] == UInt8(ascii: " "), index > start, bytes[index - 1] != UInt8(ascii: " ") {
                    fields.append(Cell(start, index))
                    start = index
                }
                index += 1
            }
        case .classes:
            func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
            for index in cell.start..<cell.end where index > start && isDigit(bytes[index]) != isDigit(bytes[index - 1])
            {
                fields.append(Cell(start, index))
                start = index
            }
        }
        fields.append(Cell(start, cell.end))
        return fields
    }
}

extension ColumnEncoder.Rule {
    fileprivate var literal: [UInt8] {
        switch self {
        case .byte(let byte), .quoted(let byte): [byte]
        case .runs, .classes: []
        }
    }
}
