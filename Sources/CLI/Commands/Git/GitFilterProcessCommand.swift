import ArgumentParser
import GitFilter

/// `at1 git filter-process`: the filter that git runs.
struct GitFilterProcessCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "filter-process", abstract: "Answer git's requests for filtered files. Run by git.")

    @OptionGroup var options: GlobalOptions

    func execute(_ console: Console) throws -> ExitStatus {
        var conversation = FilterConversation(PacketStream(input: 0, output: 1))
        do {
            try GitFilterAnswers(GitWorkspace(options), options).run(&conversation)
        } catch let error as FilterError {
            throw CommandError(
                .environment, error.description, hint: "git runs this command; 'at1 git install' tells it so")
        }
        return .done
    }
}
