import ArgumentParser
import Remotes
import Store

/// `at1 serve`: the answering side of the protocol.
struct ServeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer another at1 on standard input and output: the command that ssh runs on the server.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Use standard input and output. This is the only way so far.") var stdio = false
    @Flag(help: "Refuse pushes.") var readOnly = false
    @Argument(help: "The repository.", transform: Word.path) var path: String

    func execute(_ console: Console) throws -> ExitStatus {
        guard stdio else {
            throw CommandError(.usage, "serve only works on standard input and output", hint: "add --stdio")
        }
        let repository: Repository
        do {
            repository = try Repository.open(at: path, CompositionRoot.options(options))
        } catch {
            // The other side reports it to its user.
            WireServer.refuse(error, advice: CommandError(error).hint)
            return CommandError(error).status
        }
        do {
            try WireServer(repository, isReadOnly: readOnly) { CommandError($0).hint }.run()
        } catch {
            return CommandError(error).status
        }
        return .done
    }
}
