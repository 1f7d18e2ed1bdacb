internal import Store

/// How much a repository accepts from others before it examines it.
struct TransferLimits: Sendable {
    /// The maximum number of objects in one transfer.
    var objects = 50_000_000
    /// The maximum number of bytes as transmitted.
    var stored: UInt64 = 16 << 40
    /// The maximum ratio of decoded to transmitted bytes, beyond ``freeExpansion``.
    var expansion: UInt64 = 1000
    /// Bytes of files in chunks that are always accepted: they take time to check, and space when they are checked out.
    static let freeFiles: UInt64 = 1 << 38
    /// Decoded bytes that are always accepted.
    static let freeExpansion: UInt64 = 1 << 30

    init() {}

    /// The limits in the settings: transfer.maxobjects, transfer.maxbytes, transfer.maxexpansion.
    init(_ settings: Configuration) throws {
        if let objects = try settings.bytes("transfer.maxobjects") { self.objects = Int(clamping: objects) }
        if let stored = try settings.bytes("transfer.maxbytes") { self.stored = stored }
        if let expansion = try settings.bytes("transfer.maxexpansion") { self.expansion = expansion }
    }

    /// Whether `stored` bytes may decode to `length` bytes.
    func allows(_ length: UInt64, from stored: UInt64) -> Bool {
        allows(length, from: stored, beyond: Self.freeExpansion)
    }

    /// Whether lists of chunks may represent files of `length` bytes in total, if `decoded` bytes arrived.
    func allowsFiles(_ length: UInt64, from decoded: UInt64) -> Bool {
        allows(length, from: decoded, beyond: Self.freeFiles)
    }

    private func allows(_ length: UInt64, from bytes: UInt64, beyond free: UInt64) -> Bool {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: expansion)
        return overflow || length <= free || length - free <= product
    }
}
