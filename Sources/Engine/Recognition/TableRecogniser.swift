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
    private let separator: Character
    private let hasHeader: Bool
    private let floatFormat: String?

    /// Nil when the bytes are no table.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 64, bytes.count < 1 << 24,
            bytes.allSatisfy({ 32...126 ~= $0 || 9...10 ~= $0 || $0 == 13 }),
            !bytes.contains(UInt8(ascii: "\"")), !bytes.contains(UInt8(ascii: "'")), !bytes.contains(UInt8(ascii: "\\"))
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        isCSVModule = text.utf8.contains(13)
        let rows = text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" })
        guard let top = rows.first, rows.count > 8 else { return nil }
        let separator = ([",", ";", "\t"] as [Character]).first(where: top.contains) ?? ","
        self.separator = separator
        func fields(_ row: Substring) -> [String] {
            row.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        }
        let header = fields(top)
        // Prose and logs are told by their first lines.
        let few = rows.dropFirst().prefix(40).map(fields)
        guard few.allSatisfy({ $0.count == header.count }),
            header.count > 1 || Set(few.joined()).count <= 32 || few.allSatisfy({ Double($0[0]) != nil })
        else { return nil }
        let lines = rows.map(fields)
        guard lines.allSatisfy({ $0.count == header.count }) else { return nil }
        let isNumbered = header.enumerated().allSatisfy { $0.element == "\($0.offset)" }
        hasHeader = isNumbered || header.allSatisfy { Double($0) == nil || header[0].isEmpty }
        // Numbers alone are a text of savetxt, as a rule: but not where some have their shortest digits.
        guard
            hasHeader
                || header.count > 1
                    && header.contains(where: { $0.contains(".") && !$0.contains("e") && $0.count > 12 })
                    && Set(few.map { $0[0].count }).count > 1
        else { return nil }
        let body = hasHeader ? lines.dropFirst() : lines[...]
        self.rows = body.count
        let all = header.indices.map { column in body.map { $0[column] } }
        let counts = all[0].enumerated().allSatisfy { $0.element == "\($0.offset)" }
        hasIndex = counts && (hasHeader ? header[0].isEmpty || header.count > 1 && header[0].contains("row") : false)
        indexLabel = hasHeader ? header[0] : ""
        let titles = hasHeader ? header : header.indices.map { "c\($0)" }
        names = hasIndex ? Array(titles.dropFirst()) : titles
        columns = hasIndex ? Array(all.dropFirst()) : all
        floatFormat = Self.floatFormat(columns)
        guard !names.isEmpty else { return nil }
    }

    /// The information in the columns that do not only count.
    var bits: Double { columns.reduce(0) { $0 + ColumnReading($1, floatFormat: floatFormat).bits } }

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        if hasHeader, let recipe = try PythonRows(names: names, columns: columns, form: rowForm).find(recogniser) {
            return recipe
        }
        if isCSVModule { return nil }
        if let recipe = try matrix(recogniser) { return recipe }
        let readings = columns.map { ColumnReading($0, floatFormat: floatFormat) }
        if let recipe = try ColumnChain(columns: readings).find(recogniser, savedBy: saves(readings)) { return recipe }
        return try wholeMatrix(recogniser)
    }

    /// How rows were written that Python's own `random` gave.
    private var rowForm: PythonRows.Form { isCSVModule ? .writer : .lines }

    private func quoted(_ words: [String]) -> String { "[\(words.map { "'\($0)'" }.joined(separator: ", "))]" }

    /// The first numbers of each column that has a fraction.
    var heads: [(values: [Double], slack: Double)] {
        columns.prefix(3).compactMap { words in
            let reading = ColumnReading(Array(words.prefix(AffineSieve.count + 10)), floatFormat: floatFormat)
            guard reading.type.isReal, !reading.values.contains(where: \.isNaN) else { return nil }
            return (Array(reading.values.prefix(AffineSieve.count)), reading.slacks.max() ?? 0)
        }
    }

    // MARK: How it was written

    /// The option that all numbers with a fraction having as many decimals tells of.
    private static func floatFormat(_ columns: [[String]]) -> String? {
        let words = columns.joined().filter { $0.contains(".") }
        guard let first = words.first, let places = ColumnReading.places([first]), words.count > 8,
            words.allSatisfy({ ColumnReading.places([$0]) == places }),
            words.contains(where: { $0.hasSuffix("0") }) && places > 1 || places > 3
        else { return nil }
        return "float_format='%.\(places)f'"
    }

    private func save(_ table: String, _ options: [String] = []) -> String {
        var all = options + (floatFormat.map { [$0] } ?? [])
        if !hasHeader { all.append("header=False") }
        if separator != "," { all.append("sep='\(separator == "\t" ? "\\t" : String(separator))'") }
        return "\(table).to_csv('x.csv'\(all.map { ", \($0)" }.joined()))"
    }

    private var index: [String] {
        hasIndex ? indexLabel.isEmpty ? [] : ["index_label='\(indexLabel)'"] : ["index=False"]
    }

    // MARK: One matrix

    /// All numbers as one array; nil where some are none.
    private var observation: Observation? {
        let words = (0..<rows).flatMap { row in columns.map { $0[row] } }
        let reading = ColumnReading(words, floatFormat: floatFormat)
        guard !reading.values.contains(where: \.isNaN) else { return nil }
        let isNumbered = names.enumerated().allSatisfy { $0.element == "\($0.offset)" } || !hasHeader
        let frame = isNumbered ? "pd.DataFrame(x)" : "pd.DataFrame(x, columns=\(quoted(names)))"
        var observation = Observation.with(
            reading.values, columns.count == 1 ? [rows] : [rows, columns.count], reading.type, [save(frame, index)])
        if floatFormat != nil { observation.absolute = reading.slacks.max() ?? 0 }
        return observation
    }

    /// The same with all that is known of arrays: tables of scikit-learn, walks, mixtures.
    private func wholeMatrix(_ recogniser: Recogniser) throws -> Recipe? {
        guard let observation, observation.bits >= ReplayEngine.leastBits else { return nil }
        return try recogniser.find(observation)
    }

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
