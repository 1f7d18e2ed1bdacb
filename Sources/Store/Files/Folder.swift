internal import Glibc

/// An open folder. All that happens in it happens relative to its handle, by one name at a time and without following
/// symbolic links, so that nobody can swap what lies behind a path between a check and its use.
public final class Folder: Sendable {
    fileprivate let descriptor: Int32
    /// What errors call it.
    public let path: String

    /// Opens the folder at `path`, following links on the way: for paths that the user gave.
    public init(at path: String) throws(FileError) {
        descriptor = try system("open", path) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        self.path = path
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// A name in this folder, as errors call it.
    func path(of name: Name) -> String {
        path == "." ? name.description : path.hasSuffix("/") ? "\(path)\(name)" : "\(path)/\(name)"
    }

    // MARK: Looking

    /// Nil when there is nothing under `name`. A symbolic link is itself, not what it leads to.
    public func find(_ name: Name) throws(FileError) -> FileStatus? {
        var status = stat()
        do throws(FileError) {
            try system("look at", path(of: name)) {
                name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
            }
        } catch  where error.isMissing {
            return nil
        }
        return FileStatus(status)
    }

    /// All names but `.` and `..`, in no order.
    public func names() throws(FileError) -> [Name] {
        // A second handle, since a stream of names closes the one it is given.
        let copy = try system("list", path) { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(copy) else {
            let error = FileError("list", path)
            close(copy)
            throw error
        }
        defer { closedir(stream) }
        var names: [Name] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileError("list", path) }
                return names
            }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes != Array(".".utf8), bytes != Array("..".utf8) { names.append(Name(bytes)) }
        }
    }

    /// Where the symbolic link `name` leads to.
    public func target(ofLink name: Name) throws(FileError) -> [UInt8] {
        let capacity = 4096
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            do throws(FileError) {
                count = try system("read", path(of: name)) {
                    name.withCString {
                        readlinkat(
                            descriptor, $0,
                            UnsafeMutableRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self), capacity)
                    }
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    // MARK: Opening

    public func openFolder(_ name: Name) throws(FileError) -> Folder {
        let path = path(of: name)
        let descriptor = try system("open", path) {
            name.withCString { openat(self.descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        }
        return Folder(descriptor: descriptor, path: path)
    }

    public func findFolder(_ name: Name) throws(FileError) -> Folder? {
        do throws(FileError) { return try openFolder(name) } catch  where error.isMissing { return nil }
    }

    /// Opens a file for reading. Never waits for the other end of a FIFO.
    public func openFile(_ name: Name) throws(FileError) -> File {
        try open(name, O_RDONLY | O_NONBLOCK, "open")
    }

    /// Opens a file for writing at its end; makes it where there is none.
    func openForAppending(_ name: Name) throws(FileError) -> File {
        try open(name, O_RDWR | O_APPEND | O_CREAT, "open")
    }

    /// Makes a new file; an error when there is one already.
    func createFile(_ name: Name, executable: Bool = false) throws(FileError) -> File {
        try open(name, O_RDWR | O_CREAT | O_EXCL, "make", mode: executable ? 0o777 : 0o666)
    }

    /// Opens a file that stands for a lock; makes it where there is none.
    func openLock(_ name: Name) throws(FileError) -> File {
        try open(name, O_RDWR | O_CREAT, "lock")
    }

    private func open(_ name: Name, _ flags: Int32, _ operation: String, mode: mode_t = 0o666) throws(FileError) -> File
    {
        let path = path(of: name)
        let descriptor = try system(operation, path) {
            name.withCString { openat(self.descriptor, $0, flags | O_NOFOLLOW | O_CLOEXEC, mode) }
        }
        return File(descriptor: descriptor, path: path)
    }

    /// All bytes of a file, nil when there is none; an error when it has more than `limit`.
    func contents(of name: Name, limit: Int = 64 << 20) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try openFile(name)
            let size = try file.status().size
            guard size <= limit else { throw FileError("read", path(of: name), code: EFBIG) }
            var bytes = try file.read(upTo: Int(size) + 1)
            while bytes.count <= limit {
                let more = try file.read(upTo: 1 << 16)
                if more.isEmpty { break }
                bytes += more
            }
            return bytes
        } catch  where error.isMissing {
            return nil
        }
    }

    // MARK: Changing

    func createFolder(_ name: Name) throws(FileError) {
        do throws(FileError) {
            try system("make", path(of: name)) { name.withCString { mkdirat(descriptor, $0, 0o777) } }
        } catch  where error.code == EEXIST {}
    }

    func createLink(_ name: Name, to target: [UInt8]) throws(FileError) {
        try system("make", path(of: name)) {
            name.withCString { name in Name(target).withCString { symlinkat($0, descriptor, name) } }
        }
    }

    func removeFile(_ name: Name) throws(FileError) {
        try system("remove", path(of: name)) { name.withCString { unlinkat(descriptor, $0, 0) } }
    }

    /// Removes an empty folder; says whether it did.
    @discardableResult
    func removeFolder(_ name: Name) throws(FileError) -> Bool {
        do throws(FileError) {
            try system("remove", path(of: name)) { name.withCString { unlinkat(descriptor, $0, AT_REMOVEDIR) } }
            return true
        } catch  where error.code == ENOTEMPTY || error.code == EEXIST || error.isMissing {
            return false
        }
    }

    /// Moves a file, replacing what stands under the new name.
    func rename(_ name: Name, to new: Name, in folder: Folder? = nil) throws(FileError) {
        let folder = folder ?? self
        try system("put in place", folder.path(of: new)) {
            name.withCString { old in new.withCString { renameat(descriptor, old, folder.descriptor, $0) } }
        }
    }

    /// Gives a file a second name; an error when that is taken.
    func link(_ name: Name, as new: Name, in folder: Folder) throws(FileError) {
        try system("keep", folder.path(of: new)) {
            name.withCString { old in new.withCString { linkat(descriptor, old, folder.descriptor, $0, 0) } }
        }
    }

    /// Returns when the names in this folder would survive a loss of power.
    func sync() throws(FileError) {
        try system("sync", path) { fsync(descriptor) }
    }
}

/// The name of one file: bytes without a slash, as the system has them.
public struct Name: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ text: String) { bytes = Array(text.utf8) }
    public init(stringLiteral text: String) { self.init(text) }

    public var description: String { String(decoding: bytes, as: UTF8.self) }

    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}

