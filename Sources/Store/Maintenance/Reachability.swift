internal import Objects

/// Which objects are needed: all that refs, HEAD, the index and the logs lead to.
struct Reachability {
    /// Every object that is needed and there, with the path at which a walk first came by it.
    private(set) var found: [ObjectID: Hint] = [:]
    /// In the order in which the walk came by them: newest commits first, files in order of paths.
    private(set) var order: [ObjectID] = []

    /// What decides which objects lie beside each other in a pack.
    struct Hint {
        let kind: ObjectKind
        let path: TreePath?
    }

    private let objects: ObjectDatabase
    private var waiting: [(id: ObjectID, kind: ObjectKind?, path: TreePath?)] = []

    /// What may be away, and then is not needed here.
    private let absent: AbsentContent

    init(_ objects: ObjectDatabase, _ absent: AbsentContent = AbsentContent()) {
        self.objects = objects
        self.absent = absent
    }

    /// Walks from `id`. An object that is missing is an error, unless `isOptional`.
    mutating func walk(from id: ObjectID, kind: ObjectKind? = nil, path: TreePath? = nil, isOptional: Bool = false)
        throws
    {
        waiting.append((id, kind, path))
        while let (id, expected, path) = waiting.popLast() {
            guard found[id] == nil else { continue }
            let mayBeAway = absent.allows(id, expected)
            guard let kind = try expected == .blob && !mayBeAway ? .blob : objects.find(id)?.kind else {
                if isOptional || mayBeAway { continue }
                throw RepositoryError.objectMissing(id)
            }
            found[id] = Hint(kind: kind, path: path)
            order.append(id)
            do {
                try follow(id, kind, path)
            } catch RepositoryError.objectMissing where isOptional {}
        }
    }

    private mutating func follow(_ id: ObjectID, _ kind: ObjectKind, _ path: TreePath?) throws {
        switch kind {
        case .blob, .recipe, .bundle, .session: break
        case .chunks:
            for chunk in try objects.chunkList(id).chunks.reversed() { waiting.append((chunk.id, .blob, path)) }
        case .tree:
            for entry in try objects.tree(id).entries.reversed() {
                waiting.append((entry.id, entry.kind, .path(of: entry.name, in: path)))
            }
        case .commit:
            let commit = try objects.commit(id)
            for parent in commit.parents { waiting.append((parent, .commit, nil)) }
            waiting.append((commit.tree, .tree, nil))
        case .tag: waiting.append((try objects.tag(id).object, nil, nil))
        }
    }
}

extension Repository {
    /// All that must be kept. What the logs name is kept where it is there; all else must be.
    func reachable(logsSince oldest: Int64) throws -> Reachability {
        var reachability = Reachability(objects, try absentContent())
        if case .detached(let id) = try refs.head() { try reachability.walk(from: id) }
        for (_, id) in try refs.list() { try reachability.walk(from: id) }
        for entry in try index().entries { try reachability.walk(from: entry.id, kind: entry.kind, path: entry.path) }
        for id in [try pendingCheckout()?.from, try pendingCheckout()?.to] {
            if let id { try reachability.walk(from: id, isOptional: true) }
        }
        for id in try refs.loggedIDs(since: oldest).sorted() { try reachability.walk(from: id, isOptional: true) }
        return reachability
    }
}
