import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 pull`: fetches, and integrates the upstream into the branch.
struct PullCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch, and integrate the upstream into the branch.",
        discussion:
            "If both sides have new commits, merges them; with --rebase, replays yours on top of the upstream; with --ff-only, refuses."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var fetch: FetchOptions
    @OptionGroup var merging: MergeOptionGroup
    @Flag(help: "Refuse unless the update is a fast-forward.") var ffOnly = false
    @Flag(help: "Replay your commits on top of the upstream, without a merge commit.") var rebase = false
    @Flag(name: .shortAndLong, help: "Remove remote-tracking refs that no longer exist on the remote.") var prune =
        false
    @Argument(help: "The remote, and the branch there.", completion: Completion.remote) var words: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard words.count <= 2 else { throw CommandError(.usage, "pull takes a remote and a branch") }
        guard !ffOnly || !rebase else { throw CommandError(.usage, "--ff-only and --rebase exclude each other") }
        let access = try RepositoryAccess(options)
        let repository = access.repository
        guard let branch = try access.currentBranch() else {
            throw CommandError(.usage, "HEAD is detached", hint: "switch to one first")
        }
        let upstream = try repository.upstream(of: branch)
        let name = try words.first ?? upstream?.remote ?? access.defaultRemote()
        let remote = try access.remote(name)
        let source: String
        if words.count == 2 {
            source = words[1]
        } else if let upstream, upstream.remote == name {
            source = upstream.branch.text
        } else {
            throw RemoteError.noUpstream(branch.short)
        }
        let progress = Progress("receiving", options)
        defer { progress.finish() }
        var fetchOptions = try fetch.options(access, repository.configuration, progress)
        fetchOptions.prunes = prune
        let who = try access.person(.committer)
        // All refs that the settings name, and the one that is pulled.
        let specs = try [RefSpec(source)] + (words.count == 2 ? [] : remote.fetchSpecs)
        let result = try Fetch(repository, remote, who: who, fetchOptions).run(specs)
        progress.finish()
        TransferText.print(result, from: remote.label, console)
        guard let found = result.fetched.first else { throw RemoteError.noSuchRef(source, remote: remote.label) }
        let id = try repository.commit(peeling: found.id).id
        let checkout = Progress("checking out", options)
        defer { checkout.finish() }
        var settings = try merging.settings(access, checkout, console)
        settings.tree.theirLabel = id.short
        let label = try (words.first == nil ? nil : words.last) ?? RefName(source).short
        settings.message = "Merge branch '\(label)' of \(remote.label)\(try MergeMessage(access).into())\n"
        let join = PullJoin(repository: repository, id: id, label: remote.label, who: try access.authorship())
        let joined = try join.run(rebasing: rebase, forwardOnly: ffOnly || repository.isBare, settings)
        checkout.finish()
        if report.json {
            var object = TransferText.json(result)
            object["branch"] = .string(branch.short)
            for member in try join.json(joined).members { object[member.key.text] = member.value }
            console.print(.object(object))
        }
        return try join.tell(joined, branch, reported: report.json, console)
    }
}

/// How the branch and its upstream are integrated.
private struct PullJoin {
    enum Outcome {
        case forward(Repository.Forward)
        case merge(MergeOutcome)
        case rebase(ReplayReport)
    }

    let repository: Repository
    let id: ObjectID
    /// The remote's name in messages.
    let label: String
    let who: Authorship

    func run(rebasing: Bool, forwardOnly: Bool, _ settings: MergeSettings) throws -> Outcome {
        do {
            return .forward(
                try repository.fastForward(
                    to: id, who: who.committer, message: "pull \(label): fast-forward", settings.checkout))
        } catch RemoteError.diverged where !forwardOnly {
            if rebasing, let report = try repository.rebase(on: id, who, settings) { return .rebase(report) }
            return .merge(try repository.merge(id, who, settings))
        }
    }

    func json(_ outcome: Outcome) throws -> JSONObject {
        var object: JSONObject = ["up_to_date": .bool(false)]
        switch outcome {
        case .forward(.upToDate): object["up_to_date"] = true
        case .forward(.moved(let old, let new)):
            object["old"] = old.map { .string($0.hex) } ?? .null
            object["new"] = .string(new.hex)
        case .merge(let outcome):
            object["merge"] = .object(try MergeOutcomeText(repository, theirs: id.short).json(outcome))
        case .rebase(let report):
            object["rebase"] = .object(try ReplayText(repository: repository, kind: .rebase).json(report))
        }
        return object
    }

    func tell(_ outcome: Outcome, _ branch: RefName, reported: Bool, _ console: Console) throws -> ExitStatus {
        switch outcome {
        case .forward(.upToDate): console.message("already up to date")
        case .forward(.moved(let old, let new)):
            console.message("\(branch.short): \(old.map { "\($0.short).." } ?? "")\(new.short)")
        case .merge(let outcome):
            let text = MergeOutcomeText(repository, theirs: id.short)
            return try reported ? text.status(outcome) : text.tell(outcome, asJSON: false, console)
        case .rebase(let report):
            let text = ReplayText(repository: repository, kind: .rebase)
            return try reported ? text.status(report) : text.tell(report, asJSON: false, console)
        }
        return .done
    }
}
