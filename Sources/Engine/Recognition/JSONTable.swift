internal import Objects

/// Columns in JSON: a dictionary of lists, or a list of dictionaries.
struct JSONTable {
    let names: [String]
    let columns: [[String]]
    /// A list of dictionaries, not a dictionary of lists.
    let isOfRows: Bool
    private let indent: Int?

    /// Nil for JSON of another kind.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 64, bytes.count < 1 << 23, let first = bytes.first, first == 0x7b || first == 0x5b,
            !bytes.contains(UInt8(ascii: "'")), !bytes.contains(UInt8(ascii: "\\")), Self.isFlat(bytes),
            let value = try? JSONValue(parsing: bytes)
        else { return nil }
        var names: [String] = []
        var columns: [[String]] = []
        switch value {
        case .object(let object):
            isOfRows = false
            for member in object.members {
                let (name, value) = (member.key, member.value)
                guard case .array(let list) = value else { return nil }
                names.append(name.text)
                columns.append(list.compactMap(Self.word))
                guard columns[columns.count - 1].count == list.count, !list.isEmpty else { return nil }
            }
        case .array(let rows):
            isOfRows = true
            for row in rows {
                guard case .object(let object) = row else { return nil }
                let members = object.members.map(\.key.text)
                if names.isEmpty {
                    names = members
                    columns = names.map { _ in [] }
                }
                let words = object.members.compactMap { Self.word($0.value) }
                guard members == names, words.count == names.count else { return nil }
                for (column, word) in words.enumerated() { columns[column].append(word) }
            }
        default: return nil
        }
        guard !names.isEmpty, columns.contains(where: { $0.count > 3 }) else { return nil }
        (self.names, self.columns) = (names, columns)
        let newline = bytes.prefix(200).firstIndex(of: 10)
        indent = newline.map { at in bytes[(at + 1)...].prefix { $0 == 0x20 }.count }
    }

    /// Whether nothing stands deeper than in a list of dictionaries, or a dictionary of lists.
    private static func isFlat(_ bytes: [UInt8]) -> Bool {
        var (depth, deepest) = (0, 0)
        var hasSecond = [false, false]
        for byte in bytes {
            switch byte {
            case 0x7b, 0x5b:
                depth += 1
                deepest = max(deepest, depth)
                if depth == 2 { hasSecond[byte == 0x7b ? 0 : 1] = true }
                if deepest > 2 { return false }
            case 0x7d, 0x5d: depth -= 1
            default: continue
            }
        }
        return deepest == 2 && hasSecond[0] == (bytes[0] == 0x5b) && hasSecond[1] == (bytes[0] == 0x7b)
    }

    /// A number as Python writes it, or a text.
    private static func word(_ value: JSONValue) -> String? {
        switch value {
        case .string(let string): string.text
        case .number(let number):
            number.digits
                ?? (number.isWrittenAsInteger ? "\(Int(number.value))" : PythonNumeral.text(number.value))
        case .bool(let value): value ? "True" : "False"
        default: nil
        }
    }

    var bits: Double { columns.reduce(0) { $0 + ColumnReading($1, floatFormat: nil).bits } }

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        let option = indent.map { ", indent=\($0)" } ?? ""
        if isOfRows {
            return try PythonRows(names: names, columns: columns, form: .objects(indent: indent)).find(recogniser)
        }
        let members = names.enumerated().map { "'\($0.element)': c\($0.offset).tolist()" }.joined(separator: ", ")
        let save = "json.dump({\(members)}, open('x.json', 'w')\(option))"
        if let recipe = try ColumnChain(columns: columns.map { ColumnReading($0, floatFormat: nil) })
            .find(recogniser, savedBy: [save])
        {
            return recipe
        }
        return try listed(recogniser, option)
    }

    /// Lists that Python's own `random` filled one after the other, all alike.
    private func listed(_ recogniser: Recogniser, _ option: String) throws -> Recipe? {
        let readings = columns.map { ColumnReading($0, floatFormat: nil) }
        guard !readings.contains(where: { $0.values.contains(where: \.isNaN) }) else { return nil }
        let all = SeenNumbers(
            readings[0].values, slacks: readings[0].slacks, type: readings[0].type, suffix: readings[0].suffix)
        for draw in Recogniser.pythonDraws(all) {
            guard case .python(let next) = draw.source else { continue }
            for place in recogniser.streams.seeds.indices {
                if place % 64 == 0, recogniser.isOver { return nil }
                let probe = recogniser.streams.python(place)
                guard LineSearch.isPossible(draw.fit, all, { next(probe) }) else { continue }
                let stream = recogniser.streams.python(place)
                var members: [String] = []
                for (name, reading) in zip(names, readings) {
                    let drawn = reading.values.map { _ in next(stream) }
                    guard let pair = LineSearch.parameters(draw.fit, isRange: draw.isRange, reading.seen, drawn).first
                    else { break }
                    let call = draw.call(pair.0, pair.1, "")
                    let places = ColumnReading.places(reading.words) ?? 0
                    let element = reading.suffix.isEmpty ? call : "round(\(call), \(places))"
                    members.append("'\(name)': [\(element) for _ in range(\(reading.values.count))]")
                }
                guard members.count == names.count else { continue }
                let lines =
                    "random.seed(\(recogniser.streams.seeds[place]))\njson.dump({\(members.joined(separator: ", "))}, open('x.json', 'w')\(option))\n"
                if let recipe = try recogniser.confirm(lines) { return recipe }
            }
        }
        return nil
    }
}
