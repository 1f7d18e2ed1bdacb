import ArgumentParser
import Objects
import Store

/// `at1 rev-parse`: the identity that words stand for.
struct RevParseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rev-parse", abstract: "Print the identity that a revision stands for.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Ten digits of it.") var short = false
    @Flag(help: "The name of the branch, for HEAD.") var abbrevRef = false
    @Flag(help: "The top of the work tree.") var showToplevel = false
    @Argument(help: "Revisions: HEAD~2, a branch, a tag, digits, REV:path, REV^{tree}.") var revisions: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        if showToplevel { console.print(try repository.workTree().root.resolvedPath()) }
        guard showToplevel || !revisions.isEmpty else { throw CommandError(.usage, "name a revision") }
        for revision in revisions {
            if abbrevRef, revision == "HEAD" {
                if case .branch(let name) = try repository.refs.head() {
                    console.print(name.short)
                } else {
                    console.print("HEAD")
                }
                continue
            }
            let id = try repository.resolve(revision)
            console.print(short ? id.short : id.hex)
        }
        return .done
    }
}
