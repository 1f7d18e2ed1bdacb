/// The versions of numpy between which streams of Generator differ (docs/engine.md). RandomState's have not changed.
enum StreamVersion: String, CaseIterable, Sendable {
    /// Before 2.1: zipf and wald.
    case before21 = "2.0"
    /// Before 2.3: wald.
    case before23 = "2.2"
    case newest

    /// The calls that differ in some version.
    static let changed = ["wald(", "zipf("]
}

extension StreamVersion {
    /// The versions that give a program different streams, the newest first.
    static func thatMatter(to code: String) -> [StreamVersion] {
        changed.contains(where: code.contains) ? [.newest, .before23, .before21] : [.newest]
    }
}
