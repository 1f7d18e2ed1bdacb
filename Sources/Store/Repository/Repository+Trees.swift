public import Objects
internal import Packs

extension Repository {
    /// Every file of a tree, in order of paths.
    public func files(of tree: ObjectID?) throws -> [Index.Entry] {
        guard let tree else { return [] }
        var files: [Index.Entry] = []
        try forEachFile(of: tree) { files.append($0) }
        return files
    }

    /// Calls `body` with every file of a tree, in order of paths.
    ///
    /// - Throws: `LimitExceeded` if the tree exceeds the limits.
    public func forEachFile(of tree: ObjectID, _ body: (Index.Entry) throws -> Void) throws {
        let limits = try TreeLimits(configuration)
        var extent = TreeExtent()
        var way: [(folder: TreePath?, rest: ArraySlice<Tree.Entry>)] = [(nil, try objects.tree(tree).entries[...])]
        while let top = way.indices.last {
            guard let entry = way[top].rest.popFirst() else {
                way.removeLast()
                continue
            }
            let path = TreePath.path(of: entry.name, in: way[top].folder)
            extent.add(pathOf: path.bytes.count, depth: way.count)
            if let excess = limits.excess(extent) { throw LimitExceeded("tree \(tree)", excess.what) }
            // If there are many, all are counted before the walk continues.
            if extent.paths == 1 << 14 { try checkExtent(of: tree) }
            if entry.mode == .folder {
                way.append((path, try objects.tree(entry.id).entries[...]))
            } else {
                try body(Index.Entry(path: path, mode: entry.mode, kind: entry.kind, id: entry.id))
            }
        }
    }

    /// The tree of HEAD's commit; nil before the first commit.
    public func headTree() throws -> ObjectID? {
        try refs.headCommit().map { try objects.commit($0).tree }
    }
}
