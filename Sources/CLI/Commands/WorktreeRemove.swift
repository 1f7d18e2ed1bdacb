import ArgumentParser
import Objects
import Store

/// `at1 worktree remove`
struct WorktreeRemove: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a working tree and its files. Its branch stays.",
        discussion: "Refuses where something would be lost: changes, untracked files, a stash.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Remove it all the same.") var force = false
    @Argument(help: "The working tree, by its path or by its name in the list.", transform: Word.path) var path: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let removed = try RepositoryAccess(options).repository.removeWorktree(path, force: force)
        if report.json { console.print(["removed": .string(removed.path)]) }
        console.message("removed the working tree '\(removed.path)'")
        return .done
    }
}
