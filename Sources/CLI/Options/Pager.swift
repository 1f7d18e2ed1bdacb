import Files
import Glibc
import Store

/// The program that shows long results screen by screen, if standard output is a terminal.
final class Pager {
    private var program: ShellCommand?

    /// Starts the program that the setting core.pager or PAGER names, or `less`, and redirects standard output to it.
    ///
    /// Nil if standard output is not a terminal, or if the program is `cat` or cannot be started.
    init?(_ options: GlobalOptions) {
        guard !options.noPager, StandardStream.output.isTerminal else { return nil }
        // An invalid setting is ignored: the result shown is the same.
        let setting = (try? RepositoryAccess.settings(options)).flatMap { try? $0.program("core.pager") }
        guard let command = setting ?? Environment.all["PAGER"] ?? Self.less, !["", "cat"].contains(command) else {
            return nil
        }
        program = Self.start(command)
        if program == nil { return nil }
    }

    /// Passes on the end of the result, and waits until the user quits.
    func finish() {
        close(STDOUT_FILENO)
        _ = try? program.take()?.wait()
    }

    /// `less`, if it is installed.
    private static var less: String? {
        let folders = (Environment.all["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.contains { access("\($0)/less", X_OK) == 0 } ? "less" : nil
    }

    private static func start(_ command: String) -> ShellCommand? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { for end in ends { close(end) } }
        // As in git: colours are passed on, and a result that fits on one screen is printed without paging.
        setenv("LESS", "FRX", 0)
        guard let program = try? ShellCommand(command, input: ends[0]), dup2(ends[1], STDOUT_FILENO) >= 0 else {
            return nil
        }
        return program
    }
}
