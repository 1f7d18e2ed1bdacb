extension Configuration {
    /// The setting gc.auto: how many small packs come together before they are joined; 0 for never.
    func joinThreshold() throws -> Int { try count("gc.auto") ?? 8 }
}
