public import Objects
internal import Synchronization

/// The trees that were used lately: a command reads the same ones several times, and a process that answers many requests
/// looks into the same ones.
final class TreeCache: Sendable {
    private typealias Names = [EntryName: Tree.Entry]

    private struct Known {
        let tree: Tree
        /// The entries by name, once one was asked for.
        var names: Names?
    }

    private struct State {
        var trees: [ObjectID: Known] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    /// The maximum number of cached entries, which take some 20 MB.
    private let capacity: Int

    init(capacity: Int = 1 << 17) {
        self.capacity = capacity
    }

    /// The tree, from `read` if it is not cached.
    func tree(_ id: ObjectID, _ read: () throws -> Tree) throws -> Tree {
        if let known = state.withLock({ $0.trees[id] }) { return known.tree }
        let tree = try read()
        keep(Known(tree: tree), id)
        return tree
    }

    /// The entry of a name in a tree, from `read` if that is not cached.
    func entry(_ name: EntryName, of id: ObjectID, _ read: () throws -> Tree) throws -> Tree.Entry? {
        let known = state.withLock { $0.trees[id] }
        if let names = known?.names { return names[name] }
        let tree = try known?.tree ?? read()
        let names = Names(tree.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        keep(Known(tree: tree, names: names), id)
        return names[name]
    }

    private func keep(_ known: Known, _ id: ObjectID) {
        let count = known.tree.entries.count
        state.withLock { state in
            if state.count + count > capacity { state = State() }
            guard count <= capacity else { return }
            if state.trees.updateValue(known, forKey: id) == nil { state.count += count }
        }
    }
}

extension ObjectDatabase {
    /// The tree with this identity. Throws if it is missing, damaged or of another kind.
    public func tree(_ id: ObjectID) throws -> Tree {
        try trees.tree(id) { try readTree(id) }
    }

    /// The entry of a name in a tree.
    package func entry(_ name: EntryName, of tree: ObjectID) throws -> Tree.Entry? {
        try trees.entry(name, of: tree) { try readTree(tree) }
    }

    private func readTree(_ id: ObjectID) throws -> Tree {
        try decode(id, .tree) { p throws(DecodeError) in try Tree(payload: p) }
    }
}
