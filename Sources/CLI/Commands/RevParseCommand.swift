import ArgumentParser
import Files
import Objects
import Store

/// `at1 rev-parse`: the identity of a revision.
struct RevParseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rev-parse", abstract: "Print the identity of a revision.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Print the first ten digits.") var short = false
    @Flag(help: "Print the name of the branch, for HEAD.") var abbrevRef = false
    @Flag(help: "Print the top folder of the working tree.") var showToplevel = false
    @Argument(
        help: "Revisions: HEAD~2, a branch, a tag, digits, REV:path, REV^{tree}.", completion: Completion.revision)
    var revisions: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        guard showToplevel || !revisions.isEmpty else { throw CommandError(.usage, "name a revision") }
        let top = showToplevel ? try repository.workTree().root.resolvedPath() : nil
        let answers = try revisions.map { ($0, try answer($0, repository)) }
        if report.json {
            var object: JSONObject = [
                "revisions": .array(answers.map { ["revision": .string($0), $1.key: .string($1.text)] })
            ]
            object["top_level"] = top.map { .string($0) }
            console.print(.object(object))
        } else {
            if let top { console.print(top) }
            for (_, answer) in answers { console.print(answer.text) }
        }
        return .done
    }

    private func answer(_ revision: String, _ repository: Repository) throws -> (key: String, text: String) {
        if abbrevRef, revision == "HEAD" {
            guard case .branch(let name) = try repository.refs.head() else { return ("branch", "HEAD") }
            return ("branch", name.short)
        }
        let id = try repository.resolve(revision)
        return ("id", short ? id.short : id.hex)
    }
}
