package import Files

/// An unnamed file, for what is too large for memory. Deleted with the value, or with the process.
package struct ScratchFile: ~Copyable, Sendable {
    package let file: File

    /// Creates the file in the store's tmp/, or in the system's temporary folder if the store is not writable.
    package init(for repository: Repository) throws(FileError) {
        file = try Self.make(for: repository)
    }

    private static func make(for repository: Repository) throws(FileError) -> File {
        do throws(FileError) {
            return try make(in: repository.temporary)
        } catch {
            guard error.isNotWritable || error.isMissing else { throw error }
        }
        return try make(in: Folder(at: SystemTemporary.path()))
    }

    private static func make(in folder: Folder) throws(FileError) -> File {
        let name = Name(TemporaryFile.prefix + String(UInt64.random(in: 0 ... .max), radix: 36))
        let file = try folder.createFile(name)
        try? folder.removeFile(name)
        return file
    }
}
