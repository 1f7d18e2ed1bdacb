import ArgumentParser
import Objects
import Store

/// `at1 cherry-pick`: applies the changes of some commits.
struct CherryPickCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "cherry-pick", abstract: "Apply the changes of existing commits to this branch.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var merging: MergeOptionGroup
    @Option(name: [.customShort("m"), .customLong("mainline")], help: "Compare a merge commit with this parent.")
    var mainline: Int?
    @OptionGroup var resume: ResumeOptions
    @Argument(
        help: "Commits, in the order in which they are applied; A..B for those of B that A lacks.",
        completion: Completion.revision)
    var revisions: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try PickWork(kind: .cherryPick, revisions: revisions, mainline: mainline).execute(
            options, merging, report.json, resume, console)
    }
}

/// `at1 revert`: reverts the changes of some commits.
struct RevertCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "Revert the changes of existing commits, with one new commit each.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var merging: MergeOptionGroup
    @Option(name: [.customShort("m"), .customLong("mainline")], help: "Compare a merge commit with this parent.")
    var mainline: Int?
    @OptionGroup var resume: ResumeOptions
    @Argument(help: "Commits, in the order in which they are reverted.") var revisions: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try PickWork(kind: .revert, revisions: revisions, mainline: mainline).execute(
            options, merging, report.json, resume, console)
    }
}

/// What cherry-pick and revert have in common.
private struct PickWork {
    let kind: InProgress.Kind
    let revisions: [String]
    let mainline: Int?

    func execute(
        _ options: GlobalOptions, _ merging: MergeOptionGroup, _ asJSON: Bool, _ resume: ResumeOptions,
        _ console: Console
    ) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        let settings = try merging.settings(access, progress, console)
        guard resume.isAsked != !revisions.isEmpty else {
            throw CommandError(.usage, "name the commits, or --continue, --skip or --abort")
        }
        if resume.isAsked { return try resume.execute(kind, access, settings, asJSON: asJSON, console) }
        let commits = try revisions.flatMap { try range($0, access.repository) }
        let report = try access.repository.pick(
            commits, reverting: kind == .revert, mainline: mainline, access.authorship(), settings)
        progress.finish()
        return try ReplayText(repository: access.repository, kind: kind).tell(report, asJSON: asJSON, console)
    }

    private func range(_ revision: String, _ repository: Repository) throws -> [ObjectID] {
        let ends = revision.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2 else { return [try repository.resolveCommit(revision).id] }
        let (old, new) = (ends[0].isEmpty ? "HEAD" : ends[0], ends[1].isEmpty ? "HEAD" : ends[1])
        var history = try History(
            repository, from: [repository.resolveCommit(new).id], hiding: [repository.resolveCommit(old).id])
        var found: [ObjectID] = []
        while let (id, commit) = history.next() {
            if mainline != nil || commit.parents.count < 2 { found.append(id) }
        }
        if let error = history.error { throw error }
        // Newest first when they are reverted.
        return kind == .revert ? found : found.reversed()
    }
}
