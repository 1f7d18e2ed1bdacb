internal import Files

/// The file in tmp/ that says: files may be growing in the work tree. Where a killed process has left one, the next command
/// looks for its files there.
enum WritingMarker {
    static let prefix = "writing-"

    static func isMarker(_ name: Name) -> Bool { name.bytes.starts(with: prefix.utf8) }
}
