internal import Objects

/// The objects that answer a request: what it wants, less what the asker has.
///
/// May hold a little more than is lacked (an old file that came back), never less.
struct Selection {
    private(set) var ids: [ObjectID] = []

    private let objects: ObjectDatabase
    private var seen: Set<ObjectID> = []
    /// Not sent again; what these lead to may still be lacking.
    private let held: Set<ObjectID>
    private let blobLimit: UInt32?
    private let skipsAbsent: Bool

    /// - Parameter tags: tag objects and what they stand for, for a request that asks that tags follow.
    init(_ objects: ObjectDatabase, _ request: ObjectRequest, tags: [(id: ObjectID, peeled: ObjectID)] = []) throws {
        self.objects = objects
        blobLimit = request.blobLimit
        held = request.held
        skipsAbsent = request.skipsAbsent
        if request.isExact {
            try takeExactly(request)
            return
        }
        var wanted: [ObjectID] = []
        var others: [(id: ObjectID, kind: ObjectKind)] = []
        for id in request.wants {
            guard let (tags, end, kind) = try Self.peel(id, objects) else { throw RepositoryError.objectMissing(id) }
            others += tags.map { ($0, .tag) }
            if kind == .commit { wanted.append(end) } else { others.append((end, kind)) }
        }
        var hidden: [ObjectID] = []
        for id in request.haves {
            guard let (tags, end, kind) = try Self.peel(id, objects) else { continue }
            seen.formUnion(tags)
            if kind == .commit { hidden.append(end) } else { seen.insert(end) }
        }
        let difference = try HistoryDifference(objects, wanted: wanted, hidden: hidden)
        if !difference.commits.isEmpty || !others.isEmpty {
            for id in difference.boundary.union(hidden.prefix(32)) { try hide(try objects.commit(id).tree) }
        }
        let commits = Set(difference.commits.map(\.id))
        for id in difference.commits.map(\.id) { add(id) }
        try take(difference.commits.map { ($0.commit.tree, .tree) } + others)
        if request.followsTags {
            for tag in tags where commits.contains(tag.peeled) {
                guard let chain = try Self.peel(tag.id, objects) else { continue }
                for id in chain.tags { add(id) }
            }
        }
    }

    /// The tags on the way from `id`, what is behind them, and its kind; nil when an object of the way is not there.
    static func peel(
        _ id: ObjectID, _ objects: ObjectDatabase
    ) throws -> (tags: [ObjectID], end: ObjectID, kind: ObjectKind)? {
        var id = id
        var tags: [ObjectID] = []
        while let kind = try objects.find(id)?.kind {
            if kind != .tag { return (tags, id, kind) }
            guard tags.count < 64 else { throw RepositoryError.damaged("tag \(id)", what: "tags of tags without end") }
            tags.append(id)
            id = try objects.tag(id).object
        }
        return nil
    }

    /// Marks a tree, and all that it leads to, as known to the asker.
    private mutating func hide(_ tree: ObjectID) throws {
        var waiting: [(ObjectID, ObjectKind)] = [(tree, .tree)]
        while let (id, kind) = waiting.popLast() {
            guard seen.insert(id).inserted else { continue }
            // What is absent here, in a lazy copy, leads nowhere.
            switch kind {
            case .tree: waiting += try objects.treeLinks(id)
            case .chunks where blobLimit == nil:
                if try objects.find(id) != nil { waiting += try objects.chunkList(id).chunks.map { ($0.id, .blob) } }
            case .chunks, .blob, .recipe, .bundle, .session, .commit, .tag: break
            }
        }
    }

    /// Takes objects and all that they lead to, level by level.
    private mutating func take(_ links: [(id: ObjectID, kind: ObjectKind)]) throws {
        var level = links
        while !level.isEmpty {
            var next: [(id: ObjectID, kind: ObjectKind)] = []
            var trees: [ObjectID] = []
            for (id, kind) in level where !seen.contains(id) {
                if skipsAbsent, kind.isContent, try objects.find(id) == nil { continue }
                switch kind {
                case .tree: trees.append(id)
                case .chunks where blobLimit == nil:
                    next += try objects.chunkList(id).chunks.map { ($0.id, .blob) }
                case .blob:
                    if let blobLimit {
                        guard let length = try objects.find(id)?.length, length <= blobLimit else { continue }
                    }
                case .chunks, .recipe, .bundle, .session, .commit, .tag: break
                }
                add(id)
            }
            level = try next + objects.links(ofTrees: trees)
        }
    }

    private mutating func add(_ id: ObjectID) {
        if seen.insert(id).inserted, !held.contains(id) { ids.append(id) }
    }

    private mutating func takeExactly(_ request: ObjectRequest) throws {
        for id in request.wants {
            guard let kind = try objects.find(id)?.kind else { throw RepositoryError.objectMissing(id) }
            add(id)
            guard kind == .chunks else { continue }
            for chunk in try objects.chunkList(id).chunks { add(chunk.id) }
        }
    }
}
