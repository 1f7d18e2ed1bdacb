import ArgumentParser
import Engine
import Objects

/// `at1 replay recover`: the recipe of a file whose seed is lost.
struct ReplayRecover: Command {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Pack a file whose seed is lost: look for the seed.",
        discussion: """
            Tries every seed of the pool with the parameters given, and keeps the recipe of the first that gives the \
            file byte for byte. Where none does, the file itself is packed as 'replay pack' packs it, and the exit \
            code is 1. For np_legacy without a seed in the pool, the state of the generator is computed from the \
            values themselves where they are enough.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The file whose seed is lost.") var file: String
    @Option(help: "The .at1r file to write.") var out: String
    @Option(help: ArgumentHelp("The generator that made the file; see at1 replay generators.", valueName: "name"))
    var generator: String
    @Option(help: ArgumentHelp("Its parameters but for the seed, as a JSON object.", valueName: "json"))
    var params: String = "{}"
    @OptionGroup var pool: SeedPoolOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let input = try InputFile(file)
        let params = try ReplayEngine.params(parsing: params, for: generator)
        let seeds = try pool.seeds()
        let engine = try RepositoryAccess.engine(RepositoryAccess.settings(options))
        // A search of minutes is not to end before a folder that cannot be written to.
        _ = try OutputFile(replacing: out)
        let progress = Progress("trying seeds", options, unit: "")
        let found = try CommandError.naming(file) {
            try engine.recover(generator: generator, params: params, seeds: seeds, in: input) {
                progress.show($0, of: seeds.count)
            }
        }
        progress.finish()
        if let recipe = found.recipe {
            let length = try ContainerWriter.write(recipe, to: out)
            describe(.recipe(recipe), length, found.tried, console)
            return .done
        }
        tell(found, input.length, console)
        let written = try CommandError.naming(file) { try ContainerWriter.writeFallback(of: input, to: out) }
        describe(.fallback(written.fallback), written.length, found.tried, console)
        return .no
    }

    private func tell(_ found: SeedRecovery, _ length: UInt64, _ console: Console) {
        if found.otherForms.isEmpty {
            console.message("\(generator) gives \(file) with none of \(Figures.grouped(found.tried)) seeds")
        } else {
            console.message(
                "0 seeds tried: with none does \(generator) give \(file), which has \(Figures.bytes(length)); it gives")
            for form in found.otherForms { console.message("  \(form)") }
        }
        console.message("keeping the file itself instead")
    }

    private func describe(_ content: Container.Content, _ length: UInt64, _ tried: UInt64, _ console: Console) {
        let description = ContainerDescription(content, containerBytes: length)
        if report.json {
            var members = JSONObject()
            if case .object(let found) = description.json { members = found }
            members["tried"] = .integer(tried)
            console.print(.object(members))
            return
        }
        if case .recipe(let recipe) = content {
            let seed = recipe.params["seed"].map { "seed \($0.canonicalText)" }
            console.print(seed ?? "none of \(Figures.grouped(tried)) seeds, but the generator's state was solved for")
        }
        console.print("\(out): \(description.summary)")
    }
}
