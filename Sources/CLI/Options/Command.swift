import ArgumentParser

/// A command that does something, as opposed to one that only groups others.
protocol Command: ParsableCommand {
    var options: GlobalOptions { get }

    /// Whether the command's purpose is its effect, and its output only reports it: then it has not failed if nobody
    /// can read the output.
    var isAction: Bool { get }

    /// Whether its result may be longer than a screen, and goes through a pager on a terminal.
    var isPaged: Bool { get }

    /// Executes the command and returns whether the answer is yes.
    ///
    /// Results go to the console; thrown errors become messages and exit codes by the tables in Errors/.
    func execute(_ console: Console) throws -> ExitStatus
}

extension Command {
    var isAction: Bool { false }
    var isPaged: Bool { false }
}
