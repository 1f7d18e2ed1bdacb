import ArgumentParser
import Files
import Glibc
import Store

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    /// Those whose value is the next argument.
    static let withValue: Set = ["-C", "--lock-wait", "--color"]

    @Option(
        name: .customShort("C"),
        help: ArgumentHelp("Work in this directory; a second one is relative to the first.", valueName: "dir"),
        transform: Word.path)
    var directories: [String] = []

    @Flag(name: [.customLong("quiet"), .customShort("q")], help: "Print only results and errors.")
    var quiet = false

    @Option(help: ArgumentHelp("Colour results: auto, always or never.", valueName: "when"))
    var color = ColourChoice.auto

    @Flag(name: .customLong("no-pager"), help: "Do not show long results through a pager.")
    var noPager = false

    @Option(
        name: .customLong("lock-wait"),
        help: ArgumentHelp(
            "Wait this long for another at1 that holds the repository; 10 by default.", valueName: "seconds"))
    var lockWaitSeconds: Double?

    /// How long to wait for a lock; nil if the call does not say, and the setting core.lockwait applies.
    func lockWait() throws -> Duration? {
        guard let seconds = lockWaitSeconds else { return nil }
        guard (0...1_000_000).contains(seconds) else {
            throw CommandError(.usage, "--lock-wait takes 0 to 1000000 seconds")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// Changes to the directory that the call names; if there are several, each relative to the one before.
    func enter() throws {
        for directory in directories {
            try system(.enter, directory) { chdir(directory) }
        }
    }
}

/// The option of commands that report results.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false
}
