import ArgumentParser
import Objects

/// `at1 completion`: a completion script for a shell.
struct CompletionCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script for bash, zsh or fish.",
        discussion: "bash: source <(at1 completion bash)")

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func execute(_ console: Console) throws -> ExitStatus {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        let script = At1.completionScript(for: kind)
        if report.json {
            console.print(["shell": .string(shell.rawValue), "script": .string(script)])
        } else {
            console.print(script)
        }
        return .done
    }
}
