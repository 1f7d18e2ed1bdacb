import ArgumentParser
import Objects
import Store

/// `at1 worktree list`
struct WorktreeList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the working trees, with commit and branch.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let trees = try RepositoryAccess(options).repository.worktrees()
        if report.json {
            console.print(.array(trees.map(WorktreeText.json)))
        } else {
            let width = trees.map(\.path.count).max() ?? 0
            for tree in trees { console.print(WorktreeText.line(tree, width: width)) }
        }
        return .done
    }
}
