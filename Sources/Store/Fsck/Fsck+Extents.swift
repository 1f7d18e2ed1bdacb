internal import Objects
internal import Synchronization

extension Fsck {
    /// Finds objects that would not have been accepted since nobody could list them: trees with too many or too deep
    /// paths, and chains of tags that are too long to follow (docs/format.md §14).
    func checkExtents(from roots: [Root]) throws {
        let facts = state.withLock { $0.facts }
        let limits = try TreeLimits(repository.configuration)
        var extents = TreeExtents()
        var seen: Set<ObjectID> = []
        func check(_ tree: ObjectID, of user: String) {
            guard facts[tree]?.kind == .tree, seen.insert(tree).inserted else { return }
            let extent = extents.extent(of: tree) { id in
                guard let fact = facts[id], let shape = fact.shape else { return nil }
                return (shape, shape.folders.map { facts.target(Int($0.entry), of: fact) })
            }
            guard let excess = limits.excess(extent) else { return }
            find(Finding(.limitExceeded, tree, .tree, "tree \(tree), of \(user), \(excess.what)"))
        }
        // The top-level trees: an excess below one is an excess of it.
        for (id, fact) in facts.all where fact.kind == .commit || fact.kind == .tag {
            for link in facts.links(of: fact) { check(link.id, of: id.short) }
        }
        for root in roots { check(root.id, of: root.name) }
        checkTagChains(facts)
    }

    /// For each chain that is too long, the tag from which on it is.
    private func checkTagChains(_ facts: ObjectTable) {
        let tags = Dictionary(uniqueKeysWithValues: facts.all.filter { $0.fact.kind == .tag }.map { ($0.id, $0.fact) })
        guard tags.count > TagChain.maximumLength else { return }
        var lengths: [ObjectID: Int] = [:]
        for start in tags.keys {
            var way: [ObjectID] = []
            var id = start
            while lengths[id] == nil, let tag = tags[id] {
                way.append(id)
                guard let next = facts.links(of: tag).first(where: { _ in true })?.id else { break }
                id = next
            }
            var length = lengths[id] ?? 0
            for tag in way.reversed() {
                length += 1
                lengths[tag] = length
            }
        }
        for (id, length) in lengths where length == TagChain.maximumLength + 1 {
            find(Finding(.limitExceeded, id, .tag, "\(TagChain.tooLong(id))"))
        }
    }
}
