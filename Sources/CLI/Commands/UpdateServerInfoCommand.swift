import ArgumentParser
import Store

/// `at1 update-server-info`: lets a web server hand the repository out.
struct UpdateServerInfoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "update-server-info",
        abstract: "Write info/store, so that any web server can hand this repository out to be read.",
        discussion: "Pushes to the repository, and gc, keep the file up to date from then on.")

    @OptionGroup var options: GlobalOptions

    func execute(_ console: Console) throws -> ExitStatus {
        try RepositoryAccess(options).repository.writeServerInfo()
        return .done
    }
}
