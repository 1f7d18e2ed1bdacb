import Store
import Synchronization

/// What is said once of the settings that a command works by, before it works.
enum Warnings {
    private static let said = Mutex<Set<String>>([])

    /// A line to stderr, the first time that it is said.
    static func say(_ line: String) {
        guard said.withLock({ $0.insert(line).inserted }) else { return }
        Messages.write("at1: warning: \(line)\n")
    }

    /// Names that are no setting's.
    static func say(of settings: Configuration, _ options: GlobalOptions) {
        guard !options.quiet else { return }
        for doubt in settings.doubts { say(doubt) }
    }
}
