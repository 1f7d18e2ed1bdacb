import ArgumentParser
import Objects
import Store

/// `at1 checkout`: switches to a branch or a commit, or restores files from one.
struct CheckoutCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "checkout", abstract: "Switch to a branch or a commit; or, with -- PATHS, restore files from it.",
        discussion: """
            Recipes are executed. A file appears only if every byte is right.

            With --shard, one of several machines writes its part of the files that are missing. HEAD stays where it is: \
            'at1 checkout --lazy REVISION' moves it first, once for all of them.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .customShort("b"), help: "Create a branch with the name that follows.") var create = false
    @Flag(name: .shortAndLong, help: "Discard uncommitted changes.") var force = false
    @Flag(help: "Leave out large files and recipes until they are needed.") var lazy = false
    @Flag(help: "For paths with conflicts, use our version: that of the branch merged into.") var ours = false
    @Flag(help: "For paths with conflicts, use their version: that of the other side.") var theirs = false
    @OptionGroup var sharing: ShardOptions
    @Argument(help: "A branch or a commit.", completion: Completion.revision) var revision: String?
    @Argument(help: "With -b, the start point; otherwise a path, as after --.") var start: String?
    @Argument(parsing: .postTerminator, help: "Files and folders to restore.", transform: Word.path) var paths:
        [String] =
            []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let move = Checkout(access, options, reportsJSON: report.json, force: force, isLazy: lazy)
        let revisions = [revision, start].compactMap { $0 }
        if let shard = try sharing.part() { return try materialise(shard, access, console) }
        if ours || theirs { return try takeSide(access, revisions + paths, console) }
        if create {
            guard (1...2).contains(revisions.count), paths.isEmpty else {
                throw CommandError(.usage, "-b takes the name of a branch, and optionally its start point")
            }
            try move.toNewBranch(newBranch(revisions[0]), at: revisions.count == 2 ? revisions[1] : nil, console)
            return .done
        }
        if !paths.isEmpty {
            guard revisions.count <= 1 else { throw CommandError(.usage, "name one revision, then -- and the paths") }
            let tree = try revisions.first.map { try access.repository.peel(access.repository.resolve($0), to: .tree) }
            try move.restore(access.paths(paths), from: tree, staging: true)
            print(paths, tree, console)
            return .done
        }
        guard let first = revisions.first else {
            throw CommandError(.usage, "name a branch or a commit, or -- and paths")
        }
        if revisions.count == 1, let name = try? RefName.branch(first), try access.repository.refs.find(name) != nil {
            try move.toBranch(name, console)
        } else if revisions.count == 1, (try? access.repository.resolveCommit(first)) != nil {
            try move.toCommit(first, console)
        } else if revisions.count == 1, let name = try? RefName.branch(first),
            try access.repository.index().entries(within: access.path(first)).isEmpty,
            try move.toRemoteBranch(name, console)
        {
            return .done
        } else {
            // Words that are not revisions are paths, as in git.
            let isRevision = (try? access.repository.resolve(first)) != nil
            let tree = isRevision ? try access.repository.peel(access.repository.resolve(first), to: .tree) : nil
            let words = isRevision ? Array(revisions.dropFirst()) : revisions
            let index = try access.repository.index()
            for word in words {
                guard try tree != nil || !index.entries(within: access.path(word)).isEmpty else {
                    throw RevisionError.unknown(word)
                }
            }
            try move.restore(access.paths(words), from: tree, staging: true)
            print(words, tree, console)
        }
        return .done
    }

    private func materialise(_ shard: Shard, _ access: RepositoryAccess, _ console: Console) throws -> ExitStatus {
        guard !create, !force, !lazy, !ours, !theirs, start == nil else {
            throw CommandError(.usage, "--shard takes no option but paths")
        }
        let repository = access.repository
        if let revision, try repository.resolveCommit(revision).id != repository.refs.headCommit() {
            throw CommandError(
                .usage, "HEAD is not at '\(revision)', and --shard does not move it",
                hint: "at1 checkout --lazy \(revision)")
        }
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        var checkout = Repository.CheckoutOptions()
        checkout.progress = { progress.advance(by: $0) }
        let written = try repository.materialise(paths.isEmpty ? [nil] : access.paths(paths), shard, checkout)
        progress.finish()
        if report.json {
            console.print(["paths": .array(written.map { .string($0.description) }), "source": .null])
        }
        console.message("shard \(shard): \(Figures.count(written.count, "file")) written")
        return .done
    }

    private func takeSide(_ access: RepositoryAccess, _ words: [String], _ console: Console) throws -> ExitStatus {
        guard ours != theirs, !words.isEmpty else {
            throw CommandError(.usage, "name the paths to take, with --ours or --theirs")
        }
        let taken = try access.repository.takeSide(ours: ours, of: access.paths(words))
        if report.json { console.print(["paths": .array(taken.map { .string("\($0)") })]) }
        console.message("took \(ours ? "ours" : "theirs") of \(Figures.count(taken.count, "path")); 'at1 add' resolves")
        return .done
    }

    private func print(_ paths: [String], _ tree: ObjectID?, _ console: Console) {
        guard report.json else { return }
        console.print([
            "paths": .array(paths.map { .string($0) }), "source": tree.map { .string($0.hex) } ?? .null,
        ])
    }
}
