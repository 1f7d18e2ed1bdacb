import ArgumentParser
import Objects
import Store

/// `at1 switch`: goes to a branch.
struct SwitchCommand: Command {
    static let configuration = CommandConfiguration(commandName: "switch", abstract: "Go to a branch.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .shortAndLong, help: "Make the branch first.") var create = false
    @Flag(name: .shortAndLong, help: "Go to a commit of no branch.") var detach = false
    @Flag(name: .shortAndLong, help: "Throw away what is not committed.") var force = false
    @Argument(help: "The branch; with --create, where it starts may follow.") var names: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard names.count == 1 || (create && names.count == 2) else {
            throw CommandError(.usage, "switch takes a branch, and with --create where it starts")
        }
        let move = Checkout(access, options, force: force)
        if create {
            try move.toNewBranch(branch(names[0]), at: names.count == 2 ? names[1] : nil, console)
        } else if detach {
            try move.toCommit(names[0], console)
        } else {
            let name = try branch(names[0])
            guard try access.repository.refs.find(name) != nil else { throw RepositoryError.refMissing(name) }
            try move.toBranch(name, console)
        }
        return .done
    }
}
