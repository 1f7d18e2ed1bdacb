internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// Creates a repository in the folder `path`, and that folder if it is missing. Completes one that a killed process
    /// began. After an error, everything that this call created is removed.
    public static func create(at path: String, bare: Bool = false, _ options: Options = Options()) throws -> Repository
    {
        let made = try Folder.make(path)
        do {
            let root = try Folder(at: path)
            try refuseExisting(at: path, options)
            let isNew = try !bare && root.createFolder(folderName)
            do {
                return try fill(bare ? root : root.openFolder(folderName), of: root, at: path, bare: bare, options)
            } catch let error as FileError {
                // Not if another process holds the lock: it is creating the repository.
                if isNew {
                    (try? root.findFolder(folderName))?.clear(["lock"])
                    try root.removeFolder(folderName)
                }
                throw error
            }
        } catch {
            for path in made.reversed() { Folder.removeEmpty(path) }
            throw error
        }
    }

    private static func fill(_ folder: Folder, of root: Folder, at path: String, bare: Bool, _ options: Options) throws
        -> Repository
    {
        let names = try Set(folder.names())
        let lock = try lock(folder, isNew: !names.contains("lock"), options)
        try refuseExisting(at: path, options)  // now that nobody else can create one
        do {
            for name: Name in ["refs", "logs", "packs", "tmp"] { try folder.createFolder(name) }
            let refs = try folder.openFolder("refs")
            for name: Name in ["heads", "tags", "remotes"] { try refs.createFolder(name) }
            try refs.sync()
            let temporary = try folder.openFolder("tmp")
            for name in try temporary.names() { try temporary.removeFile(name) }
            let branch = options.userConfiguration["init.defaultbranch"] ?? "main"
            let head = Head.branch(try RefName.branch(branch))
            try folder.replace("HEAD", with: Array(head.text.utf8), durable: true, through: temporary)
            try root.sync()
            var settings = Configuration()
            // Features of later formats raise it when they are first used.
            settings["core.format"] = "1"
            if bare { settings["core.bare"] = "true" }
            // The settings come last: a folder without them is not a repository yet.
            try folder.replace("config", with: settings.bytes, durable: true, through: temporary)
            let repository = try open(at: path, options)
            _ = consume lock
            return repository
        } catch {
            folder.clear(["config", "HEAD", "refs", "logs", "packs", "tmp", "lock"].filter { !names.contains($0) })
            if !bare { try root.removeFolder(folderName) }
            throw error
        }
    }

    /// Takes the lock. If the file system does not support locks, no lock file is left behind.
    private static func lock(_ folder: Folder, isNew: Bool, _ options: Options) throws -> FileLock {
        do {
            return try FileLock("lock", in: folder, .exclusive, wait: options.lockWait)
        } catch let error as FileError {
            if isNew { try? folder.removeFile("lock") }
            throw error
        }
    }

    private static func refuseExisting(at path: String, _ options: Options) throws {
        do {
            if try find(at: path, options) != nil { throw RepositoryError.alreadyExists(path) }
        } catch RepositoryError.unfinished {}
    }

    /// Whether ``create(at:bare:_:)`` has begun to create a repository in `folder` and was interrupted: there are no
    /// settings, and nothing that would be lost with them.
    static func isUnfinished(_ folder: Folder) throws -> Bool {
        guard try folder.find("config") == nil, try folder.find("index") == nil else { return false }
        func isEmpty(_ folder: Folder) throws -> Bool {
            try folder.names().allSatisfy { name in try folder.findFolder(name).map(isEmpty) ?? false }
        }
        let packs = try folder.findFolder("packs")
        return try packs?.names().allSatisfy { Pack.name(of: $0) == nil } ?? true
            && folder.findFolder("refs").map(isEmpty) ?? true
    }
}
