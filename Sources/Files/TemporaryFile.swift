/// A file with a random name until it is complete and put in place; removed if it never is.
package struct TemporaryFile: ~Copyable, Sendable {
    package static let prefix = "tmp-"

    private let folder: Folder
    package let name: Name
    package let file: File
    private var isInPlace = false

    /// Creates the file in `folder`, with `prefix` and a random suffix as its name.
    package init(in folder: Folder, prefix: String = Self.prefix, permissions: UInt32 = 0o666) throws(FileError) {
        self.folder = folder
        name = Name(prefix + String(UInt64.random(in: 0 ... .max), radix: 36))
        file = try folder.createFile(name, permissions: permissions)
    }

    deinit {
        if !isInPlace { try? folder.removeFile(name) }
    }

    /// Closes the file and leaves it under its temporary name, for the caller to put in place or to remove.
    package consuming func leave() { isInPlace = true }

    /// Renames the file into place, replacing what was there.
    ///
    /// `durable` syncs the file before and the folder after, so that the name never refers to an incomplete file.
    package consuming func put(in target: Folder, as final: Name, durable: Bool) throws(FileError) {
        if durable { try file.sync() }
        try folder.rename(name, to: final, in: target)
        isInPlace = true
        if durable { try target.sync() }
    }
}
