import ArgumentParser
import Objects
import Store

/// `at1 verify-tag`: whether a tag's signature counts.
struct VerifyTagCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify-tag", abstract: "Check the signatures of tags.",
        discussion: SignatureReport.discussion)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The tags.") var names: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        return try SignatureReport(repository, report, console).check(names) { name in
            let id = try (try? RefName.tag(name)).flatMap { try repository.refs.find($0) } ?? repository.resolve(name)
            guard let kind = try repository.objects.find(id)?.kind else { throw RepositoryError.objectMissing(id) }
            guard kind == .tag else { return (id, nil) }  // a tag without an object of its own has no signature
            return (id, try repository.objects.tag(id))
        }
    }
}

/// `at1 verify-commit`: whether a commit's signature counts.
struct VerifyCommitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify-commit", abstract: "Check the signatures of commits.",
        discussion: SignatureReport.discussion)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The commits.") var revisions: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        return try SignatureReport(repository, report, console).check(revisions) { revision in
            let (id, commit) = try repository.resolveCommit(revision)
            return (id, commit)
        }
    }
}

/// What the two commands share.
private struct SignatureReport {
    static let discussion =
        "Exits with 0 when all are good, 1 when one is bad or missing, 3 when a signer is unknown or revoked."

    private let signers: TrustedSigners
    private let report: ReportOptions
    private let console: Console

    init(_ repository: Repository, _ report: ReportOptions, _ console: Console) throws {
        signers = try TrustAccess.signers(repository)
        self.report = report
        self.console = console
    }

    func check(_ words: [String], _ find: (String) throws -> (ObjectID, (any SignableObject)?)) throws -> ExitStatus {
        var statuses: [ExitStatus] = []
        var list: [JSONValue] = []
        for word in words {
            let (id, object) = try find(word)
            let verdict = object?.verdict(trusting: signers)
            statuses.append(verdict?.status ?? .no)
            if report.json {
                list.append(["name": .string(word), "id": .string(id.hex), "signature": verdict.json])
            } else {
                console.print("\(word) (\(id.short)): \(verdict.map { "\($0)" } ?? "no signature")")
                if let mend = verdict?.mend { console.message(mend) }
            }
        }
        if report.json { console.print(list.count == 1 ? list[0] : .array(list)) }
        return statuses.contains(.no) ? .no : statuses.first { $0 != .done } ?? .done
    }
}
