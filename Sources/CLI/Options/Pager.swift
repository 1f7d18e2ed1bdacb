import Files
import Glibc
import Store

/// The program that shows long results a screen at a time, as long as standard output is a terminal.
final class Pager {
    private var program: ShellCommand?

    /// Starts the program that the setting core.pager or PAGER names, or `less`; from then on standard output leads to it.
    ///
    /// Nil where standard output is no terminal, and where the program is `cat` or cannot be started.
    init?(_ options: GlobalOptions) {
        guard !options.noPager, StandardStream.output.isTerminal else { return nil }
        // A setting that does not count is passed over: what is shown is the same.
        let setting = (try? RepositoryAccess.settings(options)).flatMap { try? $0.program("core.pager") }
        guard let command = setting ?? Environment.all["PAGER"] ?? Self.less, !["", "cat"].contains(command) else {
            return nil
        }
        program = Self.start(command)
        if program == nil { return nil }
    }

    /// Hands over the end of the result, and waits until the user has seen enough.
    func finish() {
        close(STDOUT_FILENO)
        _ = try? program.take()?.wait()
    }

    /// `less`, where it is installed.
    private static var less: String? {
        let folders = (Environment.all["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.contains { access("\($0)/less", X_OK) == 0 } ? "less" : nil
    }

    private static func start(_ command: String) -> ShellCommand? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { for end in ends { close(end) } }
        // As git sets it: colours pass, and what fits on one screen stays there.
        setenv("LESS", "FRX", 0)
        guard let program = try? ShellCommand(command, input: ends[0]), dup2(ends[1], STDOUT_FILENO) >= 0 else {
            return nil
        }
        return program
    }
}
