internal import Files
internal import Objects
internal import Synchronization

/// Writes files of the working tree completely under temporary names, and then puts them in place.
struct WorkTreeWriter: Sendable {
    /// The prefix of the names of growing files in the working tree.
    static let prefix = EntryName.temporaryPrefix

    let workTree: WorkTree
    private let marker: StagedFile

    /// Leaves a marker in the store during the writer's lifetime: if a killed process has left one, the next command
    /// removes its files from the working tree.
    init(_ workTree: WorkTree, temporary: Folder) throws {
        self.workTree = workTree
        marker = StagedFile(try TemporaryFile(in: temporary, prefix: WritingMarker.prefix), for: "", in: temporary)
    }

    /// Starts a file for `path`, beside its place; creates its folders.
    func stage(_ path: TreePath, executable: Bool) throws -> StagedFile {
        let folder = try workTree.makeFolder(of: path)
        let file = try TemporaryFile(in: folder, prefix: Self.prefix, permissions: executable ? 0o777 : 0o666)
        return StagedFile(file, for: Name(path.name.bytes), in: folder)
    }

    /// Starts a file for `path`, lets `write` write it, and closes it, so that many can wait to be put in place.
    func complete<Result>(
        _ path: TreePath, _ write: (StagedFile) throws -> Result
    ) throws -> (file: CompleteFile, result: Result) {
        let staged = try stage(path, executable: false)
        let result = try write(staged)
        return (CompleteFile(path, try staged.leave(), in: workTree), result)
    }

    /// Creates a symbolic link, replacing what is at `path`.
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
        guard let status = try folder.find(name) else { throw WorkTreeError.changedWhileRead(path.description) }
        return status
    }
}

/// A growing file of the working tree. Removed if it is dropped before ``put()``.
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

    /// Closes the file and leaves it beside its place, under the name that it returns.
    fileprivate func leave() throws -> Name {
        guard let file = temporary.withLock({ $0.take() }) else { preconditionFailure("a file is left once") }
        let name = file.name
        file.leave()
        return name
    }

    /// Puts the file in place, and returns its status there.
    func put() throws -> FileStatus {
        guard let file = temporary.withLock({ $0.take() }) else { preconditionFailure("a file is put in place once") }
        try file.put(in: folder, as: name, durable: false)
        guard let status = try folder.find(name) else { throw FileError(.status, folder.path(of: name), code: 2) }
        return status
    }
}

/// A complete file that waits beside its place in the working tree, and holds nothing open. Removed if it is dropped
/// before ``put()``.
final class CompleteFile: Sendable {
    private let path: TreePath
    private let temporary: Name
    private let workTree: WorkTree
    private let isInPlace = Atomic(false)

    init(_ path: TreePath, _ temporary: Name, in workTree: WorkTree) {
        self.path = path
        self.temporary = temporary
        self.workTree = workTree
    }

    deinit {
        if !isInPlace.load(ordering: .relaxed) { try? workTree.folder(of: path)?.removeFile(temporary) }
    }

    /// Puts the file in place, and returns its status there.
    func put() throws -> FileStatus {
        let name = Name(path.name.bytes)
        guard let folder = try workTree.folder(of: path) else {
            throw WorkTreeError.changedWhileRead(path.description)
        }
        try folder.rename(temporary, to: name)
        isInPlace.store(true, ordering: .relaxed)
        guard let status = try folder.find(name) else { throw WorkTreeError.changedWhileRead(path.description) }
        return status
    }
}

extension WorkTree {
    /// Removes files that killed processes have left half written. One folder is open at a time, however deep they are.
    func sweep() throws {
        var waiting: [[Name]] = [[]]
        while let path = waiting.popLast() {
            guard let folder = try descend(path), try path.isEmpty || !isStore(folder) else { continue }
            for name in try folder.names() {
                if name.bytes.starts(with: WorkTreeWriter.prefix.utf8) {
                    if try folder.find(name)?.kind == .folder {
                        try folder.findFolder(name)?.clear()
                        try folder.removeFolder(name)
                    } else {
                        try folder.removeFile(name)
                    }
                } else if try folder.find(name)?.kind == .folder {
                    waiting.append(path + [name])
                }
            }
        }
    }

    private func descend(_ path: [Name]) throws -> Folder? {
        var folder = root
        for name in path {
            guard let next = try folder.findFolder(name) else { return nil }
            folder = next
        }
        return folder
    }
}
