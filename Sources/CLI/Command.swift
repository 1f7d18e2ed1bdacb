import ArgumentParser

/// A command that does something, as opposed to one that only holds others.
protocol Command: ParsableCommand {
    var options: GlobalOptions { get }

    /// Does what the command is for, and says whether the answer is yes.
    ///
    /// Results go to the console; whatever is thrown becomes a message and an exit code in ``CommandError``.
    func execute(_ console: Console) throws -> ExitStatus
}

/// The exit codes of the contract.
enum ExitStatus: Int32 {
    /// Done, and true.
    case done = 0
    /// The answer is no: a check failed, damage was found, there was nothing to do.
    case no = 1
    /// The words of the call are off.
    case usage = 2
    /// Refused: a fingerprint, a limit or a trust rule.
    case refused = 3
    /// The environment failed: I/O, no space, the network.
    case environment = 4
}
