import ArgumentParser
import Objects
import Packs
import Store

/// `at1 recipes list`: every file that is stored as a recipe.
struct RecipesList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the files that are stored as recipes, and the call that gives each.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A revision; the index by default.", completion: Completion.revision) var revision: String?

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let entries =
            try revision.map { try repository.files(of: repository.peel(repository.resolve($0), to: .tree)) }
            ?? repository.index().entries
        let recipes = try entries.filter { $0.kind == .recipe }.map { ($0, try repository.objects.recipe($0.id)) }
        if report.json {
            console.print(
                .array(
                    recipes.map { entry, recipe in
                        var object: JSONObject = [
                            "id": .string(entry.id.hex), "generator": .string(recipe.generator),
                            "params": .object(recipe.params), "array": .string(recipe.array),
                            "encoding": .string(recipe.encoding), "length": .integer(recipe.output.length),
                            "arithmetic": recipe.engine.arithmetic.map { .string($0) } ?? .null,
                        ]
                        entry.path.add(to: &object)
                        return .object(object)
                    }))
            return .done
        }
        let width = recipes.map { $0.0.path.quoted.count }.max() ?? 0
        for (entry, recipe) in recipes {
            let path = entry.path.quoted
            let name = path + String(repeating: " ", count: width - path.count)
            let size = Figures.short(recipe.output.length)
            let profile = recipe.engine.arithmetic.map { "  \($0)" } ?? ""
            console.print("\(name)  \(Self.call(recipe))  \(recipe.array) \(recipe.encoding)  \(size)\(profile)")
        }
        return .done
    }

    /// The call in Python syntax.
    static func call(_ recipe: Recipe) -> String {
        let arguments = recipe.params.members.map { member -> String in
            let value: String =
                switch member.value {
                case .null: "None"
                case .bool(let flag): flag ? "True" : "False"
                default: member.value.canonicalText
                }
            return "\(member.key.text)=\(value)"
        }
        return "\(recipe.generator)(\(arguments.joined(separator: ", ")))"
    }
}
