import ArgumentParser
import Engine
import Objects
import Packs
import Store

/// `at1 generate`: makes a file and stages its recipe.
struct GenerateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a file with a generator, and stage its recipe.",
        discussion:
            "--recipes makes many files: each line is a JSON object with path, generator, params, and optionally array and encoding."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The generator; see at1 replay generators.") var generator: String?
    @Option(name: .customLong("generator"), help: ArgumentHelp("The same as an option.", valueName: "name"))
    var namedGenerator: String?
    @Option(help: ArgumentHelp("Its parameters, as a JSON object.", valueName: "json")) var params: String?
    @Option(help: "The file to make; - for standard output, and nothing is staged.", transform: Word.path) var out:
        String?
    @Option(help: "Which of the generator's arrays: X or y.") var array: ArrayName?
    @Option(help: "The format of the file: raw, npy or npz.") var encoding: Encoding?
    @Option(help: ArgumentHelp("The processor whose arithmetic to use.", valueName: "profile"))
    var arithmetic: ArithmeticProfile?
    @Option(
        help: ArgumentHelp("Make one file for each line of this file; - for standard input.", valueName: "file"),
        transform: Word.path)
    var recipes: String?

    @Flag(name: .shortAndLong, help: "Overwrite existing files.") var force = false
    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        if recipes == nil, out == "-" { return try makeForStandardOutput(console) }
        let access = try RepositoryAccess(options)
        let engine = try CompositionRoot.engine(of: access.repository)
        let lines = try lines()
        let profile = arithmetic
        let entries = try access.repository.generate(try access.properPaths(lines.map(\.path)), replacing: force) {
            number, sink in
            let line = lines[number]
            return try engine.makeRecipe(
                generator: line.generator, params: line.params, array: line.array, encoding: line.encoding ?? .raw,
                arithmetic: profile, sink)
        }
        try NameWarnings.tell(access.repository, around: entries.map(\.path), console)
        if report.json {
            console.print(.array(entries.map(\.json)))
        } else {
            for entry in entries {
                let length = try access.repository.objects.find(entry.id)?.length ?? 0
                console.message(
                    "\(entry.path.quoted): \(Figures.bytes(try access.repository.contentLength(entry.kind, entry.id))) from a recipe of \(Figures.bytes(UInt64(length)))"
                )
            }
        }
        return .done
    }

    /// Writes the file to standard output and stages nothing, since it has no path in the working tree.
    private func makeForStandardOutput(_ console: Console) throws -> ExitStatus {
        let line = try lines()[0]
        let engine = try CompositionRoot.engine(RepositoryAccess.settings(options))
        let file = try OutputOptions.standardOutput(console)
        let recipe = try engine.makeRecipe(
            generator: line.generator, params: line.params, array: line.array, encoding: line.encoding ?? .raw,
            arithmetic: arithmetic
        ) { try file.write($0) }
        try file.commit()
        if report.json {
            console.print(try JSONValue(parsing: recipe.bytes))
        } else {
            console.message(
                "\(Figures.bytes(recipe.output.length)) from a recipe of \(Figures.bytes(UInt64(recipe.bytes.count)))")
        }
        return .done
    }

    private func lines() throws -> [RecipeLine] {
        if let recipes {
            guard generator == nil, namedGenerator == nil, params == nil, out == nil else {
                throw CommandError(.usage, "--recipes takes no generator, parameters or file: its lines name them")
            }
            return try RecipeLine.read(recipes)
        }
        guard generator == nil || namedGenerator == nil else {
            throw CommandError(.usage, "the generator is named twice", hint: "leave --generator out")
        }
        guard let generator = generator ?? namedGenerator, let params, let out else {
            throw CommandError(
                .usage, "a generator, --params and --out belong together",
                hint: "'at1 replay generators' lists what there is")
        }
        return [
            RecipeLine(
                path: out, generator: generator, params: try ReplayEngine.params(parsing: params, for: generator),
                array: array, encoding: encoding ?? Self.encoding(of: out, generator))
        ]
    }

    /// The encoding that a file's name implies; a program writes its file itself.
    private static func encoding(of path: String, _ generator: String) -> Encoding? {
        guard generator != "program" else { return nil }
        return path.hasSuffix(".npy") ? .npy : path.hasSuffix(".npz") ? .npz : nil
    }
}
