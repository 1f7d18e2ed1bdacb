import ArgumentParser
import DataFiles
import Objects

/// `at1 plot`: numbers as a picture in the terminal.
struct PlotCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draw the numbers of an array or of a column, as a histogram or as a line.",
        discussion: """
            Arrays are npy and npz files of numbers; tables are CSV and TSV files. The picture is as wide as the \
            terminal, as COLUMNS says, or 80 characters.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Draw a line over the elements, in order.") var line = false
    @Option(help: ArgumentHelp("The array of an npz file; the first by default.", valueName: "name")) var array: String?
    @Option(help: ArgumentHelp("The column of a table; by default the first with a number.", valueName: "name"))
    var column: String?
    @Argument(help: "A file, or REV:path.", completion: Completion.revision, transform: Word.path) var file: String

    /// The number of intervals of a histogram, and of rows of a line.
    private static let height = (bins: 20, line: 12)

    func execute(_ console: Console) throws -> ExitStatus {
        let source = try DataSource(file, options)
        try source.reading { content in
            let series = try series(of: content)
            let width = TerminalWidth.columns
            if line {
                let means = try series.trace(places: width - LinePicture.margin).means
                guard !report.json else { return console.print(["line": .array(means.map(DataText.json))]) }
                guard let picture = LinePicture(means, height: Self.height.line) else { throw Self.nothing }
                for line in picture.lines { console.print(line) }
            } else {
                guard let histogram = try series.histogram(bins: Self.height.bins) else { throw Self.nothing }
                guard !report.json else { return console.print(DataText.json(histogram)) }
                for line in HistogramPicture.lines(histogram, width: width) { console.print(line) }
            }
        }
        return .done
    }

    private static let nothing = DataError("there is no finite number in it")

    private func series(of content: DataContent) throws -> NumberSeries {
        switch content {
        case .arrays(let arrays):
            guard column == nil else { throw CommandError(.usage, "an array has no columns") }
            guard let array else { return NumberSeries(arrays[0]) }
            guard let found = arrays.first(where: { $0.name == array }) else {
                let names = arrays.compactMap(\.name).joined(separator: ", ")
                throw CommandError(
                    .usage, "there is no array '\(array)'",
                    hint: names.isEmpty ? "leave --array out: the file has one" : "there are: \(names)")
            }
            return NumberSeries(found)
        case .table(let table):
            guard array == nil else { throw CommandError(.usage, "a table has no arrays") }
            return NumberSeries(table, column: try index(in: table))
        case .text: throw DataError("it is neither an array nor a table")
        }
    }

    private func index(in table: TableFile) throws -> Int {
        let names = table.names
        if let column {
            guard let index = names.firstIndex(of: column) else {
                throw CommandError(
                    .usage, "there is no column '\(column)'", hint: "there are: \(names.joined(separator: ", "))")
            }
            return index
        }
        var first: Int?
        try table.forEachRow { row in
            first = row.prefix(names.count).firstIndex { Double($0) != nil }
            return false
        }
        guard let first else { throw DataError("its first row has no number") }
        return first
    }
}
