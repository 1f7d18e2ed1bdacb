import ArgumentParser
import Mirror
import Objects
import Store

/// `at1 mirror push`: at1 commits as git commits.
struct MirrorPushCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Write branches and tags to a git repository.",
        discussion: """
            Every commit becomes a git commit. Files stay files; recipes, bundles and sessions become readable text; files larger \
            than the setting mirror.maxfilesize (100m) become pointers. A local path that does not exist becomes a bare \
            repository.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(
        name: [.customShort("f"), .long], help: "Allow updates that lose commits or move tags.")
    var force = false
    @Argument(help: ArgumentHelp("A path or a git URL: ssh, http, https.", valueName: "url"), transform: Word.path)
    var url: String
    @Argument(help: ArgumentHelp("Branches and tags; all by default.", valueName: "ref")) var refs: [String] =
        []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let progress = Progress("sending objects", options)
        defer { progress.finish() }
        let connection = try MirrorAccess.connection(url, repository.configuration, progress)
        let names = try refs.map { text in try Self.name(text, repository) }
        let result = try repository.pushMirror(to: connection, names, force: force)
        progress.finish()
        if report.json {
            console.print(json(result))
        } else {
            tell(result, connection, console)
        }
        return .done
    }

    /// A branch or a tag: the full name, or the short one.
    private static func name(_ text: String, _ repository: Repository) throws -> RefName {
        for prefix in ["", "refs/", RefName.branches, RefName.tags] {
            if let name = try? RefName(prefix + text), !name.isRemote, try repository.refs.find(name) != nil {
                return name
            }
        }
        throw CommandError(.usage, "there is no branch or tag '\(text)'")
    }

    private func tell(_ result: MirrorPushReport, _ connection: MirrorConnection, _ console: Console) {
        if result.isNew { console.message("made '\(connection.shownURL)'") }
        for ref in result.refs {
            let what =
                ref.isUpToDate
                ? "up to date"
                : "\(ref.old.map { "\($0.prefix(10))..\((ref.new ?? "").prefix(10))" } ?? "new, \((ref.new ?? "").prefix(10))")"
            console.report("\(ref.name.short): \(what)")
        }
        for file in result.leftOut {
            console.message("left out, as a pointer: \(file.path.quoted), \(Figures.short(file.length))")
        }
        if result.objects > 0 {
            let bytes = result.bytes > 0 ? ", \(Figures.short(UInt64(result.bytes)))" : ""
            console.message("sent \(Figures.count(result.objects, "object")) of git\(bytes)")
        }
    }

    private func json(_ result: MirrorPushReport) -> JSONValue {
        [
            "refs": .array(
                result.refs.map { ref in
                    var object: JSONObject = ["name": .string(ref.name.text), "up_to_date": .bool(ref.isUpToDate)]
                    if let old = ref.old { object["old"] = .string(old) }
                    if let new = ref.new { object["new"] = .string(new) }
                    return .object(object)
                }),
            "objects": .integer(result.objects), "bytes": .integer(result.bytes),
            "left_out": .array(result.leftOut.map(\.json)), "made": .bool(result.isNew),
        ]
    }
}
