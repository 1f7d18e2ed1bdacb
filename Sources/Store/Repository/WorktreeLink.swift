internal import Files
internal import Objects
internal import Packs

/// The file `.at1store` at the top of a further working tree: where its store is (docs/format.md §11.10).
struct WorktreeLink: Hashable, Sendable {
    private static let mark = "at1worktree 1"
    private static let maximumLength = 8192

    /// The path of the store's folder.
    let store: String
    /// What the store calls the working tree.
    let name: String

    init(store: String, name: String) {
        self.store = store
        self.name = name
    }

    var bytes: [UInt8] { Array("\(Self.mark)\nstore \(store)\nname \(name)\n".utf8) }

    /// Reads the file in the top folder of a working tree.
    ///
    /// - Throws: ``Damage``.
    init(in root: Folder) throws {
        let bytes = try root.contents(of: Repository.folderName, limit: Self.maximumLength) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == Self.mark, lines[1].hasPrefix("store /"), lines[2].hasPrefix("name "),
            WorktreePlace.isName(String(lines[2].dropFirst("name ".count)))
        else {
            throw Damage(.file(root.path(of: Repository.folderName)), "it does not say where the store is")
        }
        store = String(lines[1].dropFirst("store ".count))
        name = String(lines[2].dropFirst("name ".count))
        guard self.bytes == bytes else {
            throw Damage(.file(root.path(of: Repository.folderName)), "it is not what a writer would write")
        }
    }

    /// The store, and the folder in it that belongs to the working tree.
    ///
    /// - Throws: ``RepositoryError/lostStore(_:store:)``.
    func open(from path: String) throws -> (store: Folder, own: Folder) {
        let lost = RepositoryError.lostStore(path, store: store)
        let folder: Folder
        do throws(FileError) { folder = try Folder(at: store) } catch {
            guard error.isMissing else { throw error }
            throw lost
        }
        guard try folder.find("config")?.kind == .regular, try folder.find("packs")?.kind == .folder,
            let own = try folder.findFolder(WorktreePlace.folderName)?.findFolder(Name(name)),
            try own.find("HEAD")?.kind == .regular,
            // A copy of the working tree, or a file that somebody else has made, is none.
            try WorktreePlace(name: name, folder: own).path() == Folder(at: path).resolvedPath()
        else { throw lost }
        return (folder, own)
    }
}
