internal import Objects
internal import Synchronization

/// Makes files of the work tree complete under another name, and then puts them in their place.
struct WorkTreeWriter: Sendable {
    private let workTree: WorkTree
    private let temporary: Folder
    private let temporaryDevice: UInt64

    init(_ workTree: WorkTree, temporary: Folder) throws {
        self.workTree = workTree
        self.temporary = temporary
        temporaryDevice = try temporary.status().device
    }

    /// Starts a file for `path`; makes the folders that it will be in.
    ///
    /// It grows in the store's tmp/, where the next command sweeps what a killed one has left; or beside its place, where
    /// that is on another file system.
    func stage(_ path: TreePath, executable: Bool) throws -> StagedFile {
        let folder = try workTree.makeFolder(of: path)
        let nearby = try folder.status().device == temporaryDevice ? temporary : folder
        return StagedFile(
            try TemporaryFile(in: nearby, prefix: ".at1-", executable: executable), for: Name(path.name.bytes), in: folder)
    }

    /// Makes a symbolic link in the place of what is at `path`.
    func putLink(_ path: TreePath, to target: [UInt8]) throws -> FileStatus {
        let folder = try workTree.makeFolder(of: path)
        let name = Name(path.name.bytes)
        let temporary = Name(".at1-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        try folder.createLink(temporary, to: target)
        do {
            try folder.rename(temporary, to: name)
        } catch {
            try? folder.removeFile(temporary)
            throw error
        }
        guard let status = try folder.find(name) else { throw RepositoryError.changedWhileRead(path.description) }
        return status
    }
}

/// A file on its way into the work tree. Gone if it is dropped before ``put()``.
final class StagedFile: Sendable {
    private let temporary: Mutex<TemporaryFile?>
    private let name: Name
    private let folder: Folder

    init(_ temporary: consuming TemporaryFile, for name: Name, in folder: Folder) {
        self.temporary = Mutex(consume temporary)
        self.name = name
        self.folder = folder
    }

    func write(_ bytes: RawSpan) throws {
        try temporary.withLock { try $0?.file.write(bytes) }
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws {
        try temporary.withLock { try $0?.file.write(bytes, at: offset) }
    }

    func truncate(to length: UInt64) throws {
        try temporary.withLock { try $0?.file.truncate(to: length) }
    }

    /// Puts the file in its place, and says what the system knows of it there.
    func put() throws -> FileStatus {
        guard let file = temporary.withLock({ $0.take() }) else { preconditionFailure("a file is put in place once") }
        try file.put(in: folder, as: name, durable: false)
        guard let status = try folder.find(name) else { throw FileError("look at", folder.path(of: name), code: 2) }
        return status
    }
}
