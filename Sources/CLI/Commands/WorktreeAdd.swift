import ArgumentParser
import Objects
import Store

/// `at1 worktree add`
struct WorktreeAdd: Command {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a working tree that shares objects and refs.",
        discussion:
            """
            Without a revision, the working tree is on the branch that is called like its folder, which is created at \
            HEAD if it does not exist. A branch can be checked out in one working tree only.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: .customShort("b"), help: ArgumentHelp("Create this branch.", valueName: "branch")) var branch: String?
    @Flag(name: .shortAndLong, help: "Be on no branch, even if the revision is one.") var detach = false
    @Flag(help: "Leave out large files and recipes until they are needed.") var lazy = false
    @Argument(help: "The folder of the working tree.", transform: Word.path) var path: String
    @Argument(help: "A branch or a commit.", completion: Completion.revision) var revision: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard branch == nil || !detach else { throw CommandError(.usage, "-b and --detach exclude each other") }
        let access = try RepositoryAccess(options)
        let (head, start) = try target(access.repository)
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        var checkout = Repository.CheckoutOptions()
        checkout.isLazy = lazy || access.repository.isLazy
        checkout.progress = { progress.advance(by: $0) }
        let added = try access.repository.addWorktree(
            at: path, head, making: start, who: access.person(.committer), checkout)
        progress.finish()
        if report.json { console.print(WorktreeText.json(added)) }
        switch head {
        case .branch(let name):
            console.message("'\(path)' is on \(start == nil ? "" : "the new ")branch '\(name.short)'")
        case .detached(let id): console.message("'\(path)' is at \(id.short), on no branch")
        }
        return .done
    }

    /// Where the working tree is to be, and where a branch begins that it makes.
    private func target(_ repository: Repository) throws -> (head: Head, start: ObjectID?) {
        if let branch {
            return (.branch(try newBranch(branch)), try repository.resolveCommit(revision ?? "HEAD").id)
        }
        guard let revision else {
            if detach { return (.detached(try repository.resolveCommit("HEAD").id), nil) }
            guard let last = path.split(separator: "/").last, last != ".", last != ".." else {
                throw CommandError(.usage, "'\(path)' gives the branch no name: name one with -b")
            }
            let name = try newBranch(String(last))
            if try repository.refs.find(name) != nil { return (.branch(name), nil) }
            return (.branch(name), try repository.resolveCommit("HEAD").id)
        }
        if !detach, let name = try? RefName.branch(revision), try repository.refs.find(name) != nil {
            return (.branch(name), nil)
        }
        return (.detached(try repository.resolveCommit(revision).id), nil)
    }
}

/// Working trees in words and as JSON.
enum WorktreeText {
    static func line(_ tree: Worktree, width: Int) -> String {
        let path = tree.path + String(repeating: " ", count: max(0, width - tree.path.count))
        if tree.isBare { return "\(path)  (bare)" }
        let commit = tree.commit?.short ?? String(repeating: "0", count: 10)
        let place =
            switch tree.head {
            case .branch(let name)?: "[\(name.short)]"
            case .detached?: "(detached HEAD)"
            case nil: "(HEAD is damaged)"
            }
        return "\(path)  \(commit) \(place)\(tree.isGone ? " prunable" : "")"
    }

    static func json(_ tree: Worktree) -> JSONValue {
        var branch = JSONValue.null
        if case .branch(let name)? = tree.head { branch = .string(name.short) }
        return [
            "path": .string(tree.path), "name": tree.name.map { .string($0) } ?? .null,
            "head": tree.commit.map { .string($0.hex) } ?? .null, "branch": branch, "bare": .bool(tree.isBare),
            "prunable": .bool(tree.isGone), "current": .bool(tree.isCurrent),
        ]
    }
}
