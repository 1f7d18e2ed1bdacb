internal import Objects

/// Rows whose fields Python's `random` gave one after the other: of the csv module, of lines, or of dictionaries in JSON.
struct PythonRows {
    enum Form: Equatable {
        case writer, lines
        /// A list of dictionaries.
        case objects(indent: Int?)
    }

    let names: [String]
    let columns: [[String]]
    let form: Form

    /// The combinations of draws that are tried for each seed.
    private static let most = 300
    /// The rows that are compared before all are.
    private static let first = 12

    /// What a column may be.
    private enum Field {
        /// Counts up from a number.
        case counted(Int)
        case number(UnitDraw, SeenNumbers)
        /// Chosen from as many labels.
        case label(LabelDraw)
    }

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        let options = columns.map(options)
        guard options.allSatisfy({ !$0.isEmpty }),
            options.contains(where: { if case .counted = $0[0] { false } else { true } })
        else { return nil }
        var choices: [[Field]] = [[]]
        for column in options {
            choices = Array(choices.lazy.flatMap { chosen in column.map { chosen + [$0] } }.prefix(Self.most))
        }
        for place in recogniser.streams.seeds.indices {
            if recogniser.isOver { return nil }
            for fields in choices.prefix(Self.most) {
                guard
                    try texts(fields, rows: min(columns[0].count, Self.first), recogniser.streams.python(place)) != nil,
                    let texts = try texts(fields, rows: columns[0].count, recogniser.streams.python(place))
                else { continue }
                let seed = "random.seed(\(recogniser.streams.seeds[place]))\n"
                if let recipe = try recogniser.confirm(seed + lines(texts)) { return recipe }
            }
        }
        return nil
    }

    private func options(_ words: [String]) -> [Field] {
        let reading = ColumnReading(words, floatFormat: nil)
        if let first = Int(words[0]), words.enumerated().allSatisfy({ Int($0.element) == first + $0.offset }) {
            return [.counted(first)]
        }
        var fields: [Field] = []
        if !reading.values.contains(where: \.isNaN) {
            let seen = reading.seen
            if seen.areWhole, seen.slacks.first == 0, let least = seen.values.min(), let greatest = seen.values.max(),
                least.magnitude < 0x1p40, greatest.magnitude < 0x1p40
            {
                // The ends may not have been drawn.
                let near = (0...4).flatMap { below in (0...4).map { (Int(least) - below, Int(greatest) + $0) } }
                fields = Recogniser.pythonDraws(seen).prefix(3).map { .number($0, seen) }
                fields += near.sorted { $0.1 - $0.0 < $1.1 - $1.0 }.map {
                    .number(Recogniser.pythonRange(from: $0, to: $1), seen)
                }
            } else {
                fields = Recogniser.pythonDraws(seen).prefix(3).map { .number($0, seen) }
            }
        }
        if let labels = LabelDraw(.legacy, words, most: 32) { fields.append(.label(labels)) }
        return fields
    }

    /// What gives each field, as Python has it; nil when the rows are not those of the stream.
    private func texts(_ fields: [Field], rows: Int, _ stream: PythonStream) throws -> [String]? {
        var drawn = [[Double]](repeating: [], count: fields.count)
        var orders = fields.map { field in
            if case .label(let labels) = field { [Int](repeating: -1, count: labels.labels.count) } else { [Int]() }
        }
        for row in 0..<rows {
            for (column, field) in fields.enumerated() {
                switch field {
                case .counted: continue
                case .number(let draw, let seen):
                    guard case .python(let next) = draw.source else { return nil }
                    let value = next(stream)
                    if draw.fit == .exact, !seen.fits(value, row) { return nil }
                    drawn[column].append(value)
                case .label(let labels):
                    let place = stream.below(labels.labels.count)
                    let label = labels.places[row]
                    if orders[column][place] < 0, !orders[column].contains(label) { orders[column][place] = label }
                    guard orders[column][place] == label else { return nil }
                }
            }
        }
        var texts: [String] = []
        for (column, field) in fields.enumerated() {
            switch field {
            case .counted(let first): texts.append(first == 0 ? "k" : "k + \(first)")
            case .number(let draw, let seen):
                let pairs = LineSearch.parameters(
                    draw.fit, isRange: draw.isRange, seen.prefix(rows), drawn[column])
                guard let pair = pairs.first else { return nil }
                let call = draw.call(pair.0, pair.1, "")
                let places = ColumnReading.places(columns[column]) ?? 0
                texts.append(seen.suffix.isEmpty ? call : "round(\(call), \(places))")
            case .label(let labels):
                // What was not chosen in the first rows may be anywhere.
                guard rows < columns[0].count || !orders[column].contains(-1) else { return nil }
                let list = orders[column].map { $0 < 0 ? "" : labels.labels[$0] }
                let isText = list.contains { Double($0) == nil }
                let quoted = isText ? list.map { "'\($0)'" } : list
                texts.append("random.choice([\(quoted.joined(separator: ", "))])")
            }
        }
        return texts
    }

    private func lines(_ texts: [String]) -> String {
        let rows = columns[0].count
        switch form {
        case .writer:
            let header = "[\(names.map { "'\($0)'" }.joined(separator: ", "))]"
            return
                "with open('x.csv', 'w', newline='') as fh:\n    w = csv.writer(fh)\n    w.writerow(\(header))\n    for k in range(\(rows)):\n        w.writerow([\(texts.joined(separator: ", "))])\n"
        case .lines:
            let fields = texts.indices.map { "{v\($0)}" }.joined(separator: ",")
            let draws = texts.enumerated().map { "        v\($0.offset) = \($0.element)\n" }.joined()
            return
                "with open('x.csv', 'w') as fh:\n    fh.write('\(names.joined(separator: ","))\\n')\n    for k in range(\(rows)):\n\(draws)        fh.write(f'\(fields)\\n')\n"
        case .objects(let indent):
            let members = zip(names, texts).map { "'\($0)': \($1)" }.joined(separator: ", ")
            let option = indent.map { ", indent=\($0)" } ?? ""
            return "json.dump([{\(members)} for k in range(\(rows))], open('x.json', 'w')\(option))\n"
        }
    }
}
