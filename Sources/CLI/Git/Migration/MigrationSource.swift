import ArgumentParser
import Files
import GitFilter
import Objects

/// What a migration replaces with at1's pointers.
enum MigrationSource: String, CaseIterable, ExpressibleByArgument {
    /// Pointers of git-lfs, and other files that its filter is assigned to.
    case lfs
    /// Files that git stores, although at1's filter is assigned to them.
    case git
    /// Files that DVC stores.
    case dvc

    /// - Parameter index: the index to read.
    func plan(_ tree: GitTree, _ workspace: GitWorkspace, index: String) throws -> MigrationPlan {
        switch self {
        case .lfs: try LargeFileMigration(tree, workspace, index: index).plan()
        case .git: try plan(tree, index: index)
        case .dvc: try DVCMigration(tree, index: index).plan()
        }
    }

    /// The blobs that are longer than what is always stored as it is, and no pointers.
    private func plan(_ tree: GitTree, index: String) throws -> MigrationPlan {
        let entries = try tree.entries(":(top,attr:filter=at1)", index: index).filter(\.isFile)
        let lengths = Dictionary(
            try GitBlobs.lengths(entries.map(\.blob)).map { ($0.id, $0.length) },
            uniquingKeysWith: { first, _ in first })
        var pointers: Set<String> = []
        try GitBlobs.forEach(Array(lengths.keys), atMost: GitPointer.maximumLength) { id, content in
            if GitPointer.isLikely(content) { pointers.insert(id) }
        }
        var plan = MigrationPlan()
        for entry in entries where !pointers.contains(entry.blob) {
            guard UInt64(lengths[entry.blob] ?? 0) > PointerMaker.shortest else { continue }
            plan.files.append(
                MigrationPlan.Item(
                    path: entry.path, isExecutable: entry.mode == "100755", isSkipped: entry.isSkipped,
                    content: .blob(entry.blob), presence: .compared))
        }
        return plan
    }
}

/// The files of git-lfs.
struct LargeFileMigration {
    private let tree: GitTree
    private let index: String
    /// git-lfs's folder.
    private let cache: String

    init(_ tree: GitTree, _ workspace: GitWorkspace, index: String) throws {
        self.tree = tree
        self.index = index
        let (status, bytes) = try GitProgram.run(["config", "--get", "lfs.storage"])
        let setting = status == 0 ? String(decoding: bytes.dropLast(), as: UTF8.self) : "lfs"
        cache = setting.hasPrefix("/") ? setting : "\(workspace.gitFolder)/\(setting)"
    }

    func plan() throws -> MigrationPlan {
        var plan = MigrationPlan()
        let entries = try tree.entries(":(top,attr:filter=lfs)", index: index).filter { entry in
            // git reads these itself, unfiltered.
            entry.isFile
                && ![".gitattributes", ".gitignore"].contains {
                    entry.path.suffix($0.utf8.count).elementsEqual($0.utf8)
                }
        }
        var pointers: [String: LargeFilePointer] = [:]
        var damaged: Set<String> = []
        try GitBlobs.forEach(entries.map(\.blob), atMost: GitPointer.maximumLength) { id, content in
            if let pointer = LargeFilePointer(content) {
                pointers[id] = pointer
            } else if LargeFilePointer.isLikely(content) {
                damaged.insert(id)
            }
        }
        for entry in entries {
            func problem(_ what: String) {
                plan.problems.append(MigrationPlan.Problem(path: entry.path, what: what))
            }
            func add(_ content: MigrationPlan.ContentPlace) {
                plan.files.append(
                    MigrationPlan.Item(
                        path: entry.path, isExecutable: entry.mode == "100755", isSkipped: entry.isSkipped,
                        content: content, presence: .maybePointer))
            }
            guard !damaged.contains(entry.blob) else {
                problem("it is a damaged pointer of git-lfs")
                continue
            }
            guard let pointer = pointers[entry.blob] else {
                add(.blob(entry.blob))
                continue
            }
            guard !pointer.hasExtensions else {
                problem("its pointer of git-lfs has extensions, which only git-lfs can reverse")
                continue
            }
            let place = "\(cache)/\(pointer.place)"
            // git-lfs has no object for an empty file.
            guard pointer.length > 0, let status = FileStatus.findFollowingLinks(place) else {
                if pointer.length == 0 {
                    add(.cached("/dev/null", length: 0, .sha256(pointer.sha256)))
                } else {
                    problem("git-lfs does not have its object \(pointer.sha256.hex) here: 'git lfs fetch' gets it")
                }
                continue
            }
            guard status.kind == .regular, status.size == pointer.length else {
                problem("its object \(pointer.sha256.hex) has \(status.size) bytes instead of \(pointer.length)")
                continue
            }
            add(.cached(place, length: pointer.length, .sha256(pointer.sha256)))
        }
        plan.texts = try texts()
        return plan
    }

    /// The files of attributes that name git-lfs, with at1 in its place.
    private func texts() throws -> [(path: [UInt8], bytes: [UInt8]?)] {
        let entries = try tree.entries(":(top,glob)**/.gitattributes", index: index).filter(\.isFile)
        var texts: [String: [UInt8]] = [:]
        try GitBlobs.forEach(entries.map(\.blob), atMost: 1 << 20) { texts[$0] = $1 }
        return entries.compactMap { entry in
            guard let old = texts[entry.blob] else { return nil }
            var text = GitAttributesText(old)
            text.replaceLargeFileFilter()
            return text.bytes == old ? nil : (entry.path, text.bytes)
        }
    }
}
