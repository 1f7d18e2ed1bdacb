import ArgumentParser
import Objects
import Store

/// `at1 diff`: what differs between work tree, index and commits.
struct DiffCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what differs: work tree and index, or two commits.",
        discussion:
            "Without a revision: the work tree against the index. With one: against it. With two: one against the other."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(
        name: [.customLong("staged"), .customLong("cached")], help: "The index against HEAD, or against the revision.")
    var staged = false
    @Flag(help: "Only the paths, with a letter for what happened.") var nameStatus = false
    @Flag(help: "Only the paths.") var nameOnly = false
    @Flag(help: "Exit with 1 when there are differences.") var exitCode = false
    @Argument(help: "A revision; A..B for two.") var revision: String?
    @Argument(help: "Another one.") var other: String?
    @Argument(parsing: .postTerminator, help: "Only these files and folders.") var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let wanted = try access.paths(paths)
        let revisions = [revision, other].compactMap { $0 }
        let names = revisions.count == 1 ? Self.range(revisions[0]) : revisions
        let trees = try names.map { try repository.peel(repository.resolve($0), to: .tree) }
        var isWorkTree = false
        var changes: [Change]
        switch (trees.count, staged) {
        case (2, false):
            changes = Change.between(try repository.files(of: trees[0]), try repository.files(of: trees[1]))
        case (0...1, true):
            changes = Change.between(
                try repository.files(of: trees.first ?? repository.headTree()), try repository.index().entries)
        case (0, false):
            isWorkTree = true
            changes = try repository.status().unstaged
        case (1, false):
            isWorkTree = true
            changes = try repository.workTreeChanges(against: trees[0])
        default: throw CommandError(.usage, "diff takes at most two revisions, and with --staged one")
        }
        if !wanted.isEmpty, !wanted.contains(nil) {
            changes = changes.filter { change in wanted.contains { change.path.isWithin($0!) } }
        }
        if report.json {
            console.print(.array(changes.map(\.json)))
        } else if nameStatus || nameOnly {
            for change in changes {
                console.print(nameOnly ? change.path.quoted : "\(change.letter)\t\(change.path.quoted)")
            }
        } else {
            let text = ChangeText(repository: repository, isWorkTree: isWorkTree)
            for change in changes { try text.print(change, console) }
        }
        return exitCode && !changes.isEmpty ? .no : .done
    }

    private static func range(_ text: String) -> [String] {
        let parts = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 ? parts.map { $0.isEmpty ? "HEAD" : $0 } : [text]
    }
}
