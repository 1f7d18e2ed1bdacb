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
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only these bytes, as in HTTP: 0-99 are the first hundred, 100- all others, -100 the last hundred.",
            valueName: "range"),
        transform: Word.range)
    var range: ByteRange?
    @Argument(help: "REV:path, or an object.", completion: Completion.revision) var revision: String

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        if let range {
            guard !report.json else { throw CommandError(.usage, "--range and --json exclude each other") }
            let view = try repository.view(of: revision)
            guard let bytes = range.resolved(view.length) else {
                throw CommandError(.usage, "'\(revision)' has \(view.length) bytes, and none of that range")
            }
            try view.read(bytes) { try console.write($0) }
            return .done
        }
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
