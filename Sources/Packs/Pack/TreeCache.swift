package import Objects
internal import Synchronization

/// The entries of recently used trees, by name. A process that answers many requests looks into the same ones.
final class TreeCache: Sendable {
    typealias Entries = [EntryName: Tree.Entry]

    private struct State {
        var trees: [ObjectID: Entries] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    /// The maximum number of cached entries, which take some 20 MB.
    private let capacity: Int

    init(capacity: Int = 1 << 17) {
        self.capacity = capacity
    }

    /// The entries of the tree, from `read` if they are not cached.
    func entries(of id: ObjectID, _ read: () throws -> Tree) throws -> Entries {
        if let known = state.withLock({ $0.trees[id] }) { return known }
        let entries = Entries(try read().entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        state.withLock { state in
            if state.count + entries.count > capacity { state = State() }
            guard entries.count <= capacity, state.trees.updateValue(entries, forKey: id) == nil else { return }
            state.count += entries.count
        }
        return entries
    }
}

extension ObjectDatabase {
    /// The entry of a name in a tree.
    package func entry(_ name: EntryName, of tree: ObjectID) throws -> Tree.Entry? {
        try trees.entries(of: tree) { try self.tree(tree) }[name]
    }
}
