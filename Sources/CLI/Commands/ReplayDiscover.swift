import ArgumentParser
import Engine
import Objects

/// `at1 replay discover`: finds an unknown origin.
struct ReplayDiscover: Command {
    static let configuration = CommandConfiguration(
        commandName: "discover", abstract: "Find out which call made a file, and with which seed.",
        discussion: """
            Tries the common calls of numpy's default_rng and RandomState, of Python's random, and of scikit-learn's \
            make_ functions with default parameters, with the shape and type of the file and each seed of the pool. A \
            call counts only if it gives the file byte for byte; exits with 1 if none does.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The file.", transform: Word.path) var file: String
    @Option(
        help: "Write the recipe to this .at1r file; if none is found, the file itself, as 'replay pack' does.",
        transform: Word.path)
    var out: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var sources: SourceOptions
    @OptionGroup var discovery: DiscoveryOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let input = try InputFile(StandardInput.path(file))
        let container = try out.map { try output.open($0, console, besides: file) }
        let engine = try CompositionRoot.engine(RepositoryAccess.settings(options))
        let found = try find(engine, input)
        let written = try write(found, input, to: container)
        if report.json {
            console.print(json(found, written))
        } else {
            tell(found, written, console)
        }
        return found.recipe == nil ? .no : .done
    }

    /// Tries the user's own sources first, if any are named.
    private func find(_ engine: ReplayEngine, _ input: InputFile) throws -> Discovery {
        let fromSource = try sources.run(engine, file, input)
        if let fromSource, fromSource.recipe != nil { return fromSource }
        var found = try discovery.run(engine, file, input, options)
        found.untranslated = fromSource?.untranslated ?? []
        return found
    }

    private func write(_ found: Discovery, _ input: InputFile, to container: OutputFile?) throws
        -> ContainerDescription?
    {
        guard let container else { return nil }
        if let recipe = found.recipe {
            return ContainerDescription(
                .recipe(recipe), containerBytes: try ContainerWriter.write(recipe, to: container))
        }
        let written = try CommandError.naming(file) { try ContainerWriter.writeFallback(of: input, to: container) }
        return ContainerDescription(.fallback(written.fallback), containerBytes: written.length)
    }

    private func tell(_ found: Discovery, _ written: ContainerDescription?, _ console: Console) {
        if let recipe = found.recipe, let call = found.call {
            console.print("\(file): \(call)")
            console.print("generator   \(recipe.generator)")
            console.print("params      \(JSONValue.object(recipe.params).canonicalText)")
            console.print("array       \(recipe.array)")
            console.print("encoding    \(recipe.encoding)")
            if let arithmetic = recipe.engine.arithmetic { console.print("arithmetic  \(arithmetic)") }
        } else {
            console.print("\(file): no origin found")
            for line in found.untranslated { console.message("  not translated: \(line)") }
            guard !found.tried.isEmpty || !found.passedOver.isEmpty else {
                return console.message("it does not look like numbers that were drawn")
            }
            console.message("tried with \(Figures.count(discovery.count, "seed")) each:")
            for origin in found.tried { console.message("  \(origin)") }
            for (origin, seconds) in found.passedOver {
                console.message("  not tried, it would take about \(Int(seconds.rounded(.up))) s: \(origin)")
            }
            if !found.passedOver.isEmpty { console.message("--patience SECONDS tries those too") }
        }
        if let out, let written { console.report("\(out): \(written.summary)") }
    }

    private func json(_ found: Discovery, _ written: ContainerDescription?) -> JSONValue {
        var members: JSONObject = [
            "found": .bool(found.recipe != nil), "call": found.call.map { .string($0) } ?? .null,
            "seeds": .integer(discovery.count), "tried": .array(found.tried.map { .string($0) }),
            "not_translated": .array(found.untranslated.map { .string($0) }),
            "not_tried": .array(
                found.passedOver.map { ["origin": .string($0.origin), "seconds": .number($0.seconds.rounded(.up))] }),
        ]
        if let recipe = found.recipe {
            members["generator"] = .string(recipe.generator)
            members["params"] = .object(recipe.params)
            members["array"] = .string(recipe.array)
            members["encoding"] = .string(recipe.encoding)
            members["arithmetic"] = recipe.engine.arithmetic.map { .string($0) } ?? .null
        }
        if let written { members["container"] = written.json }
        return .object(members)
    }
}
