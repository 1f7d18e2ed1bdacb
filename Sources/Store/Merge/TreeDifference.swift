internal import Objects
internal import Packs

/// The differences between trees. Folders that are the same on both sides are not read.
struct TreeDifference {
    private let repository: Repository

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// The files that differ, in order of paths.
    func changes(from old: ObjectID?, to new: ObjectID?) throws -> [Change] {
        var changes: [Change] = []
        try walk([old, new], nil, isSame: { $0[0] == $0[1] }) { path, sides in
            changes.append(Change(old: sides[0], new: sides[1]))
        }
        return changes.sorted { $0.path < $1.path }
    }

    /// Calls `body` with each path for which `isSame` is false, and the file of each tree there. `isSame` is called for
    /// folders too.
    ///
    /// - Throws: `LimitExceeded` if the result exceeds the limits.
    func walk(
        _ trees: [ObjectID?], _ folder: TreePath?, isSame: ([Key?]) -> Bool,
        _ body: (TreePath, [Index.Entry?]) throws -> Void
    ) throws {
        let objects = repository.objects
        let limits = try TreeLimits(repository.configuration)
        var extent = TreeExtent()
        var waiting: [(trees: [ObjectID?], folder: TreePath?, depth: Int)] = [(trees, folder, 1)]
        let tops = trees
        while let (trees, folder, depth) = waiting.popLast() {
            let keys = trees.map { $0.map { Key(mode: .folder, kind: .tree, id: $0) } }
            if isSame(keys) { continue }
            let lists = try trees.map { try $0.map { try objects.tree($0).entries } ?? [] }
            var names: [EntryName: [Tree.Entry?]] = [:]
            for (side, list) in lists.enumerated() {
                for entry in list { names[entry.name, default: trees.map { _ in nil }][side] = entry }
            }
            for (name, entries) in names where !isSame(entries.map { $0.map(Key.init) }) {
                let path = TreePath.path(of: name, in: folder)
                extent.add(pathOf: path.bytes.count, depth: depth)
                if let excess = limits.excess(extent) {
                    throw LimitExceeded("what differs between the trees", excess.what)
                }
                // If there are many, all are counted before the walk continues.
                if extent.paths == 1 << 14 {
                    for case let tree? in tops { try repository.checkExtent(of: tree) }
                }
                let files = entries.map { entry in
                    entry.flatMap { $0.mode == .folder ? nil : $0 }
                }
                if !isSame(files.map { $0.map(Key.init) }) {
                    try body(
                        path, files.map { $0.map { Index.Entry(path: path, mode: $0.mode, kind: $0.kind, id: $0.id) } })
                }
                let folders = entries.map { entry in entry.flatMap { $0.mode == .folder ? $0.id : nil } }
                if folders.contains(where: { $0 != nil }) { waiting.append((folders, path, depth + 1)) }
            }
        }
    }

    /// What makes two entries equal.
    struct Key: Hashable {
        let mode: FileMode
        let kind: ObjectKind
        let id: ObjectID

        init(mode: FileMode, kind: ObjectKind, id: ObjectID) {
            self.mode = mode
            self.kind = kind
            self.id = id
        }

        init(_ entry: Tree.Entry) { self.init(mode: entry.mode, kind: entry.kind, id: entry.id) }
    }
}
