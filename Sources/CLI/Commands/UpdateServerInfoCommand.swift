import ArgumentParser
import Files
import Objects
import Store

/// `at1 update-server-info`: lets a web server serve the repository.
struct UpdateServerInfoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "update-server-info",
        abstract: "Write info/store, so that any web server can serve this repository read-only.",
        discussion: "From then on, pushes to the repository and gc keep the file up to date.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        try repository.writeServerInfo()
        if report.json { console.print(["path": .string(repository.folder.path + "/info/store")]) }
        return .done
    }
}
