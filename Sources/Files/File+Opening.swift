internal import Glibc

extension File {
    /// Opens the file at `path` for reading.
    ///
    /// - Parameters:
    ///   - followingLinks: whether the last name may be a symbolic link: true for paths that the user gave.
    ///   - waiting: whether to wait for the other end of a pipe, and for what is written there.
    package init(at path: String, followingLinks: Bool = true, waiting: Bool = false) throws(FileError) {
        let flags = O_RDONLY | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW) | (waiting ? 0 : O_NONBLOCK)
        self.init(descriptor: try system(.open, path) { open(path, flags) }, path: path)
    }

    /// Creates a new file for reading and writing; fails if it exists.
    package init(creating path: String, permissions: UInt32 = 0o644) throws(FileError) {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        self.init(descriptor: try system(.create, path) { open(path, flags, mode_t(permissions)) }, path: path)
    }

    /// What to do if the file to write to does not exist.
    package enum WhenMissing: Sendable {
        case fail
        case create(permissions: UInt32)
    }

    /// Opens a file for reading and writing.
    package init(
        updating path: String, whenMissing: WhenMissing = .fail, appending: Bool = false, followingLinks: Bool = false
    ) throws(FileError) {
        var flags = O_RDWR | O_CLOEXEC | (appending ? O_APPEND : 0) | (followingLinks ? 0 : O_NOFOLLOW)
        var mode: mode_t = 0
        if case .create(let permissions) = whenMissing {
            flags |= O_CREAT
            mode = mode_t(permissions)
        }
        self.init(descriptor: try system(.open, path) { open(path, flags, mode) }, path: path)
    }

    /// An empty, unnamed file in the system's temporary folder (``SystemTemporary``). It disappears when it is closed.
    package static func temporary() throws(FileError) -> File {
        let folder = try Folder(at: SystemTemporary.path())
        do throws(FileError) {
            return try withoutName(in: folder, permissions: 0o600)
        } catch  where hasNoNameless(error) {
            let name = Name("at1-" + String(UInt64.random(in: 0 ... .max), radix: 36))
            let file = try folder.createFile(name, permissions: 0o600)
            try folder.removeFile(name)
            return file
        }
    }

    /// An empty, unnamed file in `folder`.
    static func withoutName(in folder: Folder, permissions: UInt32) throws(FileError) -> File {
        let flags = O_TMPFILE_ | O_RDWR | O_CLOEXEC
        let descriptor = try system(.create, folder.path) {
            openat(folder.descriptor, ".", flags, mode_t(permissions))
        }
        return File(descriptor: descriptor, path: folder.path)
    }

    /// Whether an error says that the file system does not support unnamed files.
    static func hasNoNameless(_ error: FileError) -> Bool {
        [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(error.code)
    }

    /// Keeps the file open until the process ends, and returns the path by which the process can reopen it.
    package consuming func leaveOpen() throws(FileError) -> String {
        let copy = try system(.open, path) { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
        return "/proc/self/fd/\(copy)"
    }

    /// A path by which this process can reopen the file, whether or not it has a name.
    package var procPath: String { "/proc/self/fd/\(descriptor)" }
}

/// O_TMPFILE, which the C headers define only for _GNU_SOURCE.
private let O_TMPFILE_ = 0o20_000_000 | O_DIRECTORY
