import ArgumentParser
import Computations
import Objects
import Packs
import Store

/// `at1 lineage`: where a file came from.
struct LineageCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "lineage", abstract: "Show where a file comes from, through all programs and recipes.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Print a graph for Graphviz.") var dot = false
    @Argument(help: "A file, or REV:PATH.", transform: Word.path) var path: String

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let lineage = try Lineage(of: ComputedEntry.get(path, access), in: access.repository)
        if report.json {
            console.print(json(lineage))
        } else if dot {
            printGraph(lineage, console)
        } else {
            try printTree(lineage, access.repository, console)
        }
        return .done
    }

    private func origin(_ node: Lineage.Node, _ repository: Repository) throws -> String {
        if let computation = node.computation { return "made by: \(ComputationText.command(computation))" }
        guard node.kind == .recipe else { return "captured (\(node.kind.rawValue) \(node.id.short))" }
        let recipe = try repository.objects.recipe(node.id)
        return "recipe: \(recipe.generator) \(JSONValue.object(recipe.params).canonicalText)"
    }

    private func printTree(_ lineage: Lineage, _ repository: Repository, _ console: Console) throws {
        var shown: Set<ObjectID> = []
        var waiting: [(id: ObjectID, depth: Int)] = [(lineage.root, 0)]
        while let (id, depth) = waiting.popLast() {
            guard let node = lineage.nodes[id] else { continue }
            let indent = String(repeating: "  ", count: min(depth, 100))
            guard shown.insert(id).inserted else {
                console.print("\(indent)\(node.path.quoted)  (see above)")
                continue
            }
            console.print("\(indent)\(node.path.quoted)  \(try origin(node, repository))")
            waiting += node.inputs.reversed().map { ($0, depth + 1) }
        }
    }

    private func printGraph(_ lineage: Lineage, _ console: Console) {
        func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
        }
        console.print("digraph lineage {")
        for id in lineage.order {
            guard let node = lineage.nodes[id] else { continue }
            console.print("  \(quoted(id.short)) [label=\(quoted(node.path.description)), shape=box];")
            guard let computation = node.computation else { continue }
            let program = computation.id.short
            console.print("  \(quoted(program)) [label=\(quoted(ComputationText.command(computation)))];")
            console.print("  \(quoted(program)) -> \(quoted(id.short));")
            for input in node.inputs { console.print("  \(quoted(input.short)) -> \(quoted(program));") }
        }
        console.print("}")
    }

    private func json(_ lineage: Lineage) -> JSONValue {
        .array(
            lineage.order.compactMap { lineage.nodes[$0] }.map { node in
                var object: JSONObject = ["kind": .string(node.kind.rawValue), "id": .string(node.id.hex)]
                node.path.add(to: &object)
                if let computation = node.computation {
                    object["computation"] = .string(computation.id.hex)
                    object["arguments"] = .array(computation.arguments.map { .string($0) })
                    object["inputs"] = .array(node.inputs.map { .string($0.hex) })
                }
                return .object(object)
            })
    }
}
