internal import Glibc

extension Folder {
    /// Creates a folder unless it exists; returns whether it did.
    @discardableResult
    package func createFolder(_ name: Name) throws(FileError) -> Bool {
        do throws(FileError) {
            try system(.create, path(of: name)) { name.withCString { mkdirat(descriptor, $0, 0o777) } }
            return true
        } catch  where error.isExisting {
            return false
        }
    }

    /// Creates the folder at `path` and its missing parents: all of them, or none.
    ///
    /// - Returns: the paths of the new folders, the outermost first.
    @discardableResult
    package static func make(_ path: String) throws(FileError) -> [String] {
        if (try? Folder(at: path)) != nil { return [] }
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        let slash = trimmed.lastIndex(of: "/")
        let parent = slash.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
        let name = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed
        var made = try make(parent)
        do throws(FileError) {
            let folder = try Folder(at: parent)
            if try folder.createFolder(Name(name)) { made.append(trimmed) }
            try folder.sync()
            return made
        } catch {
            for path in made.reversed() { removeEmpty(path) }
            throw error
        }
    }

    /// Creates the folder at `path` and its missing parents, without making them durable.
    package static func create(_ path: String, permissions: UInt32) throws(FileError) {
        func create() throws(FileError) {
            do throws(FileError) {
                try system(.create, path) { mkdir(path, mode_t(permissions)) }
            } catch  where error.isExisting {}
        }
        do throws(FileError) { return try create() } catch  where error.code == ENOENT {
            let parent = split(path).folder
            guard parent != ".", parent != "/" else { throw error }
            try Folder.create(parent, permissions: permissions)
        }
        try create()
    }

    /// Creates a symbolic link; fails if the name is taken.
    package func createLink(_ name: Name, to target: [UInt8]) throws(FileError) {
        try system(.create, path(of: name)) {
            name.withCString { name in Name(target).withCString { symlinkat($0, descriptor, name) } }
        }
    }

    /// Moves a file, replacing what has the new name.
    package func rename(_ name: Name, to new: Name, in folder: Folder? = nil) throws(FileError) {
        let folder = folder ?? self
        try system(.replace, folder.path(of: new)) {
            name.withCString { old in new.withCString { renameat(descriptor, old, folder.descriptor, $0) } }
        }
    }

    /// Gives a file a second name; fails if that name is taken.
    package func link(_ name: Name, as new: Name, in folder: Folder) throws(FileError) {
        try system(.link, folder.path(of: new)) {
            name.withCString { old in new.withCString { linkat(descriptor, old, folder.descriptor, $0, 0) } }
        }
    }

    /// Replaces a small file in one step.
    ///
    /// - Parameters:
    ///   - durable: whether the new content survives a power failure once this returns.
    ///   - temporary: the folder that it is written to first; by default, this one.
    package func replace(
        _ name: Name, with bytes: [UInt8], durable: Bool, through temporary: Folder? = nil, permissions: UInt32 = 0o666
    ) throws(FileError) {
        let file = try TemporaryFile(in: temporary ?? self, permissions: permissions)
        try file.file.write(bytes)
        try file.put(in: self, as: name, durable: durable)
    }

    /// Returns once the names in this folder would survive a power failure.
    package func sync() throws(FileError) {
        try system(.sync, path) { fsync(descriptor) }
    }
}
