internal import Glibc

/// An open folder. Every operation is relative to its handle, takes one name at a time and does not follow symbolic
/// links, so that nobody can swap what a path refers to between a check and its use.
public final class Folder: Sendable {
    package let descriptor: Int32
    /// The name used in errors.
    public let path: String

    /// Opens the folder at `path`, following links on the way: for paths that the user gave.
    public init(at path: String) throws(FileError) {
        descriptor = try system(.open, path) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        self.path = path
    }

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// The path of a name in this folder, as errors show it.
    package func path(of name: Name) -> String {
        path == "." ? name.description : path.hasSuffix("/") ? "\(path)\(name)" : "\(path)/\(name)"
    }

    /// The folder's path from the root of the file system, without links.
    public func resolvedPath() throws(FileError) -> String {
        guard let resolved = realpath("/proc/self/fd/\(descriptor)", nil) else { throw FileError(.resolve, path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension Folder {
    public func openFolder(_ name: Name) throws(FileError) -> Folder {
        let descriptor = try system(.open, path(of: name)) {
            name.withCString { openat(self.descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        }
        return Folder(descriptor: descriptor, path: path(of: name))
    }

    /// The same; nil if there is no such folder.
    public func findFolder(_ name: Name) throws(FileError) -> Folder? {
        do throws(FileError) { return try openFolder(name) } catch  where error.isMissing { return nil }
    }

    /// Opens a file for reading. Does not wait for the other end of a FIFO.
    public func openFile(_ name: Name) throws(FileError) -> File {
        try open(name, O_RDONLY | O_NONBLOCK, .open)
    }

    /// The same; nil if there is no such file.
    package func findFile(_ name: Name) throws(FileError) -> File? {
        do throws(FileError) { return try openFile(name) } catch  where error.isMissing { return nil }
    }

    /// Opens a file for appending; creates it if it does not exist.
    package func openForAppending(_ name: Name) throws(FileError) -> File {
        try open(name, O_RDWR | O_APPEND | O_CREAT, .open)
    }

    /// Creates a new file; fails if it exists.
    package func createFile(_ name: Name, permissions: UInt32 = 0o666) throws(FileError) -> File {
        try open(name, O_RDWR | O_CREAT | O_EXCL, .create, mode: mode_t(permissions))
    }

    /// Opens a file to continue writing it, if it belongs to this user and has only one link. Anything else is replaced
    /// with a new file, so that nothing is written through a link.
    package func openOwn(_ name: Name) throws(FileError) -> File {
        do throws(FileError) {
            let file = try open(name, O_RDWR | O_NONBLOCK, .open)
            if try file.isOwn() { return file }
        } catch  where error.isMissing || [ELOOP, EACCES, EPERM, ENXIO].contains(error.code) {}
        if try find(name) != nil { try removeFile(name) }
        return try createFile(name)
    }

    /// Opens a lock file; creates it if it does not exist.
    package func openLock(_ name: Name, permissions: UInt32 = 0o666) throws(FileError) -> File {
        try open(name, O_RDWR | O_CREAT, .lock, mode: mode_t(permissions))
    }

    private func open(_ name: Name, _ flags: Int32, _ operation: FileError.Operation, mode: mode_t = 0o666)
        throws(FileError) -> File
    {
        let descriptor = try system(operation, path(of: name)) {
            name.withCString { openat(self.descriptor, $0, flags | O_NOFOLLOW | O_CLOEXEC, mode) }
        }
        return File(descriptor: descriptor, path: path(of: name))
    }

    /// All bytes of a file; nil if it does not exist. Fails if there are more than `limit`.
    package func contents(of name: Name, limit: Int = 64 << 20) throws(FileError) -> [UInt8]? {
        try findFile(name)?.contents(limit: limit)
    }
}
