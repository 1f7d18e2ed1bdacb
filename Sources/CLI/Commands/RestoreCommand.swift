import ArgumentParser
import Objects
import Store

/// `at1 restore`: restores files.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore files from the index or from a commit; or unstage them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: .shortAndLong, help: "The source; the index by default, HEAD with --staged.") var source: String?
    @Flag(name: [.customShort("S"), .long], help: "Restore the index.") var staged = false
    @Flag(
        name: [.customShort("W"), .customLong("worktree")],
        help: "Restore the working tree; the default without --staged.")
    var workTree = false
    @Argument(help: "Files and folders.", transform: Word.path) var paths: [String]

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let tree = try source.map { try repository.peel(repository.resolve($0), to: .tree) }
        if staged, !workTree {
            let wanted = try access.paths(paths)
            let from = try tree ?? repository.headTree()
            try repository.unstage(
                wanted.contains(nil) ? try repository.topPaths(from) : wanted.compactMap { $0 }, to: from)
        } else {
            let from = try staged ? tree ?? repository.headTree() : tree
            try Checkout(access, options, force: true).restore(access.paths(paths), from: from, staging: staged)
        }
        if report.json {
            console.print([
                "paths": .array(paths.map { .string($0) }), "source": tree.map { .string($0.hex) } ?? .null,
                "staged": .bool(staged), "worktree": .bool(workTree || !staged),
            ])
        }
        return .done
    }
}

extension Repository {
    /// The top-level paths of the index and of a tree: the meaning of `.` at the root.
    func topPaths(_ tree: ObjectID?) throws -> [TreePath] {
        let entries = try index().entries + files(of: tree)
        return Set(entries.map { TreePath($0.path.names[0]) }).sorted()
    }
}
