import ArgumentParser
import Glibc
import Store

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: .customShort("C"), help: ArgumentHelp("Work in this directory.", valueName: "dir"))
    var directory: String?

    @Flag(name: [.customLong("quiet"), .customShort("q")], help: "Print results only, no messages.")
    var quiet = false

    @Option(
        name: .customLong("lock-wait"),
        help: ArgumentHelp(
            "Wait this long for another at1 that holds the repository; 10 by default.", valueName: "seconds"))
    var lockWaitSeconds: Double?

    /// How long to wait for a lock; nil when the call does not say, and the setting core.lockwait holds.
    func lockWait() throws -> Duration? {
        guard let seconds = lockWaitSeconds else { return nil }
        guard (0...1_000_000).contains(seconds) else {
            throw CommandError(.usage, "--lock-wait takes 0 to 1000000 seconds")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// Goes to the directory that the call names.
    func enter() throws {
        guard let directory else { return }
        guard chdir(directory) == 0 else {
            throw CommandError(.environment, "cannot work in \(directory): \(String(cString: strerror(errno)))")
        }
    }
}

/// The option of commands that report.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false
}
