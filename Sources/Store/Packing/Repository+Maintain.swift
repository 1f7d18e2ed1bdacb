internal import Files
internal import Packs

extension Repository {
    /// Joins small packs, and brings the index of packs up to date, after a command that may have added a pack.
    ///
    /// Takes a fraction of a second at most, waits for nobody, and is a matter of convenience: what goes wrong with it,
    /// on a full disk or because others write, is left for the next time. The caller holds no lock.
    package func maintain() {
        guard options.maintains else { return }
        if joinThreshold > 0 { try? PackJoining(self, threshold: joinThreshold).run() }
        try? objects.updateIndex(through: temporary, durable: options.isDurable)
    }
}
