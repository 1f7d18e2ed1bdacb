import ArgumentParser
import Objects
import Store

/// `at1 switch`: switches to a branch.
struct SwitchCommand: Command {
    static let configuration = CommandConfiguration(commandName: "switch", abstract: "Switch to a branch.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Create the branch first.") var create = false
    @Flag(name: .shortAndLong, help: "Switch to a commit, with a detached HEAD.") var detach = false
    @Flag(name: .shortAndLong, help: "Discard uncommitted changes.") var force = false
    @Argument(help: "The branch; with --create, optionally its start point.", completion: Completion.revision)
    var names: [String]

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard names.count == 1 || (create && names.count == 2) else {
            throw CommandError(.usage, "switch takes a branch and, with --create, its start point")
        }
        let move = Checkout(access, options, reportsJSON: report.json, force: force)
        if create {
            try move.toNewBranch(newBranch(names[0]), at: names.count == 2 ? names[1] : nil, console)
        } else if detach {
            try move.toCommit(names[0], console)
        } else {
            let word = names[0] == "-" ? try access.previousBranch() : names[0]
            if try (try? branch(word)).flatMap({ try access.repository.refs.find($0) }) == nil, names[0] == "-" {
                try move.toCommit(word, console)
                return .done
            }
            let name = try branch(word)
            if try access.repository.refs.find(name) != nil {
                try move.toBranch(name, console)
            } else if try !move.toRemoteBranch(name, console) {
                throw try Self.notABranch(word, access) ?? RefError.missing(name)
            }
        }
        return .done
    }

    /// Explains what the name refers to instead of a branch: a remote branch, a tag, a commit.
    private static func notABranch(_ word: String, _ access: RepositoryAccess) throws -> CommandError? {
        if let (_, branch) = try access.remoteBranch(word) {
            return CommandError(
                .usage, "'\(word)' is a remote-tracking branch",
                hint:
                    "'at1 switch \(branch.short)' switches to a local branch of that name, 'at1 switch --detach \(word)' to the commit",
                code: "ref-missing")
        }
        guard (try? access.repository.resolveCommit(word)) != nil else { return nil }
        let isTag = try (try? RefName.tag(word)).flatMap { try access.repository.refs.find($0) } != nil
        return CommandError(
            .usage, "'\(word)' is a \(isTag ? "tag" : "commit") and not a branch",
            hint: "'at1 switch --detach \(word)' switches to the commit without a branch", code: "ref-missing")
    }
}
