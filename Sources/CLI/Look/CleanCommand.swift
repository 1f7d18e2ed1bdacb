import ArgumentParser
import Objects
import Store

/// `at1 clean`: removes files that are not tracked.
struct CleanCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Remove untracked files; ignored files stay.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Dry run: only say what would be removed.")
    var dryRun = false
    @Flag(name: .shortAndLong, help: "Remove them.") var force = false
    @Flag(name: .customShort("d"), help: "Remove untracked folders, too.") var folders = false
    @Argument(help: "Only these files and folders.", transform: Word.path) var paths: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard dryRun != force else {
            throw CommandError(.usage, "clean takes -n, which only says what would go, or -f, which removes it")
        }
        let access = try RepositoryAccess(options)
        let wanted = try access.paths(paths)
        let status = try access.repository.status(within: wanted.contains(nil) ? [] : wanted.compactMap { $0 })
        let chosen = status.untracked.filter { folders || !$0.isFolder }
        if force { try access.repository.removeUntracked(chosen.map(\.path)) }
        if report.json {
            console.print([
                "removed": .bool(force), "paths": .array(chosen.map { .string("\($0.path)\($0.isFolder ? "/" : "")") }),
            ])
        } else {
            for (path, isFolder) in chosen {
                console.report("\(force ? "Removing" : "Would remove") \(path.quoted)\(isFolder ? "/" : "")")
            }
        }
        return .done
    }
}
