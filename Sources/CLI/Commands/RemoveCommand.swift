import ArgumentParser
import Objects
import Store

/// `at1 rm`: removes files from the index and the working tree.
struct RemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove files from the index and the working tree.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .short, help: "Remove folders recursively.") var recursive = false
    @Flag(help: "Keep the files in the working tree.") var cached = false
    @Flag(name: .shortAndLong, help: "Remove files even if they have uncommitted changes.") var force = false
    @Argument(help: "Files and folders.", transform: Word.path) var paths: [String]

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let removed = try access.repository.remove(
            access.paths(paths), recursive: recursive, keepingFiles: cached, force: force)
        if report.json { console.print(["removed": removed.json]) }
        for path in removed { console.message("rm \(path.quoted)") }
        return .done
    }
}
