import ArgumentParser

/// `at1 completion`: a script that completes at1's words in a shell.
struct CompletionCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script for bash, zsh or fish.",
        discussion: "bash: source <(at1 completion bash)")

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @OptionGroup var options: GlobalOptions
    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func execute(_ console: Console) throws -> ExitStatus {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        console.print(At1.completionScript(for: kind))
        return .done
    }
}
