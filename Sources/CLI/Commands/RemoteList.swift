import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 remote [list]`
struct RemoteList: Command {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the remotes.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Show their addresses.") var verbose = false

    func execute(_ console: Console) throws -> ExitStatus {
        let settings = try RepositoryAccess(options).repository.configuration
        let remotes = try RemoteSettings.names(in: settings).map { try RemoteSettings(named: $0, in: settings) }
        if report.json {
            console.print(
                .array(
                    remotes.map {
                        ["name": .string($0.label), "url": .string($0.shownURL), "push_url": .string($0.shownPushURL)]
                    }))
            return .done
        }
        for remote in remotes {
            if verbose {
                console.print("\(remote.label)\t\(remote.shownURL) (fetch)")
                console.print("\(remote.label)\t\(remote.shownPushURL) (push)")
            } else {
                console.print(remote.label)
            }
        }
        return .done
    }
}
