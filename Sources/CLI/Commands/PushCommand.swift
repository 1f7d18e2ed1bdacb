import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 push`: sends a remote the objects that it lacks.
struct PushCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send a remote the objects that it lacks, and update its refs: all or none.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Allow updates that are not fast-forward.") var force = false
    @Flag(
        name: .customLong("force-with-lease"),
        help: "Like --force, but only if the ref has the value that was last fetched.")
    var lease = false
    @Option(
        name: .customLong("lease"),
        help: ArgumentHelp(
            "Like --force, but only if REF has the value ID: --force-with-lease=REF:ID. Without an ID, only if REF does not exist.",
            valueName: "ref:id"))
    var leases: [String] = []
    @Flag(help: "All branches.") var all = false
    @Flag(help: "All tags.") var tags = false
    @Flag(
        inversion: .prefixedNo,
        help: "Also push annotated tags of the pushed commits; push other tags only if they are named.")
    var followTags = true
    @Flag(name: .shortAndLong, help: "Delete the named refs.") var delete = false
    @Flag(name: [.customShort("u"), .long], help: "Set the upstream of the pushed branches.")
    var setUpstream = false
    @Flag(name: [.customShort("n"), .long], help: "Dry run: only say what would be done.") var dryRun = false
    @Argument(help: "The remote, then what to push: [+]SOURCE[:DESTINATION].") var words: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let remote = try access.remote(words.first ?? access.defaultRemote())
        let specs = try specs(access, remote)
        let progress = Progress("sending", options)
        defer { progress.finish() }
        var push = Push.Options()
        push.force = force
        push.lease = try expectations() ?? (lease ? .fetched : .none)
        push.followsTags = followTags && !delete
        push.isDryRun = dryRun
        push.environment = Environment.all
        push.progress = { progress.show($0, of: nil) }
        let result = try Push(repository, remote, who: access.person(.committer), push).run(specs)
        progress.finish()
        if setUpstream, !dryRun { try follow(access, remote, specs, console) }
        print(result, remote, console)
        return .done
    }

    /// The requested updates; by default, the current branch, to its upstream or to the branch of the same name.
    private func specs(_ access: RepositoryAccess, _ remote: RemoteSettings) throws -> [RefSpec] {
        var texts = Array(words.dropFirst())
        if let place = texts.firstIndex(of: "tag"), place + 1 < texts.count {
            texts[place + 1] = RefName.tags + texts[place + 1]
            texts.remove(at: place)
        }
        if delete {
            guard !texts.isEmpty else { throw CommandError(.usage, "--delete takes the refs to remove") }
            let there = try RemoteRefs(access.repository, remote, environment: Environment.all)
            return try texts.map { text in
                let names = [text, RefName.branches + text, RefName.tags + text]
                guard let ref = there.refs.first(where: { names.contains($0.name.text) }) else {
                    throw RemoteError.noSuchRef(text, remote: remote.label)
                }
                return try RefSpec(":" + ref.name.text)
            }
        }
        if all { texts.append("refs/heads/*:refs/heads/*") }
        if tags { texts.append("refs/tags/*:refs/tags/*") }
        if texts.isEmpty {
            guard let branch = try access.currentBranch() else {
                throw CommandError(.usage, "HEAD is detached", hint: "say what to push: SOURCE:DESTINATION")
            }
            let upstream = try access.repository.upstream(of: branch)
            let target = upstream?.remote == remote.name ? upstream?.branch.text : nil
            texts.append("\(branch.text):\(target ?? branch.text)")
        }
        return try texts.map { try RefSpec($0) }
    }

    private func expectations() throws -> Push.Lease? {
        guard !leases.isEmpty else { return nil }
        var expected: [RefName: ObjectID?] = [:]
        for lease in leases {
            let parts = lease.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[1].isEmpty || ObjectID(hex: parts[1]) != nil else {
                throw CommandError(.usage, "'\(lease)' is not of the form REF:ID, with all 64 digits")
            }
            let name = try parts[0].hasPrefix("refs/") ? RefName(parts[0]) : branch(parts[0])
            expected[name] = .some(ObjectID(hex: parts[1]))
        }
        return .exactly(expected)
    }

    private func follow(
        _ access: RepositoryAccess, _ remote: RemoteSettings, _ specs: [RefSpec], _ console: Console
    ) throws {
        guard let name = remote.name else {
            throw CommandError(
                .usage, "the upstream of a branch must be a remote with a name", hint: "'at1 remote add' gives it one")
        }
        let repository = access.repository
        for spec in specs where !spec.source.isEmpty {
            let sources =
                spec.isPattern
                ? try repository.refs.list(RefName.branches).map(\.name)
                : [try spec.source == "HEAD" ? access.currentBranch() : branch(spec.source.strippingBranches)]
                    .compactMap { $0 }
            for source in sources where try repository.refs.find(source) != nil {
                let target = try spec.isPattern ? source : branch((spec.destination ?? source.text).strippingBranches)
                try repository.setUpstream(of: source, to: name, target)
                console.message("branch '\(source.short)' follows '\(name)/\(target.short)'")
            }
        }
    }

    private func print(_ result: Push.Report, _ remote: RemoteSettings, _ console: Console) {
        if report.json {
            console.print([
                "objects": .integer(UInt64(result.objects)), "bytes": .integer(result.bytes),
                "refs": .array(
                    result.changes.map { change in
                        [
                            "ref": .string(change.name.text), "forced": .bool(change.isForced),
                            "old": change.old.map { .string($0.hex) } ?? .null,
                            "new": change.new.map { .string($0.hex) } ?? .null,
                        ]
                    }),
            ])
        }
        guard !result.changes.isEmpty else { return console.message("everything up to date") }
        console.message(
            "to \(remote.label): \(Figures.count(result.objects, "object")), \(Figures.short(result.bytes))")
        for change in result.changes {
            let what =
                switch (change.old, change.new) {
                case (nil, _): change.name.isTag ? "new tag" : "new branch"
                case (_, nil): "removed"
                case (let old?, let new?): "\(old.short)\(change.isForced ? "..." : "..")\(new.short)"
                }
            console.message("  \(what)  \(change.name.short)")
        }
    }
}

extension String {
    fileprivate var strippingBranches: String {
        hasPrefix(RefName.branches) ? String(dropFirst(RefName.branches.count)) : self
    }
}
