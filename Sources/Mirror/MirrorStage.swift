internal import Files
internal import Git2
internal import Objects
internal import Store

/// The folder `mirror` of a repository: a bare git repository in which the mirror is assembled, and what is known about
/// it. All of it can be rebuilt if the folder is removed.
final class MirrorStage {
    let git: GitRepository
    var map: MirrorMap
    private let folder: Folder
    private let lock: FileLock

    static let folderName: Name = "mirror"
    /// Refs that keep what the other sides are known to have.
    private static let known = "refs/at1/known/"
    /// Refs that are being pushed.
    private static let outgoing = "refs/at1/out/"

    /// Locks the folder for this process; creates it if it is missing.
    init(_ repository: Repository) throws {
        try repository.folder.createFolder(Self.folderName)
        folder = try repository.folder.openFolder(Self.folderName)
        lock = try FileLock("lock", in: folder, .exclusive, wait: repository.options.lockWait)
        let path = try folder.resolvedPath() + "/git"
        git =
            try folder.find("git") == nil
            ? GitRepository(creating: path, head: "at1") : GitRepository(opening: path)
        map = try MirrorMap(in: folder)
        for name in try git.references() where name.hasPrefix(Self.outgoing) { try git.removeReference(name) }
    }

    func save() throws { try map.save(in: folder) }

    /// Notes the refs of a mirror at `url` that are also present here, so that neither side sends the other what it
    /// has.
    func remember(_ tips: [GitID], of url: String) throws {
        let prefix = Self.known + Digest(of: Array(url.utf8)).hex.prefix(16) + "/"
        let wanted = Set(tips.filter { git.contains($0) }.map { prefix + $0.hex })
        let there = Set(try git.references().filter { $0.hasPrefix(prefix) })
        for name in wanted.subtracting(there) {
            try git.setReference(name, to: GitID(hex: name.dropFirst(prefix.count))!)
        }
        for name in there.subtracting(wanted) { try git.removeReference(name) }
    }

    /// Gives a commit or a tag a local ref, from which it can be pushed.
    func outgoing(_ number: Int, _ id: GitID) throws -> String {
        let name = Self.outgoing + "\(number)"
        try git.setReference(name, to: id)
        return name
    }
}
