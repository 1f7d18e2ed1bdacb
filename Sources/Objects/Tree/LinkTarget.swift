/// The requirements for the blob of a symbolic link: a path that Linux accepts (docs/format.md §3.1).
public enum LinkTarget {
    /// In bytes.
    public static let maximumLength = 4095

    /// - Throws: ``DecodeError`` for a target that is empty, too long, or contains a NUL.
    public static func check(_ bytes: [UInt8]) throws(DecodeError) {
        guard !bytes.isEmpty else { throw DecodeError(.outOfRange, "an empty target") }
        guard bytes.count <= maximumLength else {
            throw DecodeError(
                .outOfRange, "a target of \(bytes.count) bytes; at most \(maximumLength) are allowed")
        }
        if let at = bytes.firstIndex(of: 0) { throw DecodeError(.badText, "a target with a NUL in it", at: at) }
    }
}
