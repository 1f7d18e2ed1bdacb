import ArgumentParser
import Objects
import Store

/// `at1 verify-commit`: whether a commit's signature counts.
struct VerifyCommitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify-commit", abstract: "Check the signatures of commits.",
        discussion: SignatureReport.discussion)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The commits.", completion: Completion.revision) var revisions: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        return try SignatureReport(repository, report, console).check(revisions) { revision in
            let (id, commit) = try repository.resolveCommit(revision)
            return (id, commit)
        }
    }
}
