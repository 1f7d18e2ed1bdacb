internal import Objects

/// Files by their path in a store without a server process.
protocol FileSource: AnyObject {
    /// Its name in errors.
    var label: String { get }
    /// Whether files can be written there.
    var isWritable: Bool { get }

    /// A file's bytes, and a tag that identifies this version of it; nil if there is no file.
    func contents(_ path: String, limit: Int) throws -> (bytes: [UInt8], tag: String?)?

    /// Bytes from the middle of a file of `length` bytes: exactly the requested range.
    func contents(_ path: String, _ range: Range<UInt64>, of length: UInt64) throws -> [UInt8]

    /// Writes a file.
    ///
    /// - Parameter replacing: the tag of the version to replace; nil for no file.
    /// - Returns: false if there is another version.
    func put(_ path: String, _ bytes: [UInt8], replacing tag: String?) throws -> Bool
}
