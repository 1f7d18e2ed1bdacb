import ArgumentParser
import Engine
import Objects

/// `at1 replay recover`: the recipe of a file whose seed is lost.
struct ReplayRecover: Command {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Pack a file whose seed is lost: search for the seed.",
        discussion: """
            Tries every seed of the pool with the given parameters, and stores the recipe of the first that gives the \
            file byte for byte. If none does, packs the file itself, like 'replay pack', and exits with 1. For \
            np_legacy without a matching seed, computes the state of the generator from the values themselves, if \
            there are enough.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The file whose seed is lost.", transform: Word.path) var file: String
    @Option(help: "The .at1r file to write.", transform: Word.path) var out: String
    @Option(help: ArgumentHelp("The generator that made the file; see at1 replay generators.", valueName: "name"))
    var generator: String
    @Option(help: ArgumentHelp("Its parameters without the seed, as a JSON object.", valueName: "json"))
    var params: String = "{}"
    @OptionGroup var output: OutputOptions
    @OptionGroup var pool: SeedPoolOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let input = try InputFile(StandardInput.path(file))
        let params = try ReplayEngine.params(parsing: params, for: generator)
        let seeds = try pool.seeds()
        let engine = try CompositionRoot.engine(RepositoryAccess.settings(options))
        // A search that takes minutes must not fail in the end because a folder is not writable.
        let container = try output.open(out, console, besides: file)
        let progress = Progress("trying seeds", options, unit: "")
        let found = try CommandError.naming(file) {
            try engine.recover(generator: generator, params: params, seeds: seeds, in: input) {
                progress.show($0, of: seeds.count)
            }
        }
        progress.finish()
        if let recipe = found.recipe {
            let length = try ContainerWriter.write(recipe, to: container)
            describe(.recipe(recipe), length: length, tried: found.tried, console)
            return .done
        }
        tell(found, input.length, console)
        let written = try CommandError.naming(file) { try ContainerWriter.writeFallback(of: input, to: container) }
        console.message("keeping the file itself instead")
        describe(.fallback(written.fallback), length: written.length, tried: found.tried, console)
        return .no
    }

    private func tell(_ found: SeedRecovery, _ length: UInt64, _ console: Console) {
        if found.otherForms.isEmpty {
            console.message("\(generator) gives \(file) with none of \(Figures.count(found.tried, "seed"))")
        } else {
            console.message(
                "0 seeds tried: with none does \(generator) give \(file), which has \(Figures.bytes(length)); it gives")
            for form in found.otherForms { console.message("  \(form)") }
        }
    }

    private func describe(_ content: Container.Content, length: UInt64, tried: UInt64, _ console: Console) {
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
            console.report(seed ?? "none of \(Figures.count(tried, "seed")), but the generator's state was solved for")
        }
        console.report("\(out): \(description.summary)")
    }
}
