import ArgumentParser
import Objects
import Store

/// `at1 mirror fetch`: what a mirror has and this repository has not.
struct MirrorFetchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Rebuild what a mirror has that is not here.",
        discussion: "Branches become refs/remotes/mirror/NAME; tags become tags.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customShort("f"), .long], help: "Move tags that stand for something else here.") var force = false
    @Option(help: ArgumentHelp("Keep branches as those of this remote.", valueName: "remote")) var name = "mirror"
    @Argument(help: ArgumentHelp("A path or a URL of git; the setting mirror.url by default.", valueName: "url"))
    var url: String?

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard let url = url ?? access.repository.configuration["mirror.url"] else {
            throw CommandError(.usage, "no mirror is named", mend: "give its URL, or set mirror.url")
        }
        let progress = Progress("receiving objects", options)
        defer { progress.finish() }
        let connection = try MirrorAccess.connection(url, access.repository.configuration, progress)
        let result = try access.repository.fetchMirror(
            from: connection, remote: name, force: force, who: access.person(.committer))
        progress.finish()
        if report.json {
            console.print(MirrorReport.json(result))
        } else {
            for ref in result.refs {
                console.print(
                    "\(ref.name.short): \(ref.old.map { "\($0.short)..\(ref.new.short)" } ?? "new, \(ref.new.short)")")
            }
            if result.refs.isEmpty { console.message("nothing new") }
            MirrorReport.tellLacking(result, console)
        }
        for name in result.conflicts {
            console.message("tag '\(name.short)' stands for something else there; it was left (--force moves it)")
        }
        return result.conflicts.isEmpty ? .done : .no
    }
}
