internal import Objects

/// Files by their path in a store that nobody answers for.
protocol FileSource: AnyObject {
    /// What errors call it.
    var label: String { get }
    /// Whether files can be put there.
    var isWritable: Bool { get }

    /// A file's bytes, and what tells this state of it from others; nil when there is none.
    func contents(_ path: String, limit: Int) throws -> (bytes: [UInt8], tag: String?)?

    /// Bytes from the middle of a file of `length` bytes: exactly as many as the range has.
    func contents(_ path: String, _ range: Range<UInt64>, of length: UInt64) throws -> [UInt8]

    /// Puts a file there.
    ///
    /// - Parameter replacing: what must be there for that: nil for nothing.
    /// - Returns: false when something else is there.
    func put(_ path: String, _ bytes: [UInt8], replacing tag: String?) throws -> Bool
}
