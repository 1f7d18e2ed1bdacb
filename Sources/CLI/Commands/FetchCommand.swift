import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 fetch`: fetches from a remote, and moves no local branch.
struct FetchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Download objects and refs from a remote.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var fetch: FetchOptions
    @Flag(help: "Fetch from all remotes.") var all = false
    @Flag(name: .shortAndLong, help: "Remove remote-tracking refs that no longer exist on the remote.") var prune =
        false
    @Flag(name: .shortAndLong, help: "All tags.") var tags = false
    @Flag(help: "No tags.") var noTags = false
    @Flag(name: .shortAndLong, help: "Allow updates that are not fast-forward.") var force = false
    @Argument(help: "The remote, then what to fetch: [+]SOURCE[:DESTINATION].", completion: Completion.remote)
    var words: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard !all || words.isEmpty else { throw CommandError(.usage, "--all takes no remote") }
        guard !tags || !noTags else { throw CommandError(.usage, "--tags and --no-tags exclude each other") }
        let access = try RepositoryAccess(options)
        let settings = access.repository.configuration
        let names = try all ? RemoteSettings.names(in: settings) : [words.first ?? access.defaultRemote()]
        let specs = try words.dropFirst().map { try RefSpec($0) }
        let progress = Progress("receiving", options)
        defer { progress.finish() }
        var fetchOptions = try fetch.options(access, settings, progress)
        fetchOptions.prunes = try prune || settings.flag("fetch.prune") ?? false
        fetchOptions.tags = tags ? .all : noTags ? .none : .following
        fetchOptions.force = force
        var status = ExitStatus.done
        var reports: JSONObject = [:]
        for name in names {
            let remote = try access.remote(name)
            let result = try Fetch(access.repository, remote, who: access.person(.committer), fetchOptions).run(specs)
            progress.finish()
            TransferText.print(result, from: remote.label, console)
            reports[remote.label] = .object(TransferText.json(result))
            if let refused = result.changes.first(where: { $0.kind == .refused }) {
                CommandError(
                    .refused, "\(refused.name) was not moved: it would lose commits, or is checked out",
                    hint: "fetch into another ref, or force it with '+'"
                ).print()
                status = .refused
            }
        }
        if report.json { console.print(.object(reports)) }
        return status
    }
}
