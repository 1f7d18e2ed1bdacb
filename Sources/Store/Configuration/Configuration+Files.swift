internal import Files
internal import Objects
internal import Packs

/// A settings file: a repository's, or the user's. It can be read and changed without what the settings are for, so
/// that a wrong one can be corrected.
public struct ConfigurationFile: Sendable {
    private let folder: Folder
    /// Whether the folder is a repository's, which a gc and others write to.
    private let isRepositorys: Bool

    /// The file `config` in the folder at `path`, which contains the user's settings.
    public static func find(user path: String) throws -> ConfigurationFile? {
        do throws(FileError) {
            return ConfigurationFile(try Folder(at: path), isRepositorys: false)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// The same; the folder is created if it is missing.
    public static func make(user path: String) throws -> ConfigurationFile {
        try Folder.make(path)
        return ConfigurationFile(try Folder(at: path), isRepositorys: false)
    }

    init(_ folder: Folder, isRepositorys: Bool = true) {
        self.folder = folder
        self.isRepositorys = isRepositorys
    }

    /// - Throws: ``ConfigurationError/line(_:what:)``.
    public func read() throws -> Configuration {
        guard let (bytes, path) = try bytes() else { return Configuration() }
        return try Configuration(parsing: bytes, path: path, isUsers: !isRepositorys)
    }

    /// The settings of the well-formed lines, and the problems of the others.
    public func readTolerantly() throws -> Configuration {
        guard let (bytes, path) = try bytes() else { return Configuration() }
        return Configuration(tolerating: bytes, path: path, isUsers: !isRepositorys)
    }

    private func bytes() throws -> (bytes: [UInt8], path: String)? {
        guard let bytes = try folder.contents(of: "config", limit: 1 << 20) else { return nil }
        return (bytes, folder.path(of: "config"))
    }

    /// Changes the settings, and preserves malformed lines.
    public func change(
        lockWait: Duration = .seconds(10), durable: Bool = true, _ change: (inout Configuration) throws -> Void
    ) throws {
        if isRepositorys {
            try changeRepositorys(lockWait, durable, change)
        } else {
            try changeUsers(lockWait, durable, change)
        }
    }

    private func changeUsers(
        _ lockWait: Duration, _ durable: Bool, _ change: (inout Configuration) throws -> Void
    ) throws {
        let lock = try FileLock("config.lock", in: folder, .exclusive, wait: lockWait)
        defer { _ = lock }
        // Left by a process that was killed while it held the lock.
        for name in try folder.names() where name.bytes.starts(with: TemporaryFile.prefix.utf8) {
            try folder.removeFile(name)
        }
        try replace(durable, through: nil, change)
    }

    /// Under the locks of everybody who writes there: tmp/ is swept by whoever holds packs/lock exclusively.
    private func changeRepositorys(
        _ lockWait: Duration, _ durable: Bool, _ change: (inout Configuration) throws -> Void
    ) throws {
        for name: Name in ["packs", "tmp"] { try folder.createFolder(name) }
        let packs = try PacksLock(folder.openFolder("packs"), PacksLock.Count(), wait: lockWait)
        let lock = try FileLock("lock", in: folder, .exclusive, wait: lockWait)
        try replace(durable, through: folder.openFolder("tmp"), change)
        _ = consume lock
        _ = consume packs
        try sweep()
    }

    /// Removes what a killed writer left in tmp/, while nobody else writes. A marker of files in the working tree stays
    /// for a writer that examines it.
    private func sweep() throws {
        try folder.openFolder("tmp").sweepTemporaryFiles(packs: folder.openFolder("packs")) { names in
            names.filter { !WritingMarker.isMarker($0) }
        }
    }

    private func replace(
        _ durable: Bool, through temporary: Folder?, _ change: (inout Configuration) throws -> Void
    ) throws {
        var settings = try readTolerantly()
        try change(&settings)
        try folder.replace("config", with: settings.bytes, durable: durable, through: temporary)
    }
}
