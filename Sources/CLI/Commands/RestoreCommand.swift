import ArgumentParser
import Objects
import Store

/// `at1 restore`: gets files back.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Get files back, from the index or from a commit; or unstage them.")

    @OptionGroup var options: GlobalOptions
    @Option(name: .shortAndLong, help: "Where from; the index by default, HEAD with --staged.") var source: String?
    @Flag(name: [.customShort("S"), .long], help: "Change the index.") var staged = false
    @Flag(
        name: [.customShort("W"), .customLong("worktree")], help: "Change the work tree; the default without --staged.")
    var workTree = false
    @Argument(help: "Files and folders.") var paths: [String]

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
        return .done
    }
}

extension Repository {
    /// The paths at the top of the index and of a tree: what `.` stands for at the root.
    func topPaths(_ tree: ObjectID?) throws -> [TreePath] {
        let entries = try index().entries + files(of: tree)
        return Set(entries.map { TreePath($0.path.names[0]) }).sorted()
    }
}
