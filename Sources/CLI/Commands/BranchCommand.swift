import ArgumentParser
import Objects
import Packs
import Remotes
import Store

/// `at1 branch`: lists, creates, renames and deletes branches.
struct BranchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "branch", abstract: "List, create, rename or delete branches.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Delete branches that are merged into another.") var delete = false
    @Flag(name: [.customShort("D")], help: "Delete branches, merged or not.") var forceDelete = false
    @Flag(name: .shortAndLong, help: "Rename: OLD NEW, or the current branch to NEW.") var move = false
    @Flag(name: .shortAndLong, help: "Replace the branch if it exists.") var force = false
    @Flag(name: .shortAndLong, help: "Show each branch's commit; given twice, its upstream too.") var verbose: Int
    @Flag(name: [.customShort("r"), .customLong("remotes")], help: "List remote-tracking branches.")
    var remotes = false
    @Flag(name: .shortAndLong, help: "List both local and remote-tracking branches.") var all = false
    @Option(
        name: [.customShort("u"), .customLong("set-upstream-to")],
        help: ArgumentHelp("Set the upstream of the branch.", valueName: "remote/branch"))
    var upstream: String?
    @Flag(help: "Remove the upstream of the branch.") var unsetUpstream = false
    @Flag(help: "Print the name of the branch that HEAD is on.") var showCurrent = false
    @Flag(help: "List the branches that are merged into HEAD, or into the commit that is named.") var merged = false
    @Flag(help: "List the branches that are not.") var noMerged = false
    @Flag(help: "List the branches that have HEAD, or the commit that is named.") var contains = false
    @Argument(
        help: "The branch, and its start point; with --merged and --contains, a commit.",
        completion: Completion.revision) var names: [String] = []

    private var isFiltered: Bool { merged || noMerged || contains }

    var isAction: Bool {
        delete || forceDelete || move || unsetUpstream || upstream != nil
            || !names.isEmpty && !showCurrent && !isFiltered
    }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        if showCurrent {
            let current = try access.currentBranch()
            if report.json {
                console.print(["branch": current.map { .string($0.short) } ?? .null])
            } else if let current {
                console.print(current.short)
            }
        } else if delete || forceDelete {
            guard !names.isEmpty else { throw CommandError(.usage, "name the branches to remove") }
            var removed: [JSONValue] = []
            for name in names { removed.append(try remove(branch(name), access, console)) }
            if report.json { console.print(["removed": .array(removed)]) }
        } else if move {
            let (old, new) = try rename(access)
            if report.json { console.print(["old": .string(old.short), "new": .string(new.short)]) }
        } else if upstream != nil || unsetUpstream {
            try follow(access, console)
        } else if names.isEmpty || isFiltered {
            guard names.count <= 1, [merged, noMerged, contains].count(where: { $0 }) <= 1 else {
                throw CommandError(
                    .usage, "--merged, --no-merged and --contains exclude each other, and take one commit")
            }
            try list(repository, console)
        } else {
            guard names.count <= 2 else { throw CommandError(.usage, "a branch takes a name and a start point") }
            let start = try repository.resolveCommit(names.count == 2 ? names[1] : "HEAD").id
            try repository.makeBranch(newBranch(names[0]), at: start, force: force, who: access.person(.committer))
            if report.json { console.print(["name": .string(names[0]), "id": .string(start.hex)]) }
        }
        return .done
    }

    private func list(_ repository: Repository, _ console: Console) throws {
        let (head, refs) = try repository.refs.snapshot()
        var branches = refs.filter { $0.name.isBranch ? !remotes : $0.name.isRemote && (remotes || all) }
        if isFiltered {
            let commit = try repository.resolveCommit(names.first ?? "HEAD").id
            if contains {
                branches = try branches.filter { try repository.isAncestor(commit, of: $0.id) }
            } else {
                let reached = Set(try History(repository, from: [commit]).map(\.id))
                branches = branches.filter { reached.contains($0.id) == merged }
            }
        }
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
        let elsewhere = try repository.branchesElsewhere()
        if case .detached(let id) = head, !isFiltered { console.print("* (HEAD detached at \(id.short))") }
        for (name, id) in branches {
            let mark = head == .branch(name) ? "*" : elsewhere[name] == nil ? " " : "+"
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
        guard let name else { throw CommandError(.usage, "HEAD is detached: name a branch") }
        guard try repository.refs.find(name) != nil else { throw RefError.missing(name) }
        guard let upstream else {
            try repository.configure { settings in
                settings["branch.\(name.short).remote"] = nil
                settings["branch.\(name.short).merge"] = nil
            }
            if report.json { console.print(["name": .string(name.short), "upstream": .null]) }
            return
        }
        let parts = upstream.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw CommandError(.usage, "'\(upstream)' is not of the form REMOTE/BRANCH") }
        _ = try RemoteSettings(named: parts[0], in: repository.configuration)
        try repository.setUpstream(of: name, to: parts[0], branch(parts[1]))
        if report.json { console.print(["name": .string(name.short), "upstream": .string(upstream)]) }
        console.message("branch '\(name.short)' follows '\(upstream)'")
    }

    private func remove(_ name: RefName, _ access: RepositoryAccess, _ console: Console) throws -> JSONValue {
        let repository = access.repository
        guard let id = try repository.refs.find(name) else { throw RefError.missing(name) }
        if try repository.refs.head() == .branch(name) {
            throw CommandError(.usage, "'\(name.short)' is the current branch", hint: "switch to another first")
        }
        if !forceDelete, let head = try repository.refs.headCommit(), try !repository.isAncestor(id, of: head) {
            throw CommandError(
                .no, "branch '\(name.short)' has commits that HEAD lacks", hint: "delete it anyway with -D")
        }
        try repository.withWriteLock { lock in
            try repository.update(
                [RefUpdate(name, expected: .exactly(id), new: nil, message: "branch: deleted")],
                who: access.person(.committer), lock)
        }
        console.message("removed branch \(name.short) (was \(id.short))")
        return ["name": .string(name.short), "id": .string(id.hex)]
    }

    private func rename(_ access: RepositoryAccess) throws -> (old: RefName, new: RefName) {
        let repository = access.repository
        let head = try repository.refs.head()
        let old: RefName
        switch (names.count, head) {
        case (2, _): old = try branch(names[0])
        case (1, .branch(let current)): old = current
        default: throw CommandError(.usage, "-m takes OLD NEW, or NEW on a branch")
        }
        let new = try newBranch(names.last!)
        try repository.renameBranch(old, to: new, force: force, who: access.person(.committer))
        return (old, new)
    }
}

/// The ref of a branch that the user names.
func branch(_ name: String) throws -> RefName {
    // 'HEAD' has its own meaning, so nothing could refer to such a branch.
    guard name != "HEAD", let branch = try? RefName.branch(name) else {
        throw CommandError(.usage, "'\(name)' cannot be the name of a branch")
    }
    return branch
}

/// The same for a new branch, which must not contain characters that a terminal takes for control sequences; git's
/// rules permit some.
func newBranch(_ name: String) throws -> RefName {
    guard !name.hasControlCharacters else {
        throw CommandError(.usage, "'\(name)' cannot be the name of a branch")
    }
    return try branch(name)
}
