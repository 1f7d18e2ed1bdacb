import ArgumentParser
import Objects
import Store

/// `at1 branch`: lists, makes, renames and removes branches.
struct BranchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "branch", abstract: "List, make, rename or remove branches.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Remove branches that are part of another.") var delete = false
    @Flag(name: [.customShort("D")], help: "Remove branches, part of another or not.") var forceDelete = false
    @Flag(name: .shortAndLong, help: "Rename: OLD NEW, or the current branch to NEW.") var move = false
    @Flag(name: .shortAndLong, help: "Make the branch anew where it exists.") var force = false
    @Flag(name: .shortAndLong, help: "Show each branch's commit; twice, what it follows too.") var verbose: Int
    @Flag(name: [.customShort("r"), .customLong("remotes")], help: "List what was fetched from remotes.")
    var remotes = false
    @Flag(name: .shortAndLong, help: "List both.") var all = false
    @Option(
        name: [.customShort("u"), .customLong("set-upstream-to")],
        help: ArgumentHelp("Let the branch follow this one.", valueName: "remote/branch"))
    var upstream: String?
    @Flag(help: "Let the branch follow nothing.") var unsetUpstream = false
    @Flag(help: "Print the name of the branch that HEAD is on.") var showCurrent = false
    @Argument(help: "The branch, and where it starts.") var names: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        if showCurrent {
            if case .branch(let name) = try repository.refs.head() { console.print(name.short) }
        } else if delete || forceDelete {
            guard !names.isEmpty else { throw CommandError(.usage, "name the branches to remove") }
            for name in names { try remove(branch(name), access, console) }
        } else if move {
            try rename(access)
        } else if upstream != nil || unsetUpstream {
            try follow(access, console)
        } else if names.isEmpty {
            try list(repository, console)
        } else {
            guard names.count <= 2 else { throw CommandError(.usage, "a branch takes a name, and where it starts") }
            let start = try repository.resolveCommit(names.count == 2 ? names[1] : "HEAD").id
            try repository.makeBranch(branch(names[0]), at: start, force: force, who: access.person(.committer))
        }
        return .done
    }

    private func list(_ repository: Repository, _ console: Console) throws {
        let head = try repository.refs.head()
        let branches =
            try (remotes ? [] : repository.refs.list(RefName.branches))
            + (remotes || all ? repository.refs.list(RefName.remotes) : [])
        if report.json {
            console.print(
                .array(
                    try branches.map { name, id in
                        var object: JSONObject = [
                            "name": .string(name.short), "id": .string(id.hex), "current": .bool(head == .branch(name)),
                        ]
                        if let upstream = try repository.upstream(of: name) {
                            object["upstream"] = .object(try UpstreamText(repository, name, upstream).json)
                        }
                        return .object(object)
                    }))
            return
        }
        if case .detached(let id) = head { console.print("* (HEAD detached at \(id.short))") }
        for (name, id) in branches {
            let mark = head == .branch(name) ? "*" : " "
            let label = all && name.isRemote ? "remotes/\(name.short)" : name.short
            var more = ""
            if verbose > 1, let upstream = try repository.upstream(of: name) {
                more = " [\(try UpstreamText(repository, name, upstream).brief)]"
            }
            if verbose > 0 { more = " \(id.short)\(more) \(try repository.objects.commit(id).subject)" }
            console.print("\(mark) \(label)\(more)")
        }
    }

    private func follow(_ access: RepositoryAccess, _ console: Console) throws {
        let repository = access.repository
        guard names.count <= 1 else { throw CommandError(.usage, "name one branch") }
        var name: RefName?
        if let word = names.first {
            name = try branch(word)
        } else if case .branch(let current) = try repository.refs.head() {
            name = current
        }
        guard let name else { throw CommandError(.usage, "HEAD is on no branch: name one") }
        guard try repository.refs.find(name) != nil else { throw RepositoryError.refMissing(name) }
        guard let upstream else {
            try repository.configure { settings in
                settings["branch.\(name.short).remote"] = nil
                settings["branch.\(name.short).merge"] = nil
            }
            return
        }
        let parts = upstream.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw CommandError(.usage, "'\(upstream)' is not of the form REMOTE/BRANCH") }
        _ = try RemoteSettings(named: parts[0], in: repository.configuration)
        try repository.setUpstream(of: name, to: parts[0], branch(parts[1]))
        console.message("branch '\(name.short)' follows '\(upstream)'")
    }

    private func remove(_ name: RefName, _ access: RepositoryAccess, _ console: Console) throws {
        let repository = access.repository
        guard let id = try repository.refs.find(name) else { throw RepositoryError.refMissing(name) }
        if try repository.refs.head() == .branch(name) {
            throw CommandError(.usage, "'\(name.short)' is the branch you are on", mend: "switch to another first")
        }
        if !forceDelete, let head = try repository.refs.headCommit(), try !repository.isAncestor(id, of: head) {
            throw CommandError(
                .no, "branch '\(name.short)' has commits that HEAD has not", mend: "remove it all the same with -D")
        }
        try repository.withWriteLock { lock in
            try repository.update(
                [RefUpdate(name, expected: .exactly(id), new: nil, message: "branch: deleted")],
                who: access.person(.committer), lock)
        }
        console.message("removed branch \(name.short) (was \(id.short))")
    }

    private func rename(_ access: RepositoryAccess) throws {
        let repository = access.repository
        let head = try repository.refs.head()
        let old: RefName
        switch (names.count, head) {
        case (2, _): old = try branch(names[0])
        case (1, .branch(let current)): old = current
        default: throw CommandError(.usage, "-m takes OLD NEW, or NEW on a branch")
        }
        try repository.renameBranch(old, to: branch(names.last!), force: force, who: access.person(.committer))
    }
}

/// The ref of a branch that a person names.
func branch(_ name: String) throws -> RefName {
    do { return try RefName.branch(name) } catch {
        throw CommandError(.usage, "'\(name)' cannot be the name of a branch")
    }
}
