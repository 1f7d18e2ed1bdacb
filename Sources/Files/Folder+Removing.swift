internal import Glibc

extension Folder {
    package func removeFile(_ name: Name) throws(FileError) {
        try system(.remove, path(of: name)) { name.withCString { unlinkat(descriptor, $0, 0) } }
    }

    /// Removes an empty folder; returns whether it existed.
    @discardableResult
    package func removeFolder(_ name: Name) throws(FileError) -> Bool {
        do throws(FileError) {
            try system(.remove, path(of: name)) { name.withCString { unlinkat(descriptor, $0, AT_REMOVEDIR) } }
            return true
        } catch  where error.code == ENOTEMPTY || error.isExisting || error.isMissing {
            return false
        }
    }

    /// Removes the folder `name` and the folders in it, as far as they contain no files.
    package func removeEmptyFolders(_ name: Name) throws(FileError) {
        guard try find(name)?.kind == .folder, try !removeFolder(name), let folder = try findFolder(name) else {
            return
        }
        for inner in try folder.names() { try folder.removeEmptyFolders(inner) }
        try removeFolder(name)
    }

    /// Removes everything in the folder, as far as the system permits. Links are removed, never followed.
    package func clear() { clear((try? names()) ?? []) }

    /// The same for these names.
    package func clear(_ names: [Name]) {
        for name in names {
            if (try? find(name))?.kind == .folder {
                (try? openFolder(name))?.clear()
                _ = try? removeFolder(name)
            } else {
                try? removeFile(name)
            }
        }
    }

    /// Removes a folder and everything in it, whatever the permissions, as far as the system permits. Links are
    /// removed, never followed. For folders that only this process uses.
    package static func removeTree(_ path: String) {
        let (parent, name) = split(path)
        (try? Folder(at: parent))?.removeTree(Name(name))
    }

    private func removeTree(_ name: Name) {
        if (try? find(name))?.kind == .folder {
            if let folder = (try? openFolder(name)) ?? (try? openAfterUnlocking(name)) {
                fchmod(folder.descriptor, 0o700)
                for inner in (try? folder.names()) ?? [] { folder.removeTree(inner) }
            }
            _ = try? removeFolder(name)
        } else {
            try? removeFile(name)
        }
    }

    /// Opens a folder that this user owns but may not read.
    private func openAfterUnlocking(_ name: Name) throws(FileError) -> Folder {
        try system(.setMode, path(of: name)) { name.withCString { fchmodat(descriptor, $0, 0o700, 0) } }
        return try openFolder(name)
    }

    /// Removes the folder at `path` if it is empty.
    package static func removeEmpty(_ path: String) { rmdir(path) }
}
