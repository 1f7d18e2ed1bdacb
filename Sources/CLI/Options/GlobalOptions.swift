import ArgumentParser
import Glibc

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: .customShort("C"), help: ArgumentHelp("Work in this directory.", valueName: "dir"))
    var directory: String?

    @Flag(name: [.customLong("quiet"), .customShort("q")], help: "Print results only, no messages.")
    var quiet = false

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
