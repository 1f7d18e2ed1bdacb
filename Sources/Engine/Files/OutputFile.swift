internal import Glibc

/// A file that appears under its name when it is complete, or never.
///
/// Bytes go to a file without a name in the target's folder, or where the file system has none such, to one with a
/// temporary name. ``commit()`` makes them durable and moves them to their place. A file that is let go before that
/// leaves nothing behind.
public final class OutputFile {
    private let path: String
    private let descriptor: Int32
    /// Nil while the file has no name.
    private var temporary: String?

    /// O_TMPFILE, which the C headers keep to those who define _GNU_SOURCE.
    private static let withoutName = 0o20_000_000 | O_DIRECTORY

    public init(replacing path: String) throws(FileError) {
        var status = stat()
        if lstat(path, &status) == 0, ![S_IFREG, S_IFLNK].contains(status.st_mode & S_IFMT) {
            throw FileError("write", path, reason: "there is something else of that name")
        }
        self.path = path
        let nameless = Glibc.open(Self.folder(of: path), Self.withoutName | O_RDWR | O_CLOEXEC, 0o666)
        if nameless >= 0 {
            descriptor = nameless
            temporary = nil
            return
        }
        guard [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(errno) else { throw FileError("write", path) }
        let name = Self.temporaryName(path)
        descriptor = Glibc.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError("write", path) }
        temporary = name
    }

    deinit {
        if let temporary { unlink(temporary) }
        close(descriptor)
    }

    /// Appends bytes.
    public func write(_ bytes: RawSpan) throws(FileError) {
        let done: Bool = bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if count == 0 || errno != EINTR {
                    return false
                }
            }
            return true
        }
        guard done else { throw FileError("write", path) }
    }

    /// Writes over what is there already.
    public func overwrite(_ bytes: RawSpan, at offset: UInt64) throws(FileError) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw FileError("write", path) }
        try write(bytes)
    }

    /// Begins again with an empty file.
    public func restart() throws(FileError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileError("write", path) }
    }

    /// Makes the bytes durable and gives them their name.
    public func commit() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError("write", path) }
        if temporary == nil, try !link(to: path) {
            // There is a file to replace, which takes another name for a moment.
            let name = Self.temporaryName(path)
            guard try link(to: name) else { throw FileError("write", path) }
            temporary = name
        }
        if let name = temporary {
            guard rename(name, path) == 0 else { throw FileError("write", path) }
            temporary = nil
        }
        let folder = Glibc.open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Gives the file a name; false when there is one of that name.
    private func link(to name: String) throws(FileError) -> Bool {
        if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return true }
        guard errno == EEXIST else { throw FileError("write", path) }
        return false
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    /// Beside the target, so that a rename moves it.
    private static func temporaryName(_ path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        return "\(path[..<slash]).at1-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    }
}
