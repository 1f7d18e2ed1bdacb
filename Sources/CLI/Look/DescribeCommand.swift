import ArgumentParser
import Objects
import Store

/// `at1 describe`: a commit by the nearest tag.
struct DescribeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Name a commit by the nearest tag before it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Use lightweight tags, too.") var tags = false
    @Flag(help: "Print the abbreviated identity if there is no tag.") var always = false
    @Argument(help: "The commit.", completion: Completion.revision) var revision = "HEAD"

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let id = try repository.resolveCommit(revision).id
        let found = try repository.describe(id, lightweight: tags)
        guard found != nil || always else {
            throw CommandError(
                .no, "no tag leads to \(id.short)",
                hint: tags ? "make one with 'at1 tag'" : "--tags includes lightweight ones")
        }
        if report.json {
            console.print([
                "id": .string(id.hex), "tag": found.map { .string($0.tag.short) } ?? .null,
                "distance": found.map { .integer($0.distance) } ?? .null, "text": .string(found?.text ?? id.short),
            ])
        } else {
            console.print(found?.text ?? id.short)
        }
        return .done
    }
}
