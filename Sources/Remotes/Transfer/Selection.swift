internal import Objects
internal import Packs
internal import Store

/// The objects that answer a request: what it wants, without what the asking side has.
///
/// May contain a little more than is missing (an old file that came back), never less.
struct Selection {
    private(set) var ids: [ObjectID] = []

    private let objects: ObjectDatabase
    private var seen: Set<ObjectID> = []
    /// Not sent again; objects reachable from these may still be missing.
    private let held: Set<ObjectID>
    private let blobLimit: UInt32?
    private let skipsAbsent: Bool

    /// - Parameter tags: tag objects and their targets, for a request that includes tags.
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
            guard let chain = try objects.tagChain(from: id) else { throw ObjectError.missing(id) }
            others += chain.tags.map { ($0, .tag) }
            if chain.kind == .commit { wanted.append(chain.end) } else { others.append((chain.end, chain.kind)) }
        }
        var hidden: [ObjectID] = []
        for id in request.haves {
            guard let chain = try objects.readableTagChain(from: id) else { continue }
            seen.formUnion(chain.tags)
            if chain.kind == .commit { hidden.append(chain.end) } else { seen.insert(chain.end) }
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
                guard let chain = try objects.readableTagChain(from: tag.id) else { continue }
                for id in chain.tags { add(id) }
            }
        }
    }

    /// Marks a tree, and everything in it, as known to the asking side.
    private mutating func hide(_ tree: ObjectID) throws {
        var waiting: [(ObjectID, ObjectKind)] = [(tree, .tree)]
        while let (id, kind) = waiting.popLast() {
            guard seen.insert(id).inserted else { continue }
            // The links of objects that are absent here, in a lazy copy, are unknown.
            switch kind {
            case .tree: waiting += try objects.treeLinks(id).map { ($0.id, $0.kind) }
            case .chunks where blobLimit == nil:
                if try objects.find(id) != nil { waiting += try objects.chunkList(id).chunks.map { ($0.id, .blob) } }
            case .output, .computation, .environment:
                if try objects.find(id) != nil { waiting += try objects.describedLinks(id, kind) }
            case .chunks, .blob, .recipe, .bundle, .session, .commit, .tag: break
            }
        }
    }

    /// Adds objects and everything reachable from them, level by level.
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
                case .output, .computation, .environment: next += try objects.describedLinks(id, kind)
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
            guard let kind = try objects.find(id)?.kind else { throw ObjectError.missing(id) }
            add(id)
            guard kind == .chunks else { continue }
            for chunk in try objects.chunkList(id).chunks { add(chunk.id) }
        }
    }
}
