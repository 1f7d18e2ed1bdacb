import ArgumentParser
import Objects
import Packs
import Store

/// `at1 cat`: the content of a file, recipes executed.
struct CatCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Write the content of REV:path to standard output, computed if it is a recipe."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "REV:path, or an object.", completion: Completion.revision) var revision: String

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        guard report.json else {
            try repository.content(of: revision) { try console.write($0) }
            return .done
        }
        let id = try repository.resolve(revision)
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        console.print(try ObjectJSON(repository).content(kind, id))
        return .done
    }
}
