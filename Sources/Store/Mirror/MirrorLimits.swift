internal import Objects

/// What goes into a mirror, and what is read from one.
struct MirrorLimits {
    /// A file of more bytes, or a text that stands for one, is left out.
    let file: Int
    /// An object of git of more bytes is not read.
    static let object = 2 << 30
    /// A commit, a tag or a link's target of more bytes is not read.
    static let header = 128 << 20
    /// The same for a tree.
    static let tree = 512 << 20
    /// More than this at once is never held in memory.
    private static let largestFile: UInt64 = 1 << 30
    /// As much as the well-known hosts of git take.
    private static let standard: UInt64 = 100 << 20

    /// - Throws: ``ConfigurationError/setting(_:)``.
    init(_ settings: Configuration) throws {
        let length = try settings.bytes("mirror.maxfilesize") ?? Self.standard
        guard length <= Self.largestFile else {
            throw settings.bad("mirror.maxfilesize", "is more than 1g")
        }
        file = Int(length)
    }
}
