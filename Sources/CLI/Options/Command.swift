import ArgumentParser

/// A command that does something, as opposed to one that only holds others.
protocol Command: ParsableCommand {
    var options: GlobalOptions { get }

    /// Whether what it does is the result, and what it prints is only word of it: then it has not failed when nobody can
    /// read that.
    var isAction: Bool { get }

    /// Whether its result may be longer than a screen, and goes through a pager there.
    var isPaged: Bool { get }

    /// Does what the command is for, and says whether the answer is yes.
    ///
    /// Results go to the console; whatever is thrown becomes a message and an exit code by the tables in Errors/.
    func execute(_ console: Console) throws -> ExitStatus
}

extension Command {
    var isAction: Bool { false }
    var isPaged: Bool { false }
}
