internal import Files
internal import Objects
internal import Packs
internal import Store

/// The commits that were imported from git, so that they need not be again (docs/mirror.md §7).
///
/// A file of lines `GIT-IDENTITY IDENTITY`. It only saves work: a line is used if a ref of an import leads to the commit.
struct ImportRecord {
    private static let name: Name = "imported"
    private static let folderName: Name = "mirror"
    private static let limit = 1 << 30

    private var known: [String: ObjectID] = [:]
    private var added = ""

    /// Reads the file; malformed and truncated lines are ignored.
    init(in repository: Repository) throws {
        guard let folder = try repository.folder.findFolder(Self.folderName) else { return }
        let bytes = try folder.contents(of: Self.name, limit: Self.limit) ?? []
        guard !bytes.isEmpty else { return }
        let reachable = try Self.reachable(in: repository)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 2, let id = ObjectID(hex: words[1]), reachable.contains(id) else { continue }
            known[words[0]] = id
        }
    }

    /// The commits that the refs of imports lead to: those that are complete.
    private static func reachable(in repository: Repository) throws -> Set<ObjectID> {
        let starts = try repository.refs.readable(RefName.remotes + "git/").map(\.id)
        var history = try History(repository, from: starts.filter { try repository.objects.find($0) != nil })
        var found: Set<ObjectID> = []
        while let next = history.next() { found.insert(next.id) }
        // A damaged history has nothing to build on.
        return history.error == nil ? found : []
    }

    /// What a git commit was imported as; nil if it has to be imported.
    func find(_ git: String) -> ObjectID? { known[git] }

    mutating func add(_ git: String, _ id: ObjectID) {
        guard known[git] != id else { return }
        known[git] = id
        added += "\(git) \(id)\n"
    }

    /// Appends the new lines to the file.
    mutating func save(in repository: Repository) throws {
        guard !added.isEmpty else { return }
        try repository.folder.createFolder(Self.folderName)
        let file = try repository.folder.openFolder(Self.folderName).openForAppending(Self.name)
        // One import at a time: a short write must not end up inside another's line.
        try file.lock(.exclusive)
        defer { file.unlock() }
        try file.write(Array(("\n" + added).utf8))
        added = ""
    }
}
