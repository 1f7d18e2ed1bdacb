import ArgumentParser
import CProcess
import Engine
import Files
import Glibc
import Store

@main
struct At1: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "at1",
        abstract: "Git for data sets that can be computed again.",
        version: Version.report,
        groupedSubcommands: [
            CommandGroup(
                name: "A repository:",
                subcommands: [
                    InitCommand.self, ConfigCommand.self, FsckCommand.self, GarbageCollectionCommand.self,
                    PruneCommand.self, ExpireCommand.self,
                ]),
            CommandGroup(
                name: "Files and commits:",
                subcommands: [
                    AddCommand.self, GenerateCommand.self, RecipesCommand.self, StatusCommand.self, DiffCommand.self,
                    CommitCommand.self,
                    LogCommand.self, ShowCommand.self, BlameCommand.self, ShortlogCommand.self, DescribeCommand.self,
                    CatCommand.self, ArchiveCommand.self, RestoreCommand.self, RemoveCommand.self,
                    MoveCommand.self,
                    ResetCommand.self, CleanCommand.self, CheckIgnoreCommand.self,
                ]),
            CommandGroup(
                name: "Files that programs make:",
                subcommands: [
                    RunCommand.self, UpdateCommand.self, TrustCommand.self, LineageCommand.self, ExplainCommand.self,
                ]),
            CommandGroup(
                name: "Branches and tags:",
                subcommands: [
                    BranchCommand.self, SwitchCommand.self, CheckoutCommand.self, TagCommand.self,
                    VerifyTagCommand.self, VerifyCommitCommand.self, ReflogCommand.self, ForEachRefCommand.self,
                    WorktreeCommand.self,
                ]),
            CommandGroup(
                name: "Merging:",
                subcommands: [
                    MergeCommand.self, CherryPickCommand.self, RevertCommand.self, RebaseCommand.self,
                    StashCommand.self, MergeBaseCommand.self,
                ]),
            CommandGroup(
                name: "Data:", subcommands: [HeadCommand.self, StatsCommand.self, PlotCommand.self]),
            CommandGroup(name: "Undo:", subcommands: [UndoCommand.self, OperationCommand.self]),
            CommandGroup(
                name: "Other repositories:",
                subcommands: [
                    CloneCommand.self, RemoteCommand.self, FetchCommand.self, PullCommand.self, PushCommand.self,
                    BundleCommand.self, ServeCommand.self, UpdateServerInfoCommand.self, MirrorCommand.self,
                ]),
            CommandGroup(name: "Git:", subcommands: [GitCommand.self, ImportCommand.self]),
            CommandGroup(
                name: "Lazy files:",
                subcommands: [MaterializeCommand.self, DropCommand.self, DiskUsageCommand.self]),
            CommandGroup(name: "Recipes without a repository:", subcommands: [Replay.self]),
            CommandGroup(name: "Signatures:", subcommands: [Key.self]),
            CommandGroup(
                name: "Evidence:",
                subcommands: [Rerun.self, SessionCommand.self, ProxyCommand.self, WitnessCommand.self]),
            CommandGroup(
                name: "Objects:",
                subcommands: [ListTreeCommand.self, CatFileCommand.self, HashObjectCommand.self, RevParseCommand.self]),
            CommandGroup(name: "Shells:", subcommands: [CompletionCommand.self]),
        ])

    @OptionGroup var options: GlobalOptions

    /// Parses the arguments, executes the command, and ends the process with its exit code.
    static func main() {
        cprocess_prepare()
        Glibc.exit(status(of: Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Executes a call, prints its results and errors, and returns its exit code.
    private static func status(of words: [String]) -> ExitStatus {
        if words == ["--version"] { return print(Version.report) }
        do {
            var command = try command(for: GitSpelling.spellOut(Aliases.expand(words)))
            guard let command = command as? any Command else {
                try command.run()  // help, of a command that only groups others
                return .done
            }
            return try execute(command)
        } catch let error where exitCode(for: error) == .success {
            return print(message(for: error))  // help, a version, a completion script
        } catch {
            let worded = CommandError.find(error) ?? unknownCommand(in: words) ?? wording(ofParsing: error)
            worded.print(asJSON: words.prefix { $0 != "--" }.contains("--json"))
            return worded.status
        }
    }

    /// The command that the words call. Its own parser comes first, since that of `at1` reads the declarations of all
    /// commands, which takes as long as a small command; the latter words help and errors.
    private static func command(for words: [String]) throws -> any ParsableCommand {
        if let type = configuration.subcommands.first(where: { name(of: $0) == words.first }),
            let command = try? type.parseAsRoot(Array(words.dropFirst())), command is any Command
        {
            return command
        }
        return try parseAsRoot(words)
    }

    private static func execute(_ command: some Command) throws -> ExitStatus {
        try command.options.enter()
        let colours = command.options.color.holds(onTerminal: StandardStream.output.isTerminal)
        let console = Console(quiet: command.options.quiet, hasColours: colours)
        let pager = command.isPaged ? Pager(command.options) : nil
        defer { pager?.finish() }
        do {
            let status = try command.execute(console)
            do {
                try console.flush()
            } catch  where command.isAction || console.isCutOff {
                return status  // the work is done, or nobody reads the rest
            }
            return status
        } catch {
            if console.isCutOff || (error as? FileError)?.hasLostReader == true { return .done }
            throw PendingNote.hinting(NearestName.hinting(error, command.options), command.options)
        }
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
