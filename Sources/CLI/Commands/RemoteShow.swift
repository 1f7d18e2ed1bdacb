import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 remote show`
struct RemoteShow: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Ask a remote which refs it has.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The name of a remote, or an address.") var name: String

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let remote = try access.remote(name)
        let refs = try RemoteRefs(access.repository, remote, environment: Environment.all)
        if report.json {
            console.print([
                "name": .string(remote.label), "url": .string(remote.shownURL),
                "push_url": .string(remote.shownPushURL),
                "head": refs.head.map { .string($0.text) } ?? .null,
                "refs": .array(refs.refs.map { ["ref": .string($0.name.text), "id": .string($0.id.hex)] }),
            ])
            return .done
        }
        console.print("* remote \(remote.label)")
        console.print("  Fetch URL: \(remote.shownURL)")
        console.print("  Push  URL: \(remote.shownPushURL)")
        console.print("  HEAD branch: \(refs.head?.short ?? "(none)")")
        for (name, id) in refs.refs { console.print("  \(id.short) \(name)") }
        return .done
    }
}
