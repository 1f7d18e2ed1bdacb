/// How much a repository takes from others before it looks at it.
struct TransferLimits: Sendable {
    /// The most objects of one transfer.
    var objects = 50_000_000
    /// The most bytes as they come.
    var stored: UInt64 = 16 << 40
    /// How many times larger than as they come the objects may be, beyond ``freeExpansion``.
    var expansion: UInt64 = 1000
    /// Bytes of files in chunks that are always taken: they take time to check, and room when they are checked out.
    static let freeFiles: UInt64 = 1 << 38
    /// Decoded bytes that are always taken.
    static let freeExpansion: UInt64 = 1 << 30

    init() {}

    /// The limits that settings ask for: transfer.maxobjects, transfer.maxbytes, transfer.maxexpansion.
    init(_ settings: Configuration) throws {
        if let objects = try settings.bytes("transfer.maxobjects") { self.objects = Int(clamping: objects) }
        if let stored = try settings.bytes("transfer.maxbytes") { self.stored = stored }
        if let expansion = try settings.bytes("transfer.maxexpansion") { self.expansion = expansion }
    }

    /// Whether `length` decoded bytes may come out of `stored` ones.
    func allows(_ length: UInt64, from stored: UInt64) -> Bool {
        allows(length, from: stored, beyond: Self.freeExpansion)
    }

    /// Whether lists of chunks may stand for files of `length` bytes together, where `decoded` bytes came.
    func allowsFiles(_ length: UInt64, from decoded: UInt64) -> Bool {
        allows(length, from: decoded, beyond: Self.freeFiles)
    }

    private func allows(_ length: UInt64, from bytes: UInt64, beyond free: UInt64) -> Bool {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: expansion)
        return overflow || length <= free || length - free <= product
    }
}
