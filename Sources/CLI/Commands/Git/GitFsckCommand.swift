import ArgumentParser
import GitFilter
import Objects
import Store

/// `at1 git fsck`: whether every pointer gives its file.
struct GitFsckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Check that every pointer in git's history gives its file.",
        discussion: "Executes recipes and reads objects. Exits with 1 if a pointer does not give its file.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Read the objects, but do not execute the recipes.") var noExecute = false

    func execute(_ console: Console) throws -> ExitStatus {
        let workspace = try GitWorkspace(options)
        let progress = Progress("checking", options, unit: "")
        defer { progress.finish() }
        let pointers = try GitHistoryPointers.all()
        var problems: [JSONValue] = []
        var (recipes, objects, executed) = (0, 0, 0)
        for (number, found) in pointers.enumerated() {
            progress.show(UInt64(number), of: UInt64(pointers.count))
            do {
                let pointer = try found.pointer.get()
                switch pointer {
                case .recipe:
                    recipes += 1
                    guard !noExecute else { continue }
                    executed += 1
                case .object: objects += 1
                }
                _ = try workspace.content(of: pointer)
            } catch {
                let what = CommandError(error)
                var problem = PathWord.json(found.path)
                problem["blob"] = .string(found.blob)
                problem["what"] = .string(what.message)
                problem["code"] = .string(what.code)
                problems.append(.object(problem))
                if !report.json {
                    console.print(
                        "\(found.blob.prefix(10)) \(PathWord.quoted(found.path)): \(what.message)")
                }
            }
        }
        progress.finish()
        if report.json {
            console.print([
                "ok": .bool(problems.isEmpty), "recipes": .integer(recipes), "objects": .integer(objects),
                "executed": .integer(executed), "problems": .array(problems),
            ])
        } else {
            console.report(
                "\(Figures.count(recipes, "recipe")), \(Figures.count(objects, "object")), \(Figures.count(problems.count, "problem"))"
            )
        }
        return problems.isEmpty ? .done : .no
    }
}
