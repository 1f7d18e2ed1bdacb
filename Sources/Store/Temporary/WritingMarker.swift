internal import Files

/// A file in tmp/ that indicates that files may be growing in the working tree. If a killed process has left one, the
/// next command removes its files there.
enum WritingMarker {
    static let prefix = "writing-"

    static func isMarker(_ name: Name) -> Bool { name.bytes.starts(with: prefix.utf8) }
}
