internal import Glibc

/// A file that appears under its name when it is complete, or never.
///
/// Its bytes go to an unnamed file in the same folder or, where the file system does not support those, to a file with
/// a temporary name. ``put(replacing:)`` makes them durable and gives them their name. A process that is killed before
/// that leaves nothing behind, or in the second case a file whose name ends in ``temporarySuffix``.
package final class DraftFile {
    package let file: File
    /// The file's path as the caller gave it.
    package let path: String
    private let folder: Folder
    private let name: Name
    private let prefix: String
    /// Nil while the file has no name.
    private var temporary: Name?

    /// The suffix of temporary names.
    package static let temporarySuffix = ".tmp"

    /// - Parameters:
    ///   - permissions: of the new file, before the process's mask is applied.
    ///   - prefix: how temporary names begin.
    package init(_ path: String, permissions: UInt32 = 0o666, prefix: String = ".at1-") throws(FileError) {
        let (folder, name) = Folder.split(path)
        self.path = path
        self.name = Name(name)
        do throws(FileError) { self.folder = try Folder(at: folder) } catch {
            throw FileError(.create, path, code: error.code)
        }
        self.prefix = prefix
        do throws(FileError) {
            file = try File.withoutName(in: self.folder, permissions: permissions)
            temporary = nil
        } catch  where File.hasNoNameless(error) {
            let temporary = Self.temporaryName(prefix)
            file = try self.folder.createFile(temporary, permissions: permissions)
            self.temporary = temporary
        }
    }

    deinit {
        if let temporary { try? folder.removeFile(temporary) }
    }

    /// Makes the bytes durable and gives them their name. Call it once.
    ///
    /// - Parameter replacing: whether to replace an existing file; otherwise one is an error
    ///   (``FileError/isExisting``).
    package func put(replacing: Bool) throws(FileError) {
        try file.sync()
        if temporary == nil, try !link(to: name) {
            guard replacing else { throw .existing(path) }
            // A file that replaces another needs a name for a moment.
            let name = Self.temporaryName(prefix)
            guard try link(to: name) else { throw .existing(folder.path(of: name)) }
            temporary = name
        }
        if let temporary {
            if replacing { try folder.rename(temporary, to: name) } else { try moveWithoutReplacing(temporary) }
            self.temporary = nil
        }
        try folder.sync()
    }

    /// A link never replaces a file that appeared in the meantime, a rename does. Some file systems do not support
    /// links.
    private func moveWithoutReplacing(_ temporary: Name) throws(FileError) {
        do throws(FileError) {
            try folder.link(temporary, as: name, in: folder)
        } catch  where [EPERM, EOPNOTSUPP].contains(error.code) {
            guard try folder.find(name) == nil else { throw .existing(path) }
            return try folder.rename(temporary, to: name)
        }
        try folder.removeFile(temporary)
    }

    /// Gives the unnamed file a name; false if the name is taken.
    private func link(to name: Name) throws(FileError) -> Bool {
        do throws(FileError) {
            try system(.create, folder.path(of: name)) {
                name.withCString {
                    linkat(AT_FDCWD, file.procPath, folder.descriptor, $0, AT_SYMLINK_FOLLOW)
                }
            }
            return true
        } catch  where error.isExisting {
            return false
        }
    }

    private static func temporaryName(_ prefix: String) -> Name {
        Name(prefix + String(UInt64.random(in: 0 ... .max), radix: 36) + temporarySuffix)
    }
}

extension Folder {
    /// Splits a path into the folder of its last name, and that name.
    package static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let name = String(path[path.utf8.index(after: slash)...])
        return (slash == path.utf8.startIndex ? "/" : String(path[..<slash]), name)
    }
}
