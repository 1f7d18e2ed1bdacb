import ArgumentParser
import Mirror
import Objects
import Store

/// `at1 mirror fetch`: fetches what is new in a mirror.
struct MirrorFetchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Rebuild what is new in a mirror.",
        discussion: "Branches become refs/remotes/mirror/NAME; tags become tags.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customShort("f"), .long], help: "Move tags that name other objects here.") var force = false
    @Option(help: ArgumentHelp("Store branches as those of this remote.", valueName: "remote")) var name = "mirror"
    @Argument(
        help: ArgumentHelp("A path or a git URL; the setting mirror.url by default.", valueName: "url"),
        transform: Word.path)
    var url: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard let url = url ?? access.repository.configuration["mirror.url"] else {
            throw CommandError(.usage, "no mirror is named", hint: "give its URL, or set mirror.url")
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
                console.report(
                    "\(ref.name.short): \(ref.old.map { "\($0.short)..\(ref.new.short)" } ?? "new, \(ref.new.short)")")
            }
            if result.refs.isEmpty { console.message("nothing new") }
            MirrorReport.tellLacking(result, console)
        }
        for name in result.conflicts {
            console.message("tag '\(name.short)' names another object there; it was left as it is (--force moves it)")
        }
        return result.conflicts.isEmpty ? .done : .no
    }
}
