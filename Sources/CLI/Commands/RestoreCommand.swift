import ArgumentParser
import Objects
import Store

/// `at1 restore`: restores files.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore files from the index or from a commit; or unstage them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(
        name: .shortAndLong, help: "The source; the index by default, HEAD with --staged.",
        completion: Completion.revision) var source: String?
    @Flag(name: [.customShort("S"), .long], help: "Restore the index.") var staged = false
    @Flag(
        name: [.customShort("W"), .customLong("worktree")],
        help: "Restore the working tree; the default without --staged.")
    var workTree = false
    @Flag(name: .shortAndLong, help: "Choose hunks of text files to restore, one after the other.") var patch = false
    @Argument(help: "Files and folders.", transform: Word.path) var paths: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        guard patch || !paths.isEmpty else {
            throw CommandError(.usage, "name what to restore", hint: "'at1 restore .' restores all in this folder")
        }
        let tree = try source.map { try repository.peel(repository.resolve($0), to: .tree) }
        if patch { return try choose(tree, access, console) }
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

extension RestoreCommand {
    /// Asks about each hunk, and restores what is chosen.
    fileprivate func choose(_ tree: ObjectID?, _ access: RepositoryAccess, _ console: Console) throws -> ExitStatus {
        guard !report.json, !(staged && workTree) else {
            throw CommandError(.usage, "--patch restores the index or the working tree, and asks about each hunk")
        }
        let repository = access.repository
        let wanted = try access.paths(paths)
        func isWanted(_ path: TreePath) -> Bool {
            wanted.isEmpty || wanted.contains { $0.map(path.isWithin) ?? true }
        }
        if staged {
            let from = try tree ?? repository.headTree()
            let changes = Change.between(try repository.files(of: from), and: try repository.index().entries)
            let choice = HunkChoice(repository, console, .unstage)
            try repository.stage(choice.choose(changes.filter { isWanted($0.path) }, isWorkTree: false))
        } else {
            let changes = try tree.map { try repository.workTreeChanges(against: $0) } ?? repository.status().unstaged
            let choice = HunkChoice(repository, console, .discard)
            try repository.write(choice.chooseFiles(changes.filter { isWanted($0.path) }))
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
