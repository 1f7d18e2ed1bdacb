internal import Objects

/// Tables as pandas and the csv module write them: columns that were drawn one after the other.
struct TableRecogniser {
    private let names: [String]
    /// By column, without an index that only counts.
    private let columns: [[String]]
    private let rows: Int
    private let hasIndex: Bool
    private let indexLabel: String
    private let isCSVModule: Bool

    /// The maximum number of combinations of calls for the columns that are tried.
    private static let most = 24

    /// Nil if the bytes are not a table with a header.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 64, bytes.count < 1 << 24, bytes.allSatisfy({ 32...126 ~= $0 || $0 == 10 || $0 == 13 }),
            !bytes.contains(UInt8(ascii: "\"")), !bytes.contains(UInt8(ascii: "'")), !bytes.contains(UInt8(ascii: "\\"))
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        isCSVModule = text.utf8.contains(13)
        let lines = text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let header = lines.first, lines.count > 8, lines.allSatisfy({ $0.count == header.count }),
            header.allSatisfy({ Double($0) == nil || header[0].isEmpty })
        else { return nil }
        rows = lines.count - 1
        let all = header.indices.map { column in lines.dropFirst().map { $0[column] } }
        let counts = all[0].enumerated().allSatisfy { $0.element == "\($0.offset)" }
        hasIndex = header[0].isEmpty && counts
        indexLabel = header[0]
        names = hasIndex ? Array(header.dropFirst()) : header
        columns = hasIndex ? Array(all.dropFirst()) : all
        guard !names.isEmpty else { return nil }
    }

    /// The information in the columns that do not only count.
    var bits: Double { columns.reduce(0) { $0 + ColumnReading($1, floatFormat: floatFormat).bits } }

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        if isCSVModule { return try PythonRows(names: names, columns: columns).find(recogniser) }
        if let recipe = try matrix(recogniser) { return recipe }
        let readings = columns.map { ColumnReading($0, floatFormat: floatFormat) }
        for from in DrawnFrom.allCases {
            let draws = readings.map { ColumnDraws($0.seen, $0.words, from) }
            let recipe = try recogniser.forEachSeed([from]) { from, place, sampler in
                try inTurn(from, place, sampler, Array(zip(readings, draws)), recogniser)
            }
            if let recipe { return recipe }
        }
        return nil
    }

    private func quoted(_ words: [String]) -> String { "[\(words.map { "'\($0)'" }.joined(separator: ", "))]" }

    // MARK: How it was written

    /// Whether all real numbers have the same number of decimals: a float_format.
    private var floatFormat: String? {
        let words = columns.joined().filter { $0.contains(".") }
        guard let first = words.first, let places = ColumnReading.places([first]), words.count > 8,
            words.allSatisfy({ ColumnReading.places([$0]) == places }),
            words.contains(where: { $0.hasSuffix("0") }) || places > 3
        else { return nil }
        return "float_format='%.\(places)f'"
    }

    private func save(_ table: String, _ options: [String] = []) -> String {
        let all = options + (floatFormat.map { [$0] } ?? [])
        return "\(table).to_csv('x.csv'\(all.map { ", \($0)" }.joined()))"
    }

    private var index: [String] { hasIndex ? [] : ["index=False"] }

    // MARK: One matrix

    private func matrix(_ recogniser: Recogniser) throws -> Recipe? {
        let words = (0..<rows).flatMap { row in columns.map { $0[row] } }
        let reading = ColumnReading(words, floatFormat: floatFormat)
        guard !reading.values.contains(where: \.isNaN) else { return nil }
        let seen = SeenNumbers(
            reading.values, slacks: reading.slacks, shape: [rows, columns.count], type: reading.type,
            suffix: reading.suffix)
        let isNumbered = names.enumerated().allSatisfy { $0.element == "\($0.offset)" }
        let frame = isNumbered ? "pd.DataFrame(x)" : "pd.DataFrame(x, columns=\(quoted(names)))"
        let draws = DrawnFrom.allCases.flatMap {
            reading.type == .int64 ? UnitDraw.ranges($0, seen) : Array(UnitDraw.common($0).prefix(3))
        }
        return try recogniser.first(draws, seen) { from, place, found in
            try recogniser.confirm(
                "\(recogniser.setup(from, place))\nx = \(found.text)\(seen.suffix)", savedBy: [save(frame, index)])
        }
    }

    // MARK: Columns in turn

    private func inTurn(
        _ from: DrawnFrom, _ place: Int, _ sampler: Sampler, _ readings: [(ColumnReading, ColumnDraws)],
        _ recogniser: Recogniser
    ) throws -> Recipe? {
        var states: [(lines: String, sampler: Sampler)] = [(recogniser.setup(from, place), sampler)]
        for (column, (reading, draws)) in readings.enumerated() {
            var next: [(lines: String, sampler: Sampler)] = []
            for state in states {
                if let text = reading.counted {
                    next.append(("\(state.lines)\nc\(column) = \(text)", state.sampler))
                    continue
                }
                for found in reading.calls(from, draws, state.sampler) {
                    guard let after = found.after else { continue }
                    next.append(("\(state.lines)\nc\(column) = \(found.text)", after))
                }
            }
            guard !next.isEmpty else { return nil }
            states = Array(next.prefix(Self.most))
        }
        for state in states {
            if let recipe = try recogniser.confirm(state.lines, savedBy: saves(readings.map(\.0))) { return recipe }
        }
        return nil
    }

    private func saves(_ readings: [ColumnReading]) -> [String] {
        func frame(_ places: Range<Int>) -> String {
            "pd.DataFrame({\(places.map { "'\(names[$0])': c\($0)" }.joined(separator: ", "))}"
        }
        var saves = [save(frame(columns.indices) + ")", index)]
        if columns.count == 1, hasIndex { saves.append(save("pd.Series(c0, name='\(names[0])')")) }
        guard !hasIndex, columns.count > 1, readings[0].isDate else { return saves }
        let label = indexLabel.isEmpty ? [] : ["index_label='\(indexLabel)'"]
        if columns.count == 2 { saves.append(save("pd.Series(c1, index=c0, name='\(names[1])')", label)) }
        saves.append(save(frame(1..<columns.count) + ", index=c0)", label))
        return indexLabel.isEmpty ? Array(saves.dropFirst()) : saves
    }
}
