import ArgumentParser
import Glibc

@main
struct At1: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "at1",
        abstract: "Git for data sets that can be computed again.",
        version: "at1 0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "A repository:",
                subcommands: [InitCommand.self, ConfigCommand.self, FsckCommand.self, GarbageCollectionCommand.self]),
            CommandGroup(
                name: "Files and commits:",
                subcommands: [
                    AddCommand.self, GenerateCommand.self, StatusCommand.self, DiffCommand.self, CommitCommand.self,
                    LogCommand.self, ShowCommand.self, CatCommand.self, RestoreCommand.self, RemoveCommand.self,
                    MoveCommand.self,
                    ResetCommand.self,
                ]),
            CommandGroup(
                name: "Branches and tags:",
                subcommands: [
                    BranchCommand.self, SwitchCommand.self, CheckoutCommand.self, TagCommand.self,
                    VerifyTagCommand.self, VerifyCommitCommand.self, ReflogCommand.self,
                ]),
            CommandGroup(
                name: "Other repositories:",
                subcommands: [
                    CloneCommand.self, RemoteCommand.self, FetchCommand.self, PullCommand.self, PushCommand.self,
                    ServeCommand.self, UpdateServerInfoCommand.self, MirrorCommand.self,
                ]),
            CommandGroup(
                name: "Files that are away until they are asked for:",
                subcommands: [MaterializeCommand.self, DropCommand.self, DiskUsageCommand.self]),
            CommandGroup(name: "Recipes in files of their own:", subcommands: [Replay.self]),
            CommandGroup(name: "Signatures:", subcommands: [Key.self]),
            CommandGroup(name: "Evidence of agent runs:", subcommands: [Rerun.self, SessionCommand.self]),
            CommandGroup(
                name: "Objects:",
                subcommands: [ListTreeCommand.self, CatFileCommand.self, HashObjectCommand.self, RevParseCommand.self]),
            CommandGroup(name: "Shells:", subcommands: [CompletionCommand.self]),
        ])

    @OptionGroup var options: GlobalOptions

    /// Parses the words of the call, executes the command that they name, and ends the process with its exit code.
    static func main() {
        Glibc.exit(status(of: Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// What a call comes to, its results and errors printed.
    private static func status(of words: [String]) -> ExitStatus {
        do {
            var command = try parseAsRoot(PushCommand.spellingOut(words))
            guard let command = command as? any Command else {
                try command.run()  // help, of a command that only holds others
                return .done
            }
            return try execute(command)
        } catch let error where exitCode(for: error) == .success {
            return print(message(for: error))  // help, a version, a completion script
        } catch {
            CommandError(error).print()
            return CommandError(error).status
        }
    }

    private static func execute(_ command: some Command) throws -> ExitStatus {
        try command.options.enter()
        let console = Console(quiet: command.options.quiet)
        let status = try command.execute(console)
        try console.flush()
        return status
    }

    private static func print(_ text: String) -> ExitStatus {
        let console = Console(quiet: false)
        do {
            console.print(text)
            try console.flush()
            return .done
        } catch {
            CommandError(error).print()
            return CommandError(error).status
        }
    }
}
