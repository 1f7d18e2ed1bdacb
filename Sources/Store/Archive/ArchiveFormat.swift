/// The archive formats for the files of a revision, for people without at1.
public enum ArchiveFormat: String, CaseIterable, Sendable {
    case tar
    case tarZstandard = "tar.zst"
    case tarXZ = "tar.xz"
    case zip

    /// The format that a file name implies; nil if it implies none of them.
    public init?(fileName: String) {
        let name = fileName.lowercased()
        if name.hasSuffix(".tzst") {
            self = .tarZstandard
        } else if name.hasSuffix(".txz") {
            self = .tarXZ
        } else {
            guard let format = Self.allCases.first(where: { name.hasSuffix(".\($0.rawValue)") }) else { return nil }
            self = format
        }
    }
}

/// The metadata of a file in an archive.
struct ArchiveEntry {
    enum Kind: Hashable {
        case file(isExecutable: Bool)
        /// The content is the link's target.
        case link
    }

    /// Relative to the top of the archive.
    let path: [UInt8]
    let kind: Kind
    let length: UInt64
    /// Seconds since 1970.
    let time: Int64

    var permissions: UInt32 {
        switch kind {
        case .file(let isExecutable): isExecutable ? 0o755 : 0o644
        case .link: 0o777
        }
    }
}

/// Writes an archive from front to back.
protocol ArchiveWriter {
    typealias Sink = (RawSpan) throws -> Void

    /// - Parameter content: passes on the bytes of the file, exactly as many as the entry states.
    mutating func add(_ entry: ArchiveEntry, content: (_ sink: Sink) throws -> Void) throws
    mutating func finish() throws
}
