import ArgumentParser
import Engine
import Objects
import Store

/// `at1 generate`: makes a file and stages its recipe.
struct GenerateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a file with a generator, and stage its recipe.",
        discussion:
            "--recipes makes many at once: a JSON object a line, with path, generator, params, and perhaps array and encoding."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The generator; see at1 replay generators.") var generator: String?
    @Option(help: ArgumentHelp("Its parameters, as a JSON object.", valueName: "json")) var params: String?
    @Option(help: "The file to make.") var out: String?
    @Option(help: "Which of the generator's arrays: X or y.") var array: ArrayName?
    @Option(help: "How the array stands in the file: raw, npy or npz.") var encoding: Encoding?
    @Option(help: ArgumentHelp("The processor whose arithmetic to follow.", valueName: "profile"))
    var arithmetic: ArithmeticProfile?
    @Option(help: ArgumentHelp("Make a file for each line of this file, - for standard input.", valueName: "file"))
    var recipes: String?

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard let engine = access.repository.evaluator as? ReplayEngine else { throw RepositoryError.noEvaluator }
        let lines = try lines()
        let profile = arithmetic
        let entries = try access.repository.generate(try access.properPaths(lines.map(\.path))) { number, sink in
            let line = lines[number]
            return try engine.makeRecipe(
                generator: line.generator, params: line.params, array: line.array, encoding: line.encoding ?? .raw,
                arithmetic: profile, sink)
        }
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

    private func lines() throws -> [RecipeLine] {
        if let recipes {
            guard generator == nil, params == nil, out == nil else {
                throw CommandError(.usage, "--recipes stands alone: its lines name generators, parameters and files")
            }
            return try RecipeLine.read(recipes)
        }
        guard let generator, let params, let out else {
            throw CommandError(
                .usage, "a generator, --params and --out belong together",
                mend: "'at1 replay generators' lists what there is")
        }
        return [
            RecipeLine(
                path: out, generator: generator, params: try ReplayEngine.params(parsing: params, for: generator),
                array: array, encoding: encoding)
        ]
    }
}
