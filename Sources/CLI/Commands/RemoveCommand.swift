import ArgumentParser
import Objects
import Store

/// `at1 rm`: removes files from the index and the work tree.
struct RemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove files from the index and the work tree.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .short, help: "Remove folders with all in them.") var recursive = false
    @Flag(help: "Keep the files in the work tree.") var cached = false
    @Flag(name: .shortAndLong, help: "Remove what is not committed anywhere.") var force = false
    @Argument(help: "Files and folders.") var paths: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let removed = try access.repository.remove(
            access.paths(paths), recursive: recursive, keepingFiles: cached, force: force)
        for path in removed { console.message("rm \(path.quoted)") }
        return .done
    }
}
