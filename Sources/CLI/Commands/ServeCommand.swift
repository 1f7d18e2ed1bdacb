import ArgumentParser
import Store

/// `at1 serve`: the side that answers.
struct ServeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer another at1 on standard input and output: what ssh runs over there.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Speak on standard input and output. There is no other way yet.") var stdio = false
    @Flag(help: "Let nothing be pushed.") var readOnly = false
    @Argument(help: "The repository.") var path: String

    func execute(_ console: Console) throws -> ExitStatus {
        guard stdio else {
            throw CommandError(.usage, "serve speaks on standard input and output only", mend: "add --stdio")
        }
        let repository: Repository
        do {
            repository = try Repository.open(at: path, RepositoryAccess.options(options))
        } catch {
            // The other side says it to its person.
            WireServer.refuse(error)
            return CommandError(error).status
        }
        do {
            try WireServer(repository, isReadOnly: readOnly).run()
        } catch {
            return CommandError(error).status
        }
        return .done
    }
}
