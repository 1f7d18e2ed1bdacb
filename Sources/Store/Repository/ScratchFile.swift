internal import Files

/// A file without a name, for what is too large to be held in memory. Gone with the value, or with the process.
struct ScratchFile: ~Copyable, Sendable {
    let file: File

    /// Makes the file in the store's tmp/, or where programs keep theirs when nobody may write to the store.
    init(for repository: Repository) throws(FileError) {
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
