import ArgumentParser
import Engine
import Objects

/// The generator that a file is said to come from.
struct GeneratorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The generator that made the file; see at1 replay generators.", valueName: "name"),
        completion: Completion.generator)
    var generator: String?

    @Option(help: ArgumentHelp("Its parameters, as a JSON object.", valueName: "json"))
    var params: String?

    func validate() throws {
        guard (generator == nil) == (params == nil) else {
            throw ValidationError("--generator and --params go together")
        }
    }

    /// Generator and parameters; nil if none are named.
    func call() throws -> (generator: String, params: JSONObject)? {
        guard let generator, let params else { return nil }
        return (generator, try ReplayEngine.params(parsing: params, for: generator))
    }
}
