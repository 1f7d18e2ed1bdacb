internal import Objects
internal import Synchronization

/// Makes files of the work tree complete under another name, and then puts them in their place.
struct WorkTreeWriter: Sendable {
    /// What every name starts with under which a file grows in the work tree.
    static let prefix = ".at1-tmp-"
    /// What a name in the store's tmp/ starts with that says: files may be growing in the work tree.
    static let markerPrefix = "writing-"

    private let workTree: WorkTree
    private let marker: StagedFile

    /// Leaves a marker in the store for as long as the writer lives: where a killed process has left one, the next
    /// command looks for its files in the work tree.
    init(_ workTree: WorkTree, temporary: Folder) throws {
        self.workTree = workTree
        marker = StagedFile(try TemporaryFile(in: temporary, prefix: Self.markerPrefix), for: "", in: temporary)
    }

    /// Starts a file for `path`, beside its place; makes the folders that it will be in.
    func stage(_ path: TreePath, executable: Bool) throws -> StagedFile {
        let folder = try workTree.makeFolder(of: path)
        let file = try TemporaryFile(in: folder, prefix: Self.prefix, executable: executable)
        return StagedFile(file, for: Name(path.name.bytes), in: folder)
    }

    /// Makes a symbolic link in the place of what is at `path`.
    func putLink(_ path: TreePath, to target: [UInt8]) throws -> FileStatus {
        let folder = try workTree.makeFolder(of: path)
        let name = Name(path.name.bytes)
        let temporary = Name(Self.prefix + String(UInt64.random(in: 0 ... .max), radix: 36))
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

extension WorkTree {
    /// Removes files that killed processes have left half written.
    func sweep() throws {
        func sweep(_ folder: Folder) throws {
            for name in try folder.names() {
                if name.bytes.starts(with: WorkTreeWriter.prefix.utf8) {
                    try folder.removeFile(name)
                } else if try folder.find(name)?.kind == .folder, let inner = try folder.findFolder(name),
                    try !isStore(inner)
                {
                    try sweep(inner)
                }
            }
        }
        try sweep(root)
    }
}
