import ArgumentParser
import Store

/// `at1 init`: makes a repository.
struct InitCommand: Command {
    static let configuration = CommandConfiguration(commandName: "init", abstract: "Make a new, empty repository.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The folder; made where it is missing.") var folder = "."
    @Flag(help: "Make a repository without a work tree, in the folder itself.") var bare = false

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try Repository.create(at: folder, bare: bare, RepositoryAccess.options(options))
        console.message("made an empty repository in \(repository.folder.path)")
        return .done
    }
}
