import ArgumentParser
import Files
import Objects
import Store

/// `at1 init`: creates a repository.
struct InitCommand: Command {
    static let configuration = CommandConfiguration(commandName: "init", abstract: "Create an empty repository.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The folder; created if it does not exist.", transform: Word.path) var folder = "."
    @Flag(help: "Create a repository without a working tree, in the folder itself.") var bare = false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try Repository.checkPlace(folder)
        let repository = try Repository.create(at: folder, bare: bare, CompositionRoot.options(options))
        if report.json {
            console.print(["folder": .string(repository.folder.path), "bare": .bool(repository.isBare)])
        }
        console.message("created an empty repository in \(repository.folder.path)")
        return .done
    }
}
