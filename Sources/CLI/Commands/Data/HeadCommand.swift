import ArgumentParser
import DataFiles
import Objects

/// `at1 head`: the first rows of a file.
struct HeadCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "head",
        abstract: "Print the first rows of an array or a table, or the first lines of any other text.",
        discussion: "Arrays are npy and npz files of numbers; tables are CSV and TSV files. Only what is shown is read."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: [.customShort("n"), .customLong("rows")], help: "How many; 10 by default.") var count = 10
    @Argument(help: "A file, or REV:path.", completion: Completion.revision, transform: Word.path) var file: String

    /// Elements of a row beyond these are not shown.
    private static let rowLimit = (text: 20, json: 1000)

    func validate() throws {
        guard (0...1_000_000).contains(count) else { throw ValidationError("-n takes 0 to 1000000") }
    }

    func execute(_ console: Console) throws -> ExitStatus {
        let source = try DataSource(file, options)
        try source.reading { content in
            switch content {
            case .arrays(let arrays): try print(arrays, console)
            case .table(let table): try print(table, console)
            case .text(let text):
                let lines = try FirstLines.read(text, count)
                guard !report.json else { return console.print(["lines": .array(lines.map { .string($0) })]) }
                for line in lines { console.print(line) }
            }
        }
        return .done
    }

    private func print(_ arrays: [DataContent.NamedArray], _ console: Console) throws {
        var objects: [JSONValue] = []
        for (index, named) in arrays.enumerated() {
            let header = named.array.header
            let limit = report.json ? Self.rowLimit.json : Self.rowLimit.text
            let rows = try named.array.rows(0..<count, limit: limit)
            let isCut = header.shape.first.map { $0 > 0 && header.count / $0 > limit } ?? false
            guard !report.json else {
                var object = DataText.object(named)
                object["rows"] = .array(rows.map { .array($0.map(DataText.json)) })
                object["cut"] = .bool(isCut)
                objects.append(.object(object))
                continue
            }
            if index > 0 { console.print("") }
            console.print(DataText.title(named), .heading)
            for line in DataText.aligned(rows.map { isCut ? $0 + ["…"] : $0 }) { console.print(line) }
        }
        if report.json { console.print(["arrays": .array(objects)]) }
    }

    private func print(_ table: TableFile, _ console: Console) throws {
        var rows: [[String]] = []
        if count > 0 {
            try table.forEachRow { row in
                rows.append(row)
                return rows.count < count
            }
        }
        guard !report.json else {
            return console.print([
                "columns": .array(table.names.map { .string($0) }),
                "rows": .array(rows.map { .array($0.map { .string($0) }) }),
            ])
        }
        for line in DataText.aligned([table.names] + rows) { console.print(line) }
    }
}
