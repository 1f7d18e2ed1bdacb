internal import Objects
internal import Store

/// The limits on what is written to a mirror, and read from one.
struct MirrorLimits {
    /// A file of more bytes, or a text for one, is left out.
    let file: Int
    /// A larger git object is not read.
    static let object = 2 << 30
    /// A larger commit, tag or link target is not read.
    static let header = 128 << 20
    /// The same for a tree.
    static let tree = 512 << 20
    /// More than this is never held in memory at once.
    private static let largestFile: UInt64 = 1 << 30
    /// What the well-known git hosts accept.
    private static let standard: UInt64 = 100 << 20

    /// - Throws: `ConfigurationError/setting(_:)`.
    init(_ settings: Configuration) throws {
        let length = try settings.bytes("mirror.maxfilesize") ?? Self.standard
        guard length <= Self.largestFile else {
            throw settings.bad("mirror.maxfilesize", because: "is more than 1g")
        }
        file = Int(length)
    }
}
