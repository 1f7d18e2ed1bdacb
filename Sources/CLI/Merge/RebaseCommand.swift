import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 rebase`: applies the branch's own commits again on top of another one.
struct RebaseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rebase", abstract: "Replay the commits of this branch on top of another.",
        discussion: "Merge commits are skipped, and so are commits whose change is already present.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var merging: MergeOptionGroup
    @Option(help: ArgumentHelp("Replay them on this commit instead.", valueName: "commit")) var onto: String?
    @OptionGroup var resume: ResumeOptions
    @Argument(help: "The branch or commit; the upstream by default.", completion: Completion.revision) var revision:
        String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        let settings = try merging.settings(access, progress, console)
        if resume.isAsked {
            guard revision == nil, onto == nil else {
                throw CommandError(.usage, "--continue, --skip and --abort take no revision")
            }
            return try resume.execute(.rebase, access, settings, asJSON: report.json, console)
        }
        let repository = access.repository
        let upstream = try revision.map { try repository.resolveCommit($0).id } ?? followed(access)
        let report = try repository.rebase(
            on: upstream, onto: onto.map { try repository.resolveCommit($0).id }, access.authorship(), settings)
        progress.finish()
        return try RebaseText.tell(report, repository, asJSON: self.report.json, console)
    }

    private func followed(_ access: RepositoryAccess) throws -> ObjectID {
        guard let branch = try access.currentBranch(), let upstream = try access.repository.upstream(of: branch) else {
            throw CommandError(.usage, "the branch has no upstream", hint: "name what to rebase on")
        }
        return try access.repository.resolveCommit("\(upstream.remote)/\(upstream.branch.short)").id
    }
}

enum RebaseText {
    static func tell(
        _ report: ReplayReport?, _ repository: Repository, asJSON: Bool, _ console: Console
    ) throws -> ExitStatus {
        guard let report else {
            if asJSON {
                let head = try repository.refs.headCommit()
                console.print(["result": "up-to-date", "head": head.map { .string($0.hex) } ?? .null])
            } else {
                console.report("Already up to date.")
            }
            return .done
        }
        return try ReplayText(repository: repository, kind: .rebase).tell(report, asJSON: asJSON, console)
    }
}
