import Store
import Synchronization

/// Warnings about the settings in force, each printed once, before a command starts its work.
enum Warnings {
    private static let said = Mutex<Set<String>>([])

    /// Prints a line to stderr, unless it was printed before.
    static func say(_ line: String) {
        guard said.withLock({ $0.insert(line).inserted }) else { return }
        Messages.write("at1: warning: \(line)\n")
    }

    /// Warns of names that are not settings.
    static func say(of settings: Configuration, _ options: GlobalOptions) {
        guard !options.quiet else { return }
        for doubt in settings.doubts { say(doubt) }
    }
}
