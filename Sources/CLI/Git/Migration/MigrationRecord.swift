import Files
import GitFilter
import Objects
import Store

/// The folder `at1-migration` of a git working tree: what a migration has prepared, and what it still has to do in the
/// working tree once the new index is in place.
///
/// `index` is the new index. `work` is written before that takes its place: fields that end in NUL, four for each path
/// that changes in the working tree: the path; its blob in the new index, or `-`; what was there, `absent`, `link`,
/// `other` or a SHA-256; and an LF.
struct MigrationRecord {
    private let tree: GitTree
    private let folder: String

    /// The index as it was when the migration began.
    struct Before {
        fileprivate let index: Digest?
    }

    private struct Work {
        let path: [UInt8]
        let blob: String?
        let before: String
    }

    init(_ tree: GitTree) {
        self.tree = tree
        folder = tree.folder + "/at1-migration"
    }

    var newIndex: String { folder + "/index" }
    private var work: String { folder + "/work" }
    private var lock: String { tree.index + ".lock" }

    /// Whether a migration was interrupted.
    var isThere: Bool { FileStatus.find(work) != nil }

    /// Copies the index.
    func begin() throws -> Before {
        clear()
        try Folder.create(folder, permissions: 0o777)
        guard FileStatus.find(tree.index) != nil else {
            _ = try tree.git(["read-tree", "--empty"], index: newIndex)
            return Before(index: nil)
        }
        let copy = try File(creating: newIndex)
        var hasher = ContentHasher()
        try File(at: tree.index).forEachPiece { piece in
            hasher.update(piece)
            try copy.write(piece)
        }
        return Before(index: hasher.finish())
    }

    func blobs() throws -> BlobWriter { try BlobWriter(folder + "/blobs", tree) }

    func clear() { Folder.removeTree(folder) }

    func digest(_ path: String) throws -> Digest {
        try Repository.sha256(of: File(at: path, followingLinks: false))
    }

    /// Puts the new index in place, and completes the working tree.
    ///
    /// - Parameters:
    ///   - blobs: the blob of every path that the new index changes; nil if it removes the path.
    ///   - paths: those to change in the working tree; attributes first.
    func commit(_ before: Before, blobs: [[UInt8]: String?], _ paths: [[UInt8]]) throws {
        let draft = try DraftFile(work)
        for path in paths {
            let fields = [path, Array((blobs[path].flatMap { $0 } ?? "-").utf8), Array(try state(path).utf8), [0x0a]]
            try draft.file.write(fields.flatMap { $0 + [0] })
        }
        try draft.put(replacing: false)
        try File(at: newIndex).sync()
        let (own, git) = (try Folder(at: folder), try Folder(at: Folder.split(lock).folder))
        let lockName = Name(Folder.split(lock).name)
        do throws(FileError) { try own.link("index", as: lockName, in: git) } catch {
            guard error.isExisting else { throw error }
            throw CommandError(
                .environment, "another git process changes the index", hint: "try again when it has ended")
        }
        do {
            let index = FileStatus.find(tree.index) == nil ? nil : try digest(tree.index)
            guard index == before.index else {
                throw CommandError(.environment, "the index was changed meanwhile", hint: "try again when nothing does")
            }
            try git.rename(lockName, to: Name(Folder.split(tree.index).name))
        } catch {
            try? git.removeFile(lockName)
            throw error
        }
        try git.sync()
        try complete()
    }

    /// Completes a migration whose index is in place, and forgets one whose index is not.
    ///
    /// - Returns: whether one was completed.
    func recover() throws -> Bool {
        guard let new = FileStatus.find(newIndex) else { return false }
        if let held = FileStatus.find(lock), held.isSameFile(as: new) {
            try Folder(at: Folder.split(lock).folder).removeFile(Name(Folder.split(lock).name))
        }
        guard isThere else {
            clear()
            return false
        }
        let staged = Dictionary(
            try tree.entries(index: tree.index).map { ($0.path, $0.blob) }, uniquingKeysWith: { first, _ in first })
        guard try read().allSatisfy({ staged[$0.path] == $0.blob }) else {
            clear()
            return false
        }
        try complete()
        clear()
        return true
    }

    private func read() throws -> [Work] {
        let fields = GitProgram.fields(try File(at: work).contents(limit: 1 << 30))
        guard fields.count % 4 == 0 else { throw CommandError(.no, "'\(work)' is damaged", code: "damaged") }
        return stride(from: 0, to: fields.count, by: 4).map { at in
            let blob = String(decoding: fields[at + 1], as: UTF8.self)
            return Work(
                path: fields[at], blob: blob == "-" ? nil : blob,
                before: String(decoding: fields[at + 2], as: UTF8.self))
        }
    }

    /// What is in the working tree at a path.
    private func state(_ path: [UInt8]) throws -> String {
        let place = tree.place(path)
        switch FileStatus.find(place)?.kind {
        case nil: return "absent"
        case .symbolicLink?: return "link"
        case .regular?: return try digest(place).hex
        case .folder?, .special?: return "other"
        }
    }

    /// Brings the working tree to what the index says; what somebody has changed since stays.
    private func complete() throws {
        let work = try read().filter { try state($0.path) == $0.before }
        for one in work where one.blob == nil && one.before != "absent" {
            let (folder, name) = Folder.split(tree.place(one.path))
            try Folder(at: folder).removeFile(Name(name))
        }
        // Attributes first: they say how the others are checked out.
        let written = work.filter { $0.blob != nil }.map(\.path)
        let isText = { (path: [UInt8]) in
            [".gitattributes", ".gitignore"].contains { path.suffix($0.utf8.count).elementsEqual($0.utf8) }
        }
        for paths in [written.filter(isText), written.filter { !isText($0) }] where !paths.isEmpty {
            _ = try tree.git(["checkout-index", "-f", "-q", "-z", "--stdin"], input: GitTree.joined(paths))
        }
        // Reads the files once more; what differs is then shown by 'git status'.
        _ = try GitProgram.run(["-C", tree.top, "update-index", "-q", "--refresh"])
    }
}

/// Stores blobs in git, many at once.
final class BlobWriter {
    private let folder: String
    private let tree: GitTree
    private var count = 0

    init(_ folder: String, _ tree: GitTree) throws {
        self.folder = folder
        self.tree = tree
        try Folder.create(folder, permissions: 0o777)
    }

    func add(_ content: FileContent) throws {
        let file = try File(creating: "\(folder)/\(count)")
        var cursor = content.cursor
        while let piece = try cursor.next() { try file.write(piece) }
        count += 1
    }

    /// Stores them, and returns their identities in order.
    func ids() throws -> [String] {
        guard count > 0 else { return [] }
        let names = (0..<count).map { "\($0)\n" }.joined()
        let output = try GitProgram.output(
            ["-C", folder, "hash-object", "-w", "--no-filters", "--stdin-paths"], input: Array(names.utf8))
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
