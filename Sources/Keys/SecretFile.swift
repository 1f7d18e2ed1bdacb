internal import Files
package import Sodium

/// Small files that contain secrets.
package enum SecretFile {
    /// The bytes of a file, and whether users other than its owner may read it.
    package struct Contents: ~Copyable {
        package let bytes: SecretBytes
        package let isReadableByOthers: Bool
    }

    /// Reads a regular file or a pipe of at most `limit` bytes into secret memory; nil if there is none.
    package static func find(_ path: String, limit: Int) throws(KeysError) -> Contents? {
        try KeysError.naming { () throws(FileError) in
            do throws(FileError) { return try read(File(at: path), limit: limit) } catch  where error.isMissing {
                return nil
            }
        }
    }

    private static func read(_ file: consuming File, limit: Int) throws(FileError) -> Contents {
        let status = try file.status()
        guard status.kind != .folder else { throw FileError(.read, file.path, because: "it is a folder") }
        guard status.size <= UInt64(limit) else { throw .tooLarge(file.path) }
        // A pipe has no size, so there is room for the limit, and one byte more to detect that it is exceeded.
        let room = SecretBytes.Buffer(count: limit + 1)
        var length = 0
        var failure: FileError?
        room.withUnsafeMutableBytes { buffer in
            do throws(FileError) { length = try file.read(into: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        guard length <= limit else { throw .tooLarge(file.path) }
        let isPrivate = status.kind != .regular || status.permissions & 0o077 == 0
        return Contents(bytes: room.prefix(length), isReadableByOthers: !isPrivate)
    }

    /// The same for a file that must exist.
    package static func get(_ path: String, limit: Int) throws(KeysError) -> Contents {
        guard let contents = try find(path, limit: limit) else { throw .file(.missing(path)) }
        return contents
    }

    /// Writes a file that only its owner may read or write. It appears complete or not at all, and is durable.
    ///
    /// - Parameter replacing: whether to replace an existing file; otherwise one is an error.
    package static func write(
        _ bytes: borrowing SecretBytes, to path: String, mode: UInt32 = 0o600, replacing: Bool = false
    ) throws(KeysError) {
        var failure: FileError?
        bytes.withUnsafeBytes { bytes in
            do throws(FileError) {
                let draft = try DraftFile(path, permissions: mode, prefix: temporaryPrefix(path))
                try draft.file.stream.write(bytes)
                try draft.put(replacing: replacing)
            } catch { failure = error }
        }
        if let failure { throw .file(failure) }
    }

    /// The prefix of the names of files that are to replace the one at `path`.
    static func temporaryPrefix(_ path: String) -> String { Folder.split(path).name + "." }

    /// Creates a folder that only its owner may enter, and its missing parents.
    package static func createFolder(_ path: String) throws(KeysError) {
        try KeysError.naming { () throws(FileError) in try Folder.create(path, permissions: 0o700) }
    }
}
