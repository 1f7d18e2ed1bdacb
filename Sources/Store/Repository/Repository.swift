public import Objects

/// A repository: objects, refs, an index and, unless it is bare, a work tree.
///
/// Reading takes no lock. Whatever changes something goes through a ``Transaction`` or ``withWriteLock(_:)``.
public final class Repository: Sendable {
    public struct Options: Sendable {
        /// How long to wait for another process that holds a lock.
        public var lockWait: Duration {
            didSet { isLockWaitGiven = true }
        }
        /// Whether the caller has said so, and not the setting core.lockwait.
        private(set) var isLockWaitGiven: Bool
        /// Whether writes survive a loss of power.
        public var isDurable: Bool
        /// The user's settings, under those of the repository.
        public var userConfiguration: Configuration

        /// Makes the one who executes recipes, by the settings in force; without one, they are kept but not checked out.
        public var evaluator: (@Sendable (Configuration) throws -> any RecipeEvaluator)?
        /// The process's variables, for those who reach other repositories.
        public var environment: [String: String] = [:]

        public init(
            lockWait: Duration? = nil, isDurable: Bool = true,
            userConfiguration: Configuration = Configuration(),
            evaluator: (@Sendable (Configuration) throws -> any RecipeEvaluator)? = nil
        ) {
            self.lockWait = lockWait ?? .seconds(10)
            isLockWaitGiven = lockWait != nil
            self.isDurable = isDurable
            self.userConfiguration = userConfiguration
            self.evaluator = evaluator
        }
    }

    /// The name of the folder that makes a work tree a repository.
    public static let folderName: Name = ".at1store"
    /// The newest on-disk format that this build reads and writes.
    public static let format = 1

    /// The folder `.at1store`, or the bare repository itself.
    public let folder: Folder
    public let objects: ObjectDatabase
    public let refs: RefStore
    public let options: Options
    /// The repository's settings over the user's.
    public let configuration: Configuration
    /// Who executes recipes here.
    public let evaluator: (any RecipeEvaluator)?

    let packs: Folder
    let temporary: Folder
    let sharing = PacksLock.Count()
    private let root: Folder?
    private let path: String

    private init(_ folder: Folder, root: Folder?, path: String, _ options: Options) throws {
        self.path = path
        let settings = try Self.readConfiguration(folder)
        let format = settings["core.format"] ?? "nothing"
        guard let number = Int(format), number >= 1 else {
            throw RepositoryError.damaged("'\(folder.path)/config'", what: "core.format is \(format)")
        }
        guard number <= Self.format else { throw RepositoryError.newerFormat(found: format, known: Self.format) }
        configuration = options.userConfiguration.overlaid(with: settings)
        evaluator = try options.evaluator?(configuration)
        var options = options
        options.isDurable = try configuration.flag("core.fsync") ?? options.isDurable
        if !options.isLockWaitGiven, let wait = try configuration.seconds("core.lockwait") { options.lockWait = wait }
        self.options = options
        self.folder = folder
        self.root = try settings.flag("core.bare") == true ? nil : root
        for name: Name in ["packs", "tmp"] { try folder.createFolder(name) }
        packs = try folder.openFolder("packs")
        temporary = try folder.openFolder("tmp")
        objects = ObjectDatabase(packs)
        refs = RefStore(folder, temporary: temporary, isDurable: options.isDurable)
    }

    // MARK: Finding and making

    /// Opens the repository whose work tree is `path`, or which is the bare repository `path` itself.
    public static func open(at path: String, _ options: Options = Options()) throws -> Repository {
        guard let repository = try find(at: path, options) else { throw RepositoryError.notARepository(path) }
        return repository
    }

    /// Opens the repository that `path` is in: its own, or that of the nearest folder above.
    public static func discover(from path: String, _ options: Options = Options()) throws -> Repository {
        let start = path
        var path = path
        var depth = 0
        while depth < 128 {
            if let repository = try find(at: path, options) { return repository }
            let here = try Folder(at: path).status()
            let above = try Folder(at: path + "/..").status()
            if (here.inode, here.device) == (above.inode, above.device) { break }
            path += "/.."
            depth += 1
        }
        throw RepositoryError.notARepository(start)
    }

    static func find(at path: String, _ options: Options) throws -> Repository? {
        let root = try Folder(at: path)
        if try root.find(folderName)?.kind == .folder {
            let folder = try root.openFolder(folderName)
            guard try !isUnfinished(folder) else { throw RepositoryError.unfinished(path) }
            return try Repository(folder, root: root, path: path, options)
        }
        guard try root.find("HEAD")?.kind == .regular, try root.find("packs")?.kind == .folder,
            try root.find("config")?.kind == .regular
        else { return nil }
        return try Repository(root, root: nil, path: path, options)
    }

    /// The same repository, for a caller that would rather fail than wait for a lock.
    func withoutWaiting() throws -> Repository {
        var options = options
        options.lockWait = .zero
        return try Repository(folder, root: root, path: path, options)
    }

    // MARK: Parts

    /// - Throws: ``RepositoryError/bare`` when there is none.
    public func workTree() throws -> WorkTree {
        guard let root else { throw RepositoryError.bare }
        return WorkTree(root, store: folder)
    }

    public var isBare: Bool { root == nil }

    /// The index; empty where there is no file yet.
    public func index() throws -> Index {
        guard let bytes = try folder.contents(of: "index", limit: 1 << 32) else { return Index() }
        do {
            return try Index(parsing: bytes)
        } catch {
            throw RepositoryError.damaged("the index", what: "\(error)")
        }
    }

    /// The settings of the repository alone, without the user's.
    public static func readConfiguration(_ folder: Folder) throws -> Configuration {
        guard let bytes = try folder.contents(of: "config", limit: 1 << 20) else { return Configuration() }
        return try Configuration(
            parsing: String(decoding: bytes, as: UTF8.self), path: folder.path(of: "config"))
    }

    /// Changes the repository's settings.
    public func configure(_ change: (inout Configuration) throws -> Void) throws {
        try withWriteLock { _ in
            var settings = try Self.readConfiguration(folder)
            try change(&settings)
            try folder.replace(
                "config", with: Array(settings.text.utf8), durable: options.isDurable, through: temporary)
        }
    }

    // MARK: Writing

    /// Runs `body` while no other process moves refs, changes the index, or takes packs away.
    ///
    /// - Parameter settling: whether a checkout that was cut short is completed first.
    public func withWriteLock<Result>(
        settling: Bool = true, _ body: (borrowing WriteLock) throws -> Result
    ) throws -> Result {
        try sweepTemporaryFiles()
        let packs = try sharePacks()
        let lock = WriteLock(
            packs: packs, lock: try FileLock("lock", in: folder, .exclusive, wait: options.lockWait))
        if settling { try settle(lock) }
        return try body(lock)
    }

    func writeIndex(_ index: Index) throws {
        try folder.replace("index", with: index.bytes, durable: options.isDurable, through: temporary)
    }
}

/// Proof that this process may move refs and change the index. Let go of at the end of its life, or of the process's.
public struct WriteLock: ~Copyable, Sendable {
    private let packs: PacksLock
    private let lock: FileLock

    fileprivate init(packs: consuming PacksLock, lock: consuming FileLock) {
        self.packs = packs
        self.lock = lock
    }
}
