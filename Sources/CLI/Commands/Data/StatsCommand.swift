import ArgumentParser
import DataFiles
import Objects

/// `at1 stats`: what the numbers of a file have in common.
struct StatsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Print shape, type, least, greatest, mean and deviation of the numbers in an array or a table.",
        discussion: """
            Arrays are npy and npz files of numbers; tables are CSV and TSV files. Mean and deviation leave NaN out; the \
            deviation is that of a population, as numpy.std computes it.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A file, or REV:path.", completion: Completion.revision, transform: Word.path) var file: String

    func execute(_ console: Console) throws -> ExitStatus {
        let source = try DataSource(file, options)
        try source.reading { content in
            switch content {
            case .arrays(let arrays): try print(arrays, console)
            case .table(let table): print(try TableStatistics(table), console)
            case .text: throw DataError("it is neither an array nor a table")
            }
        }
        return .done
    }

    private func print(_ arrays: [DataContent.NamedArray], _ console: Console) throws {
        var objects: [JSONValue] = []
        for (index, named) in arrays.enumerated() {
            let statistics = try NumberSeries(named).statistics()
            guard !report.json else {
                var object = DataText.object(named)
                DataText.add(statistics, to: &object)
                objects.append(.object(object))
                continue
            }
            if index > 0 { console.print("") }
            console.print(DataText.title(named), .heading)
            for (name, value) in DataText.rows(statistics) {
                console.print("\(name.padded(to: 6))\(value)")
            }
        }
        if report.json { console.print(["arrays": .array(objects)]) }
    }

    private func print(_ statistics: TableStatistics, _ console: Console) {
        guard !report.json else {
            let columns = statistics.columns.map { column -> JSONValue in
                var object: JSONObject = [
                    "name": .string(column.name), "missing": .integer(column.missing),
                    "numeric": .bool(column.isNumeric),
                ]
                if column.isNumeric { DataText.add(column.numbers, to: &object) }
                return .object(object)
            }
            return console.print(["rows": .integer(statistics.rows), "columns": .array(columns)])
        }
        console.print(Figures.count(statistics.rows, "row"), .heading)
        let titles = ["column", "missing"] + DataText.rows(Statistics()).map(\.name)
        let rows = statistics.columns.map { column in
            let values =
                column.isNumeric
                ? DataText.rows(column.numbers).map(\.value) : DataText.rows(Statistics()).map { _ in "-" }
            return [column.name, "\(column.missing)"] + values
        }
        for line in DataText.aligned([titles] + rows) { console.print(line) }
    }
}
