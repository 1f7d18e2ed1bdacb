import ArgumentParser
import Objects
import Store

/// `at1 reset`: moves the branch, or unstages files.
struct ResetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Move the branch to a commit; or, with -- PATHS, unstage files.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Keep index and working tree unchanged.") var soft = false
    @Flag(help: "Reset the index to the commit; the default.") var mixed = false
    @Flag(help: "Reset index and working tree to the commit, and discard uncommitted changes.") var hard = false
    @Argument(help: "The commit; HEAD by default.", completion: Completion.revision) var revision: String?
    @Argument(parsing: .postTerminator, help: "Files and folders to unstage.", transform: Word.path) var paths:
        [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        guard [soft, mixed, hard].count(where: { $0 }) <= 1 else {
            throw CommandError(.usage, "--soft, --mixed and --hard exclude each other")
        }
        if !paths.isEmpty {
            guard !soft, !hard else {
                throw CommandError(.usage, "--soft and --hard cannot be used with paths")
            }
            let tree =
                try revision.map { try repository.peel(repository.resolve($0), to: .tree) } ?? repository.headTree()
            let wanted = try access.paths(paths)
            try repository.unstage(
                wanted.contains(nil) ? repository.topPaths(tree) : wanted.compactMap { $0 }, to: tree)
            if report.json { console.print(["unstaged": .array(paths.map { .string($0) })]) }
            return .done
        }
        if revision == nil, try repository.refs.headCommit() == nil {
            try repository.unstage(repository.topPaths(nil), to: nil)
            if report.json { console.print(["head": .null, "mode": "mixed"]) }
            return .done
        }
        let (id, commit) = try repository.resolveCommit(revision ?? "HEAD")
        try repository.reset(to: id, soft ? .soft : hard ? .hard : .mixed, who: access.person(.committer))
        if report.json {
            console.print(["head": .string(id.hex), "mode": soft ? "soft" : hard ? "hard" : "mixed"])
        }
        if hard { console.message("HEAD is now at \(id.short) \(commit.subject)") }
        return .done
    }
}
