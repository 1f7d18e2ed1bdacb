internal import Objects

extension Configuration {
    /// Reads the file `config` in the folder at `path`; empty where there is none.
    public static func read(folder path: String) throws -> Configuration {
        do {
            return try Repository.readConfiguration(Folder(at: path))
        } catch let error as FileError where error.isMissing {
            return Configuration()
        }
    }

    /// Changes the file `config` in the folder at `path`, which is made where it is missing.
    public static func change(folder path: String, _ change: (inout Configuration) throws -> Void) throws {
        try Folder.make(path)
        let folder = try Folder(at: path)
        let lock = try FileLock("config.lock", in: folder, .exclusive, wait: .seconds(10))
        defer { _ = lock }
        // Left by one that was killed while it held the lock.
        for name in try folder.names() where name.bytes.starts(with: TemporaryFile.prefix.utf8) {
            try folder.removeFile(name)
        }
        var settings = try Repository.readConfiguration(folder)
        try change(&settings)
        try folder.replace("config", with: Array(settings.text.utf8), durable: true)
    }
}
