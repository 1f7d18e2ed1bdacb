/// Decides when packs/ must be listed again for an object that no open pack has.
///
/// The folder's time changes whenever a name is added or removed. While it is so recent that a later change may not
/// have altered it, only the first miss, the second, the fourth and so on cause a listing, and any after a pause:
/// identities that do not exist cost few listings, however many they are.
struct ListingAge {
    /// The folder's time when it was listed, and the time of the listing; in nanoseconds since 1970.
    private var modified: Int64 = .min
    private var listed: Int64 = .min
    private var misses = 0
    private var next = 1

    /// The maximum granularity of times in file systems.
    private static let step: Int64 = 2_000_000_000
    private static let pause: Int64 = 10_000_000

    /// Notes a listing that began at `now`, when the folder had the time `modified`.
    mutating func note(modified: Int64, at now: Int64) {
        if modified != self.modified { (misses, next) = (0, 1) }
        (self.modified, listed) = (modified, now)
    }

    /// Notes that an object was not found at `now`, when the folder has the time `modified`.
    ///
    /// - Returns: whether the folder must be listed again.
    mutating func mustList(modified: Int64, at now: Int64) -> Bool {
        if modified != self.modified { return true }
        guard listed < modified.addingReportingOverflow(Self.step).partialValue else { return false }
        misses += 1
        guard misses >= next || now - listed >= Self.pause || now < listed else { return false }
        next = 2 * misses
        return true
    }
}
