public import Files
public import Objects
internal import Synchronization

/// The user's files. Accessed one name at a time from the root, never through a symbolic link.
public final class WorkTree: Sendable {
    /// The top folder.
    public let root: Folder
    let store: Folder
    /// The folder that was asked for last: files come in order, so the next is usually in the same.
    private let last = Mutex(LastFolder())

    private struct LastFolder {
        /// Nil in the second for a folder that does not exist.
        var found: (path: TreePath, folder: Folder?)?
        /// How often folders were made or removed: what was seen before is out of date.
        var changes = 0
    }

    init(_ root: Folder, store: Folder) {
        self.root = root
        self.store = store
    }

    /// The folder that contains `path`; nil if it does not exist.
    ///
    /// - Throws: ``WorkTreeError/behindLink(_:)`` with the symbolic link on the way.
    package func folder(of path: TreePath) throws -> Folder? {
        guard let parent = path.parent else { return root }
        return try openFolder(parent)
    }

    func openFolder(_ path: TreePath?) throws -> Folder? {
        guard let path else { return root }
        let last = last.withLock { $0 }
        if let found = last.found, found.path == path { return found.folder }
        let folder = try walk(to: path)
        self.last.withLock { if $0.changes == last.changes { $0.found = (path, folder) } }
        return folder
    }

    private func walk(to path: TreePath) throws -> Folder? {
        var folder = root
        for (depth, name) in path.names.enumerated() {
            let name = Name(name.bytes)
            guard let status = try folder.find(name) else { return nil }
            switch status.kind {
            case .folder: break
            case .symbolicLink:
                throw WorkTreeError.behindLink(
                    path.names.prefix(depth + 1).map(\.description).joined(separator: "/"))
            case .regular, .special: return nil
            }
            guard let next = try folder.findFolder(name) else { return nil }
            folder = next
        }
        return folder
    }

    /// The same, creating missing folders.
    func makeFolder(of path: TreePath) throws -> Folder {
        if let folder = try folder(of: path) { return folder }
        var folder = root
        for name in path.parent?.names ?? [] {
            let name = Name(name.bytes)
            if try folder.find(name) == nil { try folder.createFolder(name) }
            folder = try folder.openFolder(name)
        }
        forgetFolders()
        return folder
    }

    /// The status of the file at `path`; nil if there is none.
    public func find(_ path: TreePath) throws -> FileStatus? {
        try folder(of: path)?.find(Name(path.name.bytes))
    }

    /// Opens the regular file at `path` for reading.
    public func openFile(_ path: TreePath) throws -> File {
        guard let folder = try folder(of: path) else { throw WorkTreeError.notFound(path.description) }
        return try folder.openFile(Name(path.name.bytes))
    }

    /// Removes a file, and the folders above it that have become empty. A folder of the same name stays: it is not the
    /// file.
    func remove(_ path: TreePath) throws {
        let name = Name(path.name.bytes)
        guard let folder = try folder(of: path), let status = try folder.find(name), status.kind != .folder else {
            return
        }
        try folder.removeFile(name)
        forgetFolders()
        try removeEmptyFolders(from: path.parent)
    }

    func removeEmptyFolders(from path: TreePath?) throws {
        var path = path
        while let folder = path {
            guard try self.folder(of: folder)?.removeFolder(Name(folder.name.bytes)) == true else { return }
            forgetFolders()
            path = folder.parent
        }
    }

    /// Forgets which folder was asked for last: it was made, or may be gone.
    func forgetFolders() {
        last.withLock {
            $0.found = nil
            $0.changes += 1
        }
    }

    func isStore(_ folder: Folder) throws -> Bool {
        let (a, b) = (try folder.status(), try store.status())
        return (a.inode, a.device) == (b.inode, b.device)
    }
}

extension Repository {
    /// - Throws: ``RepositoryError/bare`` if there is none.
    public func workTree() throws -> WorkTree {
        guard let root else { throw RepositoryError.bare }
        return WorkTree(root, store: folder)
    }
}
