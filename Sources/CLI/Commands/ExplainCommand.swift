import ArgumentParser
import Computations
import Objects
import Packs
import Store

/// `at1 explain`: how to make a file without at1.
struct ExplainCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain how to make a file without at1: inputs, command, environment.",
        discussion: "Prints a shell script with comments. Read it before you run it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A file, or REV:PATH.", transform: Word.path) var path: String

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let lineage = try Lineage(of: ComputedEntry.get(path, access), in: repository)
        var lines: [String] = []
        var done: Set<ObjectID> = []
        for id in lineage.order {
            guard let node = lineage.nodes[id] else { continue }
            if let computation = node.computation {
                if done.insert(computation.id).inserted { lines += try steps(computation, repository) }
            } else {
                lines += try source(node, repository)
            }
        }
        if report.json {
            console.print(["script": .string(lines.joined(separator: "\n") + "\n")])
        } else {
            for line in lines { console.print(line) }
        }
        return .done
    }

    private func source(_ node: Lineage.Node, _ repository: Repository) throws -> [String] {
        guard node.kind == .recipe else {
            return ["# \(node.path.quoted): a file as it is, \(node.kind.rawValue) \(node.id)"]
        }
        let recipe = try repository.objects.recipe(node.id)
        return [
            "# \(node.path.quoted): \(recipe.generator) \(JSONValue.object(recipe.params).canonicalText), \(recipe.encoding),",
            "#   SHA-256 \(recipe.output.sha256)",
        ]
    }

    private func steps(_ computation: Computation, _ repository: Repository) throws -> [String] {
        let environment = try repository.objects.environment(computation.environment)
        var lines = ["", "# Reads " + (computation.inputs.isEmpty ? "nothing" : list(computation.inputs.map(\.path)))]
        lines.append(
            "# Environment: \(Figures.count(environment.entries.count, "file")), \(environment.architecture)"
                + (environment.packages.isEmpty
                    ? "" : "; " + environment.packages.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))
        let variables = computation.variables.sorted { $0.key < $1.key }.map {
            "\($0.key)=\(ShellWord.quoted($0.value))"
        }
        let folder = computation.folder.map { "cd \(ShellWord.quoted($0.description)) && " } ?? ""
        let input =
            computation.standardInput.map { " < \"$top\"/\(ShellWord.quoted($0.description))" } ?? " < /dev/null"
        lines.append(
            "(top=$PWD; \(folder)env -i \(variables.joined(separator: " ")) \(ComputationText.command(computation))\(input))"
        )
        for output in computation.outputs {
            lines.append("echo \(ShellWord.quoted("\(output.sha256)  \(output.path)")) | sha256sum -c")
        }
        return lines
    }

    private func list(_ paths: [TreePath]) -> String {
        paths.prefix(20).map(\.quoted).joined(separator: ", ")
            + (paths.count > 20 ? " and \(paths.count - 20) more" : "")
    }
}
