public import Files
public import Objects
public import Packs
internal import Synchronization

/// A repository: objects, refs, an index and, unless it is bare, a working tree.
///
/// Reading takes no lock. Every change goes through a ``Transaction`` or ``withWriteLock(settling:_:)``.
public final class Repository: Sendable {
    /// How a repository is opened: its locks, its durability, and the executors of recipes and computations.
    public struct Options: Sendable {
        /// How long to wait for a lock that another process holds.
        public var lockWait: Duration {
            didSet { isLockWaitGiven = true }
        }
        /// Whether the caller has set this, and not the setting core.lockwait.
        private(set) var isLockWaitGiven: Bool
        /// Whether writes survive a power failure.
        public var isDurable: Bool
        /// The user's settings, under those of the repository.
        public var userConfiguration: Configuration

        /// Makes the evaluator of recipes, according to the settings in force; without one, they are stored but not
        /// checked out.
        public var evaluator: (@Sendable (Configuration) throws -> any RecipeEvaluator)?
        /// Makes the executor of computations; without one, they are stored but not checked out.
        public var executor: (@Sendable (Configuration) throws -> any ComputationExecutor)?
        /// Who brings content that a lazy copy lacks; without one, what is away stays away.
        public var contentSource: (any ContentSource)?
        /// The process's environment variables, for connections to other repositories.
        public var environment: [String: String] = [:]
        /// Called with an interrupted checkout that this process has completed before its own work.
        public var completed: @Sendable (PendingCheckout) -> Void = { _ in }
        /// Called with discarded files that undo cannot bring back.
        public var notKept: @Sendable (UnkeptFiles) -> Void = { _ in }
        /// Whether small packs are joined after something was added (gc.auto), and the index of packs is written.
        public var maintains = false
        /// A folder of the user's own for what can be made again, such as points in the outputs of recipes. Its content
        /// is trusted: nobody else may be able to write there. Nil to keep nothing.
        public var cacheFolder: String?
        /// The command line, for the record of operations.
        public var command = ""

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

    /// The name of the folder that makes a working tree a repository.
    public static let folderName: Name = ".at1store"
    /// The newest on-disk format that this build reads and writes.
    public static let format = 3

    /// The folder `.at1store`, or the bare repository itself.
    public let folder: Folder
    /// What belongs to this working tree alone.
    package let place: WorktreePlace
    /// The objects, which are read from packs on demand.
    public let objects: ObjectDatabase
    /// Branches, tags, HEAD and their logs.
    public let refs: RefStore
    /// The options that it was opened with, completed by the settings.
    public let options: Options
    /// The repository's settings over the user's.
    public let configuration: Configuration
    /// The evaluator of recipes.
    public let evaluator: (any RecipeEvaluator)?
    /// The executor of computations.
    public let executor: (any ComputationExecutor)?

    /// How many small packs are joined after a command; 0 if none ever are.
    let joinThreshold: Int

    package let packs: Folder
    /// The folder tmp/, or why there is none: readers do without it.
    private let temporaryFolder: Result<Folder, FileError>
    let sharing = PacksLock.Count()
    let callID = Operation.newID()
    let indexTrees = IndexTrees()
    /// The index that was read or written last, and the checksum that its file ends with.
    private let lastIndex = Mutex<(end: [UInt8], index: Index)?>(nil)
    /// The changes made under the write lock; nil without it.
    private let draft = Mutex<OperationDraft?>(nil)
    /// The top folder of the working tree; nil for a bare repository.
    let root: Folder?
    private let path: String

    init(
        _ folder: Folder, _ place: WorktreePlace, root: Folder?, path: String, _ options: Options
    ) throws {
        self.path = path
        self.place = place
        let settings = try Self.readConfiguration(folder)
        guard let format = try settings.number("core.format") else {
            throw RepositoryError.formatMissing("\(folder.path)/config")
        }
        guard format <= Self.format else { throw RepositoryError.newerFormat(found: "\(format)", known: Self.format) }
        configuration = options.userConfiguration.overlaid(
            with: try Self.owned(settings, folder, root: root, options))
        evaluator = try options.evaluator?(configuration)
        executor = try options.executor?(configuration)
        var options = options
        options.isDurable = try configuration.flag("core.fsync") ?? options.isDurable
        if !options.isLockWaitGiven, let wait = try configuration.seconds("core.lockwait") { options.lockWait = wait }
        joinThreshold = options.maintains ? try configuration.joinThreshold() : 0
        self.options = options
        self.folder = folder
        self.root = try place.name == nil && settings.flag("core.bare") == true ? nil : root
        packs = try Self.part("packs", of: folder)
        temporaryFolder = Result { () throws(FileError) in try Self.part("tmp", of: folder) }
        objects = ObjectDatabase(packs)
        refs = RefStore(folder, place, temporary: temporaryFolder, isDurable: options.isDurable)
    }

    /// A folder of the store, created if it is missing: some tools do not copy empty folders.
    private static func part(_ name: Name, of folder: Folder) throws(FileError) -> Folder {
        if let found = try folder.findFolder(name) { return found }
        try folder.createFolder(name)
        return try folder.openFolder(name)
    }

    // MARK: Finding and making

    /// Opens the repository whose working tree is `path`, or which is the bare repository `path` itself.
    public static func open(at path: String, _ options: Options = Options()) throws -> Repository {
        guard let repository = try find(at: path, options) else { throw RepositoryError.notARepository(path) }
        return repository
    }

    /// Opens the repository that contains `path`: its own, or that of the nearest folder above.
    public static func discover(from path: String, _ options: Options = Options()) throws -> Repository {
        try Repository(discoverFolder(from: path), options)
    }

