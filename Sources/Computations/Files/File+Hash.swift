internal import Files
internal import Objects

/// The files of computations, by their paths. A link is not followed, unless the caller's path leads through one.
extension File {
    /// The length and the SHA-256 of a regular file.
    static func hash(_ path: String) throws -> (length: UInt64, sha256: Digest) {
        let file = try File(at: path, followingLinks: false)
        guard try file.status().kind == .regular else {
            throw FileError(.read, path, because: "it is not a regular file")
        }
        var hasher = ContentHasher()
        try file.forEachPiece { hasher.update($0) }
        return (hasher.count, hasher.finish())
    }

    /// All bytes of a file, which the kernel may generate on reading; fails if there are more than `limit`.
    static func contents(_ path: String, limit: Int = 1 << 26) throws -> [UInt8] {
        let file = try File(at: path, followingLinks: false)
        return try file.stream.contents(limit: limit)
    }
}

extension FileStatus {
    /// A text that changes when the file does.
    var signature: String { "\(size) \(modified) \(changed) \(inode) \(device)" }

    /// Whether every user of this machine may read it.
    var isReadableByAll: Bool { permissions & 0o004 != 0 }
}

extension Folder {
    /// The names in the folder at `path`, in the order of their bytes.
    static func names(_ path: String) throws(FileError) -> [Name] {
        try Folder(at: path).names().sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}
