internal import Objects

extension Index {
    /// Makes the trees of the entries and passes each to `put`, from the leaves up.
    ///
    /// - Returns: the identity of the top-level tree.
    func writeTrees(_ put: (Tree) throws -> ObjectID) rethrows -> ObjectID {
        func write(_ range: Range<Int>, _ depth: Int) throws -> ObjectID {
            var children: [Tree.Entry] = []
            var at = range.lowerBound
            while at < range.upperBound {
                let entry = entries[at]
                let rest = entry.path.bytes[depth...]
                guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
                    children.append(
                        Tree.Entry(name: entry.path.name, mode: entry.mode, kind: entry.kind, id: entry.id))
                    at += 1
                    continue
                }
                let prefix = entry.path.bytes[...slash]
                var end = at + 1
                while end < range.upperBound, entries[end].path.bytes.starts(with: prefix) { end += 1 }
                let id = try write(at..<end, slash + 1)
                let name = try! EntryName(rest[..<slash])  // a component of a path that has been checked
                children.append(Tree.Entry(name: name, mode: .folder, kind: .tree, id: id))
                at = end
            }
            return try put(Tree(children))
        }
        func top() throws -> ObjectID { try write(entries.indices, 0) }
        return try top()
    }
}
