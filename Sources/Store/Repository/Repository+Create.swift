internal import Objects

extension Repository {
    /// Makes a new repository in the folder `path`, which is made too where it is missing. One that was begun and never
    /// finished is finished.
    public static func create(at path: String, bare: Bool = false, _ options: Options = Options()) throws -> Repository
    {
        try Folder.make(path)
        let root = try Folder(at: path)
        try refuseExisting(at: path, options)
        if !bare { try root.createFolder(folderName) }
        let folder = bare ? root : try root.openFolder(folderName)
        let lock = try FileLock("lock", in: folder, .exclusive, wait: options.lockWait)
        try refuseExisting(at: path, options)  // now that nobody else makes one
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
        settings["core.format"] = "\(format)"
        if bare { settings["core.bare"] = "true" }
        // The settings last: a folder without them is not a repository yet.
        try folder.replace("config", with: Array(settings.text.utf8), durable: true, through: temporary)
        _ = consume lock
        return try open(at: path, options)
    }

    private static func refuseExisting(at path: String, _ options: Options) throws {
        do {
            if try find(at: path, options) != nil { throw RepositoryError.alreadyExists(path) }
        } catch RepositoryError.unfinished {}
    }

    /// Whether ``create(at:bare:_:)`` has begun to make a repository in `folder` and not come to its end: there are no
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