extension Folder {
    /// What the system knows of the folder itself.
    func status() throws(FileError) -> FileStatus {
        guard let status = try find(".") else { throw FileError("look at", path, code: ENOENT) }
        return status
    }

    /// Makes the folder at `path` and those above it, as far as they are missing.
    static func make(_ path: String) throws(FileError) {
        if (try? Folder(at: path)) != nil { return }
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        let slash = trimmed.lastIndex(of: "/")
        let parent = slash.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
        let name = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed
        try make(parent)
        let folder = try Folder(at: parent)
        try folder.createFolder(Name(name))
        try folder.sync()
    }

    /// The folder's path from the root of the file system, without links.
    public func resolvedPath() throws(FileError) -> String {
        guard let resolved = realpath("/proc/self/fd/\(descriptor)", nil) else { throw FileError("find", path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension Folder {
    /// Removes all that is in the folder, as far as the system lets it. Links are removed, never followed.
    func clear() {
        for name in (try? names()) ?? [] {
            if (try? find(name))?.kind == .folder {
                (try? openFolder(name))?.clear()
                _ = try? removeFolder(name)
            } else {
                try? removeFile(name)
            }
        }
    }

    /// Removes the folder at `path` when it is empty.
    static func removeEmpty(_ path: String) { rmdir(path) }
}
