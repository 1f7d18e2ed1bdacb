import ArgumentParser
import Objects
import Store

/// `at1 worktree prune`
struct WorktreePrune: Command {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Forget the working trees whose folders are gone.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Dry run: only say which.") var dryRun = false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let gone = try RepositoryAccess(options).repository.pruneWorktrees(dryRun: dryRun)
        if report.json {
            console.print(["pruned": .array(gone.map { .string($0) }), "dry_run": .bool(dryRun)])
        } else {
            for name in gone { console.report("\(dryRun ? "would forget" : "forgot") working tree '\(name)'") }
        }
        return .done
    }
}
