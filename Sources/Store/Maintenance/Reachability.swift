internal import Objects
internal import Packs

/// The objects that are needed: everything reachable from refs, HEAD, the index and the logs.
struct Reachability {
    /// Every needed object that is present, with the name under which the walk first found it.
    private(set) var found: [ObjectID: Hint] = [:]
    /// In the order of the walk: newest commits first, files in order of paths.
    private(set) var order: [ObjectID] = []

    /// What determines which objects are adjacent in a pack.
    struct Hint {
        let kind: ObjectKind
        let name: EntryName?
    }

    private let objects: ObjectDatabase
    private var waiting: [(id: ObjectID, kind: ObjectKind?, name: EntryName?)] = []

    /// Parents of commits with many, which are or were queued; and in which kind of walk.
    private var crowd: (parents: Set<ObjectID>, isOptional: Bool) = ([], false)

    /// What may be absent, and then is not needed here.
    private let absent: AbsentContent

    init(_ objects: ObjectDatabase, _ absent: AbsentContent = AbsentContent()) {
        self.objects = objects
        self.absent = absent
    }

    /// Walks from `id`. A missing object is an error, unless `isOptional`.
    mutating func walk(from id: ObjectID, kind: ObjectKind? = nil, name: EntryName? = nil, isOptional: Bool = false)
        throws
    {
        // One kind of walk skips missing objects, the other does not.
        if crowd.isOptional != isOptional { crowd = ([], isOptional) }
        waiting.append((id, kind, name))
        while let (id, expected, name) = waiting.popLast() {
            if let known = found[id]?.kind {
                guard isOptional || expected == nil || expected == known else {
                    throw Damage.kindDiffers(id, found: known, stated: expected ?? known)
                }
                continue
            }
            let mayBeAway = absent.allows(id, expected)
            guard let kind = try expected == .blob && !mayBeAway ? .blob : objects.find(id)?.kind else {
                if isOptional || mayBeAway { continue }
                throw ObjectError.missing(id)
            }
            if let expected, expected != kind, !isOptional {
                throw Damage.kindDiffers(id, found: kind, stated: expected)
            }
            found[id] = Hint(kind: kind, name: name)
            order.append(id)
            do {
                try follow(id, kind, name)
            } catch ObjectError.missing where isOptional {}
        }
    }

    private mutating func follow(_ id: ObjectID, _ kind: ObjectKind, _ name: EntryName?) throws {
        switch kind {
        case .blob, .recipe, .bundle, .session: break
        case .chunks:
            for chunk in try objects.chunkList(id).chunks.reversed() { waiting.append((chunk.id, .blob, name)) }
        case .tree:
            for entry in try objects.tree(id).entries.reversed() {
                waiting.append((entry.id, entry.kind, entry.name))
            }
        case .commit:
            let commit = try objects.commit(id)
            // A few are queued more than once, which preserves the order of the walk. Of many, each is queued once, or
            // the queue of a hostile history with thousands of parents each would grow without bound.
            for parent in commit.parents where commit.parents.count <= 8 || crowd.parents.insert(parent).inserted {
                waiting.append((parent, .commit, nil))
            }
            waiting.append((commit.tree, .tree, nil))
        case .tag: waiting.append((try objects.tag(id).object, nil, nil))
        case .output, .computation, .environment:
            for link in try objects.describedLinks(id, kind).reversed() { waiting.append((link.id, link.kind, nil)) }
        }
    }
}

extension Reachability {
    /// Walks from what operations name, as far as it is present.
    fileprivate mutating func walk(_ operations: [Operation], in repository: Repository) throws {
        for id in Set(operations.flatMap(\.objects)).sorted() {
            try walk(from: id, isOptional: true)
            guard found[id]?.kind == .blob, let index = try? repository.index(ofOperation: id) else { continue }
            for entry in index.entries {
                try walk(from: entry.id, kind: entry.kind, name: entry.path.name, isOptional: true)
            }
            for (id, kind, path) in index.otherObjects {
                try walk(from: id, kind: kind, name: path?.name, isOptional: true)
            }
        }
    }

    /// Walks from what an index names.
    mutating func walk(_ index: Index) throws {
        for entry in index.entries { try walk(from: entry.id, kind: entry.kind, name: entry.path.name) }
        for (id, kind, path) in index.otherObjects { try walk(from: id, kind: kind, name: path?.name) }
    }
}

extension Repository {
    /// Everything that must be retained. What the logs name is retained if it is present; everything else must be
    /// present.
    func reachable(logsSince oldest: Int64) throws -> Reachability {
        var reachability = Reachability(objects, try absentContent())
        let views = try views()
        for view in views {
            if case .detached(let id) = try view.refs.head() { try reachability.walk(from: id) }
        }
        for (_, id) in try refs.list() { try reachability.walk(from: id) }
        for view in views { try reachability.walk(view.index()) }
        for view in views {
            guard let pending = try view.pendingCheckout() else { continue }
            for case let id? in [pending.from, pending.to, pending.index, pending.files, pending.base]
                + [pending.work?.old, pending.work?.new] + pending.refs.map(\.new)
            {
                try reachability.walk(from: id, isOptional: true)
            }
            let target = try view.target(of: pending)
            if let index = target.index { try reachability.walk(index) }
            if let work = target.work { for index in [work.old, work.new] { try reachability.walk(index) } }
        }
        for move in try refs.journal()?.refs ?? [] {
            for case let id? in [move.old, move.new] { try reachability.walk(from: id, isOptional: true) }
        }
        for view in views {
            try reachability.walk(view.operationLog.read().filter { $0.who.date.seconds >= oldest }, in: self)
        }
        for id in try refs.loggedIDs(since: oldest).sorted() { try reachability.walk(from: id, isOptional: true) }
        return reachability
    }
}
