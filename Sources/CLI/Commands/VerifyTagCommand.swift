import ArgumentParser
import Objects
import Packs
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
            guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
            guard kind == .tag else { return (id, nil) }  // a lightweight tag has no signature
            let tag = try repository.objects.tag(id)
            if let ref = try? RefName.tag(name), try repository.refs.find(ref) == id, tag.name != ref.short {
                throw CommandError(
                    .no, "the tag '\(ref.short)' points to a tag object named '\(tag.name)'",
                    hint: "trust the signed name, and create the tag again")
            }
            return (id, tag)
        }
    }
}
