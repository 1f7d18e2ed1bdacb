internal import Foundation

/// Counts what tests did, for scripts/reliability: a line `name number` in the file that AT1_TALLY names.
public enum Tally {
    private static let lock = NSLock()

    public static func note(_ name: String, _ number: Int) {
        guard let path = ProcessInfo.processInfo.environment["AT1_TALLY"] else { return }
        lock.withLock {
            guard let file = fopen(path, "a") else { return }
            fputs("\(name) \(number)\n", file)
            fclose(file)
        }
    }

    /// How many seconds a test of endurance lasts: what AT1_TEST_SECONDS says, or `short`.
    public static func seconds(_ short: Double) -> Double {
        ProcessInfo.processInfo.environment["AT1_TEST_SECONDS"].flatMap(Double.init) ?? short
    }

    /// How many of something a test tries: more where AT1_TEST_SECONDS asks for a long run.
    public static func isLong() -> Bool { seconds(0) >= 300 }
}
