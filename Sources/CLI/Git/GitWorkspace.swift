import Engine
import Files
import GitFilter
import Glibc
import Objects
import Packs
import Remotes
import Store

/// The git repository that a command works in, and at1's data in `.git/at1`: the objects, and known pointers.
final class GitWorkspace {
    /// `.git/at1`, shared by all working trees of the repository.
    let folder: String
    /// git's own folder, shared by all working trees.
    let gitFolder: String
    /// git's `at1.*` settings.
    private let settings: Configuration
    private let options: GlobalOptions
    private var opened: Repository?
    private var log: KnownPointers?
    /// Whether the remote has already been asked for missing objects.
    private var hasFetched = false

    /// Smaller files stay in git as they are, unless a call gives them.
    static let defaultThreshold: UInt64 = 64 << 10
    /// The branch of the store that names what git's commits need.
    static let branch = "refs/heads/main"

    init(_ options: GlobalOptions) throws {
        self.options = options
        let (status, bytes) = try GitProgram.run(["rev-parse", "--path-format=absolute", "--git-common-dir"])
        guard status == 0, let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(
                .usage, "this is not a git repository", hint: "run it in one, or make one with 'git init'")
        }
        gitFolder = String(text.dropLast())
        folder = gitFolder + "/at1"
        settings = try Self.settings()
    }

    private static func settings() throws -> Configuration {
        let (status, bytes) = try GitProgram.run(["config", "-z", "--get-regexp", "^at1\\."])
        var settings = Configuration()
        guard status == 0 else { return settings }
        for field in GitProgram.fields(bytes) {
            let parts = String(decoding: field, as: UTF8.self).split(
                separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            settings[String(parts[0])] = parts.count == 2 ? String(parts[1]) : "true"
        }
        return settings
    }

    var threshold: UInt64 {
        get throws { try settings.bytes("at1.threshold") ?? Self.defaultThreshold }
    }

    var discovers: Bool {
        get throws { try settings.flag("at1.discover") ?? true }
    }

    /// Where objects are pushed to and fetched from: the argument, or the setting.
    func remote(_ word: String?) throws -> RemoteSettings {
        guard let url = word ?? settings["at1.remote"] else {
            throw CommandError(
                .usage, "no at1 remote is set", hint: "name one, or set it with 'git config at1.remote URL'")
        }
        return RemoteSettings(url: url)
    }

    var hasRemote: Bool { settings["at1.remote"] != nil }

    func engine() throws -> ReplayEngine { try CompositionRoot.engine(UserConfiguration.read()) }

    // MARK: What is kept

    func makeFolder() throws {
        try Folder.create(folder, permissions: 0o777)
    }

    /// The store of objects; nil if there is none yet.
    func findStore() throws -> Repository? {
        if let opened { return opened }
        guard access(folder + "/store/config", F_OK) == 0 else { return nil }
        opened = try Repository.open(at: folder + "/store", CompositionRoot.options(options))
        return opened
    }

    /// The store of objects, created if it is missing.
    func store() throws -> Repository {
        if let found = try findStore() { return found }
        try makeFolder()
        do {
            opened = try Repository.create(at: folder + "/store", bare: true, CompositionRoot.options(options))
        } catch RepositoryError.alreadyExists {}  // Another process was first.
        guard let made = try findStore() else {
            throw CommandError(.environment, "cannot make a store in '\(folder)'")
        }
        return made
    }

    /// The pointers that were seen in this repository.
    func knownPointers() throws -> KnownPointers {
        if let log { return log }
        try makeFolder()
        let made = try KnownPointers(folder + "/pointers")
        log = made
        return made
    }

    // MARK: Files of pointers

    /// The file of a pointer, verified: computed, or read from the store.
    func content(of pointer: GitPointer) throws -> FileContent {
        switch pointer {
        case .recipe(let recipe): return try Self.compute(recipe, engine())
        case .object(let object):
            let store = try storeHolding(object)
            let content = try FileContent { sink in try store.content(object.kind, object.id, sink) }
            return try Self.checked(content, against: pointer)
        }
    }

    /// The file of a recipe, verified.
    static func compute(_ recipe: Recipe, _ engine: ReplayEngine) throws -> FileContent {
        try checked(FileContent { sink in try engine.evaluate(recipe, sink) }, against: .recipe(recipe))
    }

    private static func checked(_ content: FileContent, against pointer: GitPointer) throws -> FileContent {
        guard content.length == pointer.length, content.sha256 == pointer.sha256 else {
            throw CommandError(
                .no,
                "the file has \(content.length) bytes and the SHA-256 \(content.sha256), "
                    + "and the pointer says \(pointer.length) and \(pointer.sha256)", code: "damaged")
        }
        return content
    }

    /// The store, which contains the object, or fetches it from the remote.
    private func storeHolding(_ object: GitPointer.CapturedObject) throws -> Repository {
        let store = try findStore()
        if let store, try store.objects.find(object.id) != nil { return store }
        if hasRemote, !hasFetched {
            hasFetched = true
            try GitObjects(self, options).fetch(from: nil)
            return try storeHolding(object)
        }
        throw CommandError(
            .no, "its bytes are missing: object \(object.id.short) of \(object.length) bytes",
            hint: hasRemote
                ? "push them from where they are, with 'at1 git push'"
                : "set 'git config at1.remote URL', then 'at1 git fetch' and check out again", code: "content-absent")
    }
}
