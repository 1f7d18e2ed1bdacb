import ArgumentParser
import Engine
import Objects

/// `at1 replay info`: the contents of an .at1r file. Computes nothing.
struct ReplayInfo: Command {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show the contents of an .at1r file.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The .at1r file; - for standard input.", transform: Word.path) var file: String

    func execute(_ console: Console) throws -> ExitStatus {
        let packed = try CommandError.naming(file) { try ContainerFile(StandardInput.path(file)) }
        let description = ContainerDescription(packed.container.content, containerBytes: packed.length)
        if report.json {
            var json = description.json
            if case .fallback = packed.container.content, case .object(var members) = json {
                members["offset"] = .integer(packed.container.headLength)
                json = .object(members)
            }
            console.print(json)
            return .done
        }
        console.print("\(file): \(description.summary)")
        switch packed.container.content {
        case .recipe(let recipe):
            console.print("generator   \(recipe.generator)")
            console.print("params      \(JSONValue.object(recipe.params).canonicalText)")
            console.print("array       \(recipe.array)")
            console.print("encoding    \(recipe.encoding)")
            if let arithmetic = recipe.engine.arithmetic { console.print("arithmetic  \(arithmetic)") }
            console.print("engine      \(recipe.engine.name)")
            console.print("code        \(recipe.engine.code.hex)")
        case .fallback(let fallback):
            let start = packed.container.headLength
            let reader = fallback.storage == .xz ? " | xz -d" : ""
            console.print(
                "storage     \(fallback.storage.rawValue), from byte \(start): tail -c +\(start + 1) \(file)\(reader)")
        }
        console.print("length      \(packed.container.output.length)")
        console.print("sha256      \(packed.container.output.sha256.hex)")
        return .done
    }
}
