package import Packs

extension Configuration {
    /// The setting gc.parity; nil if there is none.
    package func parityShare(_ key: String = "gc.parity") throws -> ParityShare? {
        guard let text = self[key] else { return nil }
        guard let share = ParityShare(text) else { throw bad(key, because: "is not a share like 5% or 2.5%") }
        return share
    }
}
