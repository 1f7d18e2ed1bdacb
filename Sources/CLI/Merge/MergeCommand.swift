import ArgumentParser
import Objects
import Store

/// `at1 merge`: joins another history to this one.
struct MergeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Merge another branch into the current one.",
        discussion:
            """
            Texts merge line by line, recipes parameter by parameter. If both sides changed the same lines, the file has \
            conflict markers, and 'at1 status' lists it: resolve it, 'at1 add' the file, and 'at1 merge --continue'.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var merging: MergeOptionGroup
    @Option(name: .shortAndLong, help: "The message; several become paragraphs.") var message: [String] = []
    @Flag(help: "Refuse unless the merge is a fast-forward.") var ffOnly = false
    @Flag(help: "Create a merge commit even if the merge is a fast-forward.") var noFf = false
    @Flag(help: "Merge, but stop before the commit.") var noCommit = false
    @Flag(help: "Merge histories that have no commit in common.") var allowUnrelatedHistories = false
    @Flag(help: "Abort the merge, and restore the state before it.") var abort = false
    @Flag(name: .customLong("continue"), help: "Commit the merge, once its conflicts are resolved.") var goOn = false
    @Argument(help: "The branch or commit to merge.", completion: Completion.revision) var revision: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        guard [abort, goOn, revision != nil].count(where: { $0 }) == 1 else {
            throw CommandError(.usage, "name one revision to merge, or --continue or --abort")
        }
        var settings = try merging.settings(access, progress, console)
        if abort { return try access.abort(.merge, settings, asJSON: report.json, console) }
        if goOn { return try conclude(access, settings, console) }
        guard !ffOnly || !noFf else { throw CommandError(.usage, "--ff-only and --no-ff exclude each other") }
        settings.forward = ffOnly ? .only : noFf ? .never : .allowed
        settings.allowsUnrelated = allowUnrelatedHistories
        settings.stopsBeforeCommit = noCommit
        let (id, _) = try access.repository.resolveCommit(revision!)
        settings.tree.theirLabel = revision!
        settings.message =
            try message.isEmpty
            ? MergeMessage(access).text(revision!) : MessageText.clean(message.joined(separator: "\n\n"))
        let outcome = try access.repository.merge(id, access.authorship(), settings)
        progress.finish()
        return try MergeOutcomeText(access.repository, theirs: revision!).tell(outcome, asJSON: report.json, console)
    }

    private func conclude(_ access: RepositoryAccess, _ settings: MergeSettings, _ console: Console) throws
        -> ExitStatus
    {
        // A merge that was killed after its conclusion is completed first.
        guard try access.repository.withWriteLock({ _ in try access.repository.operationInProgress() })?.kind == .merge
        else { throw MergeError.nothingInProgress(.merge) }
        var commitOptions = Repository.CommitOptions()
        commitOptions.sign = settings.sign
        let text = try message.isEmpty ? nil : MessageText.clean(message.joined(separator: "\n\n"))
        let who = try access.authorship()
        let (id, commit) = try access.repository.commit(
            message: text, author: who.author, committer: who.committer, commitOptions)
        return try MergeOutcomeText(access.repository, theirs: "").tell(
            .merged(id, commit, notes: []), asJSON: report.json, console)
    }
}

/// The message of a merge, worded as in git.
struct MergeMessage {
    private let access: RepositoryAccess

    init(_ access: RepositoryAccess) {
        self.access = access
    }

    func text(_ revision: String) throws -> String {
        let refs = access.repository.refs
        func isRef(_ prefix: String) -> Bool {
            guard let name = try? RefName(prefix + revision) else { return false }
            return (try? refs.find(name)) ?? nil != nil
        }
        let what =
            if isRef(RefName.branches) {
                "branch '\(revision)'"
            } else if isRef(RefName.tags) {
                "tag '\(revision)'"
            } else if isRef(RefName.remotes) {
                "remote-tracking branch '\(revision)'"
            } else {
                "commit '\(revision)'"
            }
        return "Merge \(what)\(try into())\n"
    }

    /// ` into BRANCH`, unless that is the main branch.
    func into() throws -> String {
        let name = try access.currentBranch()?.short ?? "HEAD"
        return name == "main" || name == "master" ? "" : " into \(name)"
    }
}

/// The outcome of a merge, in words.
struct MergeOutcomeText {
    private let repository: Repository
    private let text: MergeText

    init(_ repository: Repository, theirs: String) {
        self.repository = repository
        text = MergeText(repository: repository, theirs: theirs)
    }

    func tell(_ outcome: MergeOutcome, asJSON: Bool, _ console: Console) throws -> ExitStatus {
        if asJSON {
            console.print(.object(try json(outcome)))
        } else {
            switch outcome {
            case .upToDate: console.report("Already up to date.")
            case .forward(let old, let new):
                console.report("Fast-forward \(old.map { "\($0.short).." } ?? "")\(new.short)")
            case .merged(let id, let commit, let notes):
                try text.print(notes, [], console)
                console.report("[\(id.short)] \(commit.subject)")
            case .stopped(let conflicts, let notes):
                try text.print(notes, conflicts, console)
                if conflicts.isEmpty {
                    console.message("merged, and not committed: commit it with 'at1 merge --continue'")
                } else {
                    console.message(
                        "\(Figures.count(conflicts.count, "conflict")): resolve, 'at1 add' the files, and 'at1 merge --continue'; or 'at1 merge --abort'"
                    )
                }
            }
        }
        return status(outcome)
    }

    func status(_ outcome: MergeOutcome) -> ExitStatus {
        if case .stopped(let conflicts, _) = outcome, !conflicts.isEmpty { return .no }
        return .done
    }

    func json(_ outcome: MergeOutcome) throws -> JSONObject {
        switch outcome {
        case .upToDate: return ["result": "up-to-date"]
        case .forward(let old, let new):
            return ["result": "fast-forward", "old": old.map { .string($0.hex) } ?? .null, "new": .string(new.hex)]
        case .merged(let id, let commit, let notes):
            var object = try text.json(notes, [])
            object["result"] = "merged"
            object["commit"] = .object(commit.json(id))
            return object
        case .stopped(let conflicts, let notes):
            var object = try text.json(notes, conflicts)
            object["result"] = conflicts.isEmpty ? "not-committed" : "conflicts"
            return object
        }
    }
}
