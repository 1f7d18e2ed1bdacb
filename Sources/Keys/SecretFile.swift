internal import Glibc
package import Sodium

/// Small files with secrets in them.
package enum SecretFile {
    /// The bytes of a file, and whether others than its owner may read it.
    package struct Contents: ~Copyable {
        package let bytes: SecretBytes
        package let isReadableByOthers: Bool
    }

    /// Reads a regular file of at most `limit` bytes into secret memory; nil when there is none.
    package static func find(_ path: String, limit: Int) throws(KeysError) -> Contents? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw KeysError.system("open", path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw KeysError.system("look at", path) }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        guard !isFolder else { throw KeysError.system("read", path, EISDIR) }
        guard status.st_size <= limit else { throw KeysError.system("read", path, EFBIG) }

        // A pipe has no size, so there is room for the limit, and one more to see that it is kept.
        var length = 0
        let room = SecretBytes.Buffer(count: limit + 1)
        while length <= limit {
            let count = room.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + length, $0.count - length) }
            if count == 0 { break }
            if count > 0 { length += count } else if errno != EINTR { throw KeysError.system("read", path) }
        }
        guard length <= limit else { throw KeysError.system("read", path, EFBIG) }
        let isPrivate = status.st_mode & S_IFMT != S_IFREG || status.st_mode & 0o077 == 0
        return Contents(bytes: room.prefix(length), isReadableByOthers: !isPrivate)
    }

    /// The same for a file that must be there.
    package static func get(_ path: String, limit: Int) throws(KeysError) -> Contents {
        guard let contents = try find(path, limit: limit) else { throw KeysError.system("open", path, ENOENT) }
        return contents
    }

    /// Writes a file that only its owner may read or write. It appears whole, or not at all, and is durable.
    ///
    /// - Parameter replacing: whether a file that is there is replaced; otherwise that is an error.
    package static func write(
        _ bytes: borrowing SecretBytes, to path: String, mode: UInt32 = 0o600, replacing: Bool = false
    ) throws(KeysError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36))\(temporarySuffix)"
        // Without a name as long as that is possible: who is killed leaves no secrets lying about.
        var isNamed = false
        var descriptor = open(folder, withoutName | O_WRONLY | O_CLOEXEC, mode)
        if descriptor < 0, [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) {
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
            isNamed = true
        }
        guard descriptor >= 0 else { throw KeysError.system("make", path) }
        defer {
            if isNamed { unlink(temporary) }
            close(descriptor)
        }
        let code = bytes.withUnsafeBytes { write(descriptor, $0) }
        guard code == 0 else { throw KeysError.system("write", path, code) }
        let opened = "/proc/self/fd/\(descriptor)"
        var done = linkat(AT_FDCWD, opened, AT_FDCWD, path, AT_SYMLINK_FOLLOW)
        if done != 0, errno == EEXIST, replacing {
            if !isNamed {
                guard linkat(AT_FDCWD, opened, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
                    throw KeysError.system("make", path)
                }
                isNamed = true
            }
            done = rename(temporary, path)
            if done == 0 { isNamed = false }
        }
        guard done == 0 else { throw KeysError.system("make", path) }
        try sync(folder: folder)
    }

    /// What the names end in under which files wait to replace others.
    static let temporarySuffix = ".tmp"

    /// O_TMPFILE, which the C headers keep to those who define _GNU_SOURCE.
    private static let withoutName = 0o20_000_000 | O_DIRECTORY

    /// Makes the names in a folder durable.
    private static func sync(folder: String) throws(KeysError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw KeysError.system("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw KeysError.system("sync", folder) }
    }

    /// Writes everything and syncs it; errno, or zero.
    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if count >= 0 { done += count } else if errno != EINTR { return errno }
        }
        return fsync(descriptor) == 0 ? 0 : errno
    }

    /// Makes a folder that only its owner may enter, and those above it as far as they are missing.
    package static func makeFolder(_ path: String) throws(KeysError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw KeysError.system("make", path)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw KeysError.system("make", path) }
    }
}
