/// A file under a name nobody knows, until it is complete and put in place; gone if it never is.
package struct TemporaryFile: ~Copyable, Sendable {
    package static let prefix = "tmp-"

    private let folder: Folder
    package let name: Name
    package let file: File
    private var isInPlace = false

    /// Makes the file in `folder`, under `prefix` and a random suffix.
    package init(in folder: Folder, prefix: String = Self.prefix, permissions: UInt32 = 0o666) throws(FileError) {
        self.folder = folder
        name = Name(prefix + String(UInt64.random(in: 0 ... .max), radix: 36))
        file = try folder.createFile(name, permissions: permissions)
    }

    deinit {
        if !isInPlace { try? folder.removeFile(name) }
    }

    /// Closes the file and leaves it under its name, for the caller to put in place or to remove.
    package consuming func leave() { isInPlace = true }

    /// Renames the file into its place, replacing what was there.
    ///
    /// `durable` syncs the file before and the folder after, so that the name never stands for less than all the bytes.
    package consuming func put(in target: Folder, as final: Name, durable: Bool) throws(FileError) {
        if durable { try file.sync() }
        try folder.rename(name, to: final, in: target)
        isInPlace = true
        if durable { try target.sync() }
    }
}