    /// The location of a repository, before anything in it is read.
    struct Location {
        /// The store.
        let folder: Folder
        let place: WorktreePlace
        /// The top of the working tree; nil if the store is not a folder in one.
        let root: Folder?
        let path: String
    }

    /// - Throws: ``RepositoryError/notARepository(_:)``.
    static func discoverFolder(from path: String) throws -> Location {
        let start = path
        var path = path
        var depth = 0
        while depth < 128 {
            if let location = try findFolder(at: path) { return location }
            let here = try Folder(at: path).status()
            let above = try Folder(at: path + "/..").status()
            if here.isSameFile(as: above) { break }
            path += "/.."
            depth += 1
        }
        throw RepositoryError.notARepository(start)
    }

    private static func findFolder(at path: String) throws -> Location? {
        let root = try Folder(at: path)
        if try root.find(folderName)?.kind == .folder {
            let folder = try root.openFolder(folderName)
            guard try !isUnfinished(folder) else { throw RepositoryError.unfinished(path) }
            return Location(
                folder: folder, place: WorktreePlace(name: nil, folder: folder), root: root, path: path)
        }
        if try root.find(folderName)?.kind == .regular {
            let link = try WorktreeLink(in: root)
            let (folder, own) = try link.open(from: path)
            return Location(
                folder: folder, place: WorktreePlace(name: link.name, folder: own), root: root, path: path)
        }
        guard try root.find("HEAD")?.kind == .regular, try root.find("packs")?.kind == .folder,
            try root.find("config")?.kind == .regular
        else { return nil }
        return Location(folder: root, place: WorktreePlace(name: nil, folder: root), root: nil, path: path)
    }

    static func find(at path: String, _ options: Options) throws -> Repository? {
        try findFolder(at: path).map { try Repository($0, options) }
    }

    private convenience init(_ location: Location, _ options: Options) throws {
        try self.init(location.folder, location.place, root: location.root, path: location.path, options)
    }

    /// The same repository, for a caller that prefers an error to waiting for a lock.
    func withoutWaiting() throws -> Repository {
        var options = options
        options.lockWait = .zero
        return try Repository(folder, place, root: root, path: path, options)
    }

    // MARK: Parts

    /// Where files are written before they are put in place.
    package var temporary: Folder {
        get throws(FileError) { try temporaryFolder.get() }
    }

    /// Whether there is no working tree.
    public var isBare: Bool { root == nil }

    /// The index; empty if there is no file yet.
    public func index() throws -> Index {
        guard let file = try place.folder.findFile("index") else { return Index() }
        // It ends with its checksum: what has been read once need not be parsed again.
        let size = try file.status().size
        let end = try file.read(Digest.byteCount, at: size - min(size, UInt64(Digest.byteCount)))
        if let known = lastIndex.withLock({ $0 }), known.end == end { return known.index }
        do {
            let index = try Index(parsing: file.contents(limit: 1 << 32))
            lastIndex.withLock { $0 = (end, index) }
            return index
        } catch let error as DecodeError {
            throw Damage(.file("index"), "\(error)")
        }
    }

    /// The settings of the repository alone, without the user's.
    public static func readConfiguration(_ folder: Folder) throws -> Configuration {
        try ConfigurationFile(folder).read()
    }

    /// Changes the repository's settings.
    public func configure(_ change: (inout Configuration) throws -> Void) throws {
        try withWriteLock { try configure($0, change) }
    }

    package func configure(_ lock: borrowing WriteLock, _ change: (inout Configuration) throws -> Void) throws {
        var settings = try Self.readConfiguration(folder)
        try change(&settings)
        try folder.replace(
            "config", with: settings.bytes, durable: options.isDurable, through: temporary)
    }

    // MARK: Writing

    /// Runs `body` while no other process moves refs, changes the index, or removes packs.
    ///
    /// - Parameters:
    ///   - settling: whether an interrupted checkout is completed first.
    ///   - body: receives the lock as proof that it is held.
    public func withWriteLock<Result>(
        settling: Bool = true, _ body: (borrowing WriteLock) throws -> Result
    ) throws -> Result {
        try sweepTemporaryFiles()
        let packs = try sharePacks()
        let lock = WriteLock(
            packs: packs, lock: try FileLock("lock", in: folder, .exclusive, wait: options.lockWait))
        draft.withLock { $0 = OperationDraft() }
        defer {
            let done = draft.withLock { draft in
                defer { draft = nil }
                return draft
            }
            if let done { record(done) }
        }
        try refs.completeMoves()
        if settling { try settle(lock) }
        return try body(lock)
    }

    /// Notes a change for the record of operations.
    func note(_ change: (inout OperationDraft) -> Void) {
        draft.withLock { if $0 != nil { change(&$0!) } }
    }

    /// - Parameter before: the present index, if the caller has just read it under the lock.
    func writeIndex(_ index: Index, replacing before: Index? = nil) throws {
        if let excess = try TreeLimits(configuration).excess(index.extent) {
            throw LimitExceeded("the index", excess.what)
        }
        let isFirst = draft.withLock { $0 != nil && $0!.indexBefore == nil }
        if isFirst, let before = try? before ?? self.index() { note { $0.indexBefore = before } }
        let bytes = index.bytes
        try place.folder.replace("index", with: bytes, durable: options.isDurable, through: temporary)
        lastIndex.withLock { $0 = (Array(bytes.suffix(Digest.byteCount)), index) }
        note { $0.indexAfter = index }
    }
}

/// Proof that this process may move refs and change the index. The lock is released at the end of the value's lifetime,
/// or the process's.
public struct WriteLock: ~Copyable, Sendable {
    private let packs: PacksLock
    private let lock: FileLock

    fileprivate init(packs: consuming PacksLock, lock: consuming FileLock) {
        self.packs = packs
        self.lock = lock
    }
}
