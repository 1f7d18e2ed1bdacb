import ArgumentParser
import Objects
import Store

/// `at1 checkout`: goes to a branch or a commit, or gets files out of one.
struct CheckoutCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "checkout", abstract: "Go to a branch or a commit; or, with -- PATHS, get files out of it.",
        discussion: "Recipes are executed. A file appears only when it is right to the byte.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .customShort("b"), help: "Make a branch of the name that follows.") var create = false
    @Flag(name: .shortAndLong, help: "Throw away what is not committed.") var force = false
    @Flag(help: "Leave large files and recipes away until they are asked for.") var lazy = false
    @Argument(help: "A branch or a commit.") var revision: String?
    @Argument(help: "With -b, where the branch starts; else a path, as after --.") var start: String?
    @Argument(parsing: .postTerminator, help: "Files and folders to get.") var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let move = Checkout(access, options, force: force, isLazy: lazy)
        let revisions = [revision, start].compactMap { $0 }
        if create {
            guard (1...2).contains(revisions.count), paths.isEmpty else {
                throw CommandError(.usage, "-b takes the name of a branch, and where it starts")
            }
            try move.toNewBranch(branch(revisions[0]), at: revisions.count == 2 ? revisions[1] : nil, console)
            return .done
        }
        if !paths.isEmpty {
            guard revisions.count <= 1 else { throw CommandError(.usage, "name one revision, then -- and the paths") }
            let tree = try revisions.first.map { try access.repository.peel(access.repository.resolve($0), to: .tree) }
            try move.restore(access.paths(paths), from: tree, staging: true)
            return .done
        }
        guard let first = revisions.first else {
            throw CommandError(.usage, "name a branch or a commit, or -- and paths")
        }
        if revisions.count == 1, let name = try? RefName.branch(first), try access.repository.refs.find(name) != nil {
            try move.toBranch(name, console)
        } else if revisions.count == 1, (try? access.repository.resolveCommit(first)) != nil {
            try move.toCommit(first, console)
        } else {
            // Words that are no revision are paths, as git takes them.
            let isRevision = (try? access.repository.resolve(first)) != nil
            let tree = isRevision ? try access.repository.peel(access.repository.resolve(first), to: .tree) : nil
            let words = isRevision ? Array(revisions.dropFirst()) : revisions
            let index = try access.repository.index()
            for word in words {
                guard try tree != nil || !index.entries(within: access.path(word)).isEmpty else {
                    throw RepositoryError.unknownRevision(word)
                }
            }
            try move.restore(access.paths(words), from: tree, staging: true)
        }
        return .done
    }
}
