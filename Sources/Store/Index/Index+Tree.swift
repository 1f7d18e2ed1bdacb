package import Objects
internal import Packs

extension Index {
    /// Makes the trees of the entries and passes each to `put`, from the leaves up.
    ///
    /// - Returns: the identity of the top-level tree.
    package func writeTrees(_ put: (Tree) throws -> ObjectID) rethrows -> ObjectID {
        func write(_ range: Range<Int>, _ depth: Int) throws -> ObjectID {
            let children = try children(of: range, at: depth) { _, below, depth in try write(below, depth) }
            return try put(Tree(children))
        }
        func top() throws -> ObjectID { try write(entries.indices, 0) }
        return try top()
    }

    /// The same, where another index has most of the entries, and its trees are known: only folders that differ are made.
    ///
    /// - Parameters:
    ///   - old: the other index.
    ///   - tree: its tree.
    ///   - read: reads a tree of it.
    ///   - put: takes a new tree.
    func writeTrees(
        after old: Index, tree: ObjectID, read: (ObjectID) throws -> Tree, _ put: (Tree) throws -> ObjectID
    ) throws -> ObjectID {
        func write(_ range: Range<Int>, replacing oldRange: Range<Int>, of oldTree: ObjectID?, depth: Int) throws
            -> ObjectID
        {
            if let oldTree, range.count == oldRange.count,
                zip(entries[range], old.entries[oldRange]).allSatisfy({ $0.isSame(as: $1) && $0.path == $1.path })
            {
                return oldTree
            }
            let folders = try oldTree.map(read)?.entries.filter { $0.mode == .folder } ?? []
            let known = Dictionary(folders.map { ($0.name, $0.id) }, uniquingKeysWith: { a, _ in a })
            let children = try children(of: range, at: depth) { name, below, depth in
                guard let oldTree = known[name] else {
                    return try write(below, replacing: 0..<0, of: nil, depth: depth)
                }
                let folder = entries[below.lowerBound].path.bytes[..<(depth - 1)]
                return try write(below, replacing: old.range(below: folder), of: oldTree, depth: depth)
            }
            return try put(Tree(children))
        }
        return try write(entries.indices, replacing: old.entries.indices, of: tree, depth: 0)
    }

    /// What a tree has directly below it.
    ///
    /// - Parameters:
    ///   - range: the entries of the tree.
    ///   - depth: the bytes of their paths before its own names.
    ///   - folder: writes a folder, given its name, the entries in it and the bytes of their paths before its own names.
    private func children(
        of range: Range<Int>, at depth: Int, folder: (EntryName, Range<Int>, Int) throws -> ObjectID
    ) rethrows -> [Tree.Entry] {
        var children: [Tree.Entry] = []
        var at = range.lowerBound
        while at < range.upperBound {
            let entry = entries[at]
            let rest = entry.path.bytes[depth...]
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
                children.append(Tree.Entry(name: entry.path.name, mode: entry.mode, kind: entry.kind, id: entry.id))
                at += 1
                continue
            }
            let below = at..<self.range(below: entry.path.bytes[..<slash]).upperBound
            let name = try! EntryName(rest[..<slash])  // a component of a path that has been checked
            children.append(Tree.Entry(name: name, mode: .folder, kind: .tree, id: try folder(name, below, slash + 1)))
            at = below.upperBound
        }
        return children
    }

    /// The SHA-256 over the paths, modes, kinds and identities of all entries (docs/format.md §11.9): what decides the tree.
    var contentDigest: Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 96)
        for entry in entries {
            bytes += entry.path.bytes
            bytes.append(0)
            bytes.append(entry.mode.code << 4 | entry.kind.code)
            bytes.append(entry.id.digest)
        }
        return Digest(of: bytes)
    }
}
