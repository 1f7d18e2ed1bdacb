internal import Objects
internal import Packs
internal import Store

/// Checks that everything reachable from new refs is present, before they move.
struct Connectivity {
    private let repository: Repository
    private let incoming: IncomingFacts
    private let source: String
    private let absent: AbsentContent
    /// Commits reachable from present refs, with everything that they need; found on first use.
    private var settled: Set<ObjectID>?
    private let tips: Set<ObjectID>
    private var seen: [ObjectID: ObjectKind] = [:]
    /// For each link of the incoming objects.
    private var isChecked: [Bool]
    /// Targets of symbolic links that are known to be valid.
    private var targets: Set<ObjectID> = []
    /// Parents that were already in the repository.
    private var parents: Set<ObjectID> = []
    /// Lists of chunks that were present, of which chunks have arrived.
    private(set) var completed: [ObjectID: ChunkList] = [:]
    /// Trees that were in the repository, and were walked all the same.
    private var nodes: [ObjectID: TreeExtents.Node] = [:]
    private var reader = TreeLinkReader<IncomingFacts.Link>()
    private var extents = TreeExtents()
    private let limits: TreeLimits

    init(_ repository: Repository, _ incoming: IncomingFacts, source: String, _ absent: AbsentContent) throws {
        self.repository = repository
        self.incoming = incoming
        self.source = source
        self.absent = absent
        tips = Set(try repository.refs.readable().map(\.id))
        isChecked = [Bool](repeating: false, count: incoming.links.count)
        limits = try TreeLimits(repository.configuration)
    }

    /// Walks from the new target of a ref. `kind` is its required kind; nil for any.
    mutating func check(from id: ObjectID, _ kind: ObjectKind?, name: String) throws {
        typealias Step = (link: IncomingFacts.Link, from: ObjectID?)
        var trees: [ObjectID] = []
        var waiting: [Step] = [(IncomingFacts.Link(id: id, kind: kind), nil)]
        func lied(_ step: Step, _ what: String) -> RemoteError {
            let from = step.from.map { "object \($0.short)" } ?? name
            return .lied(source, what: "\(from) leads to \(step.link.id.short), \(what)")
        }
        while let step = waiting.popLast() {
            let id = step.link.id
            if step.link.length == nil, !step.link.isTarget, let known = seen[id],
                step.link.kind == nil || step.link.kind == known
            {
                continue
            }
            let kind: ObjectKind
            let length: UInt32
            let fact = incoming.facts[id]
            if let fact {
                (kind, length) = (fact.kind, fact.length)
            } else if let found = try repository.objects.find(id) {
                (kind, length) = found
            } else if absent.allows(id, step.link.kind) {
                continue
            } else {
                throw lied(step, "which is missing")
            }
            if let wanted = step.link.kind, wanted != kind {
                throw lied(step, "which is a \(kind.rawValue) and no \(wanted.rawValue)")
            }
            if let wanted = step.link.length, wanted != length { throw lied(step, "which is \(length) bytes long") }
            if step.link.isTarget, kind == .blob, targets.insert(id).inserted, let what = try targetFault(id, fact) {
                throw lied(step, what)
            }
            guard seen.updateValue(kind, forKey: id) == nil else { continue }
            if kind == .tree { trees.append(id) }
            if let fact {
                for number in fact.linkNumbers {
                    // Most of what a tree refers to has already been examined below another.
                    let number = fact.firstLink + Int(number)
                    guard !isChecked[number] else { continue }
                    isChecked[number] = true
                    waiting.append((incoming.links[number], id))
                }
            } else if try !isSettled(id, kind) {
                // Each parent is queued once: each of thousands of commits may have a thousand of them, mostly the
                // same.
                for link in try links(id, kind)
                where kind != .commit || link.kind != .commit || parents.insert(link.id).inserted {
                    waiting.append((link, id))
                }
            }
        }
        try checkTags(from: id, name: name)
        for tree in trees { try checkExtent(of: tree) }
    }

    /// Whether following tags from here comes to an end.
    private func checkTags(from start: ObjectID, name: String) throws {
        var id = start
        var count = 0
        // Including tags that were already present: a chain may grow by one tag with every push.
        while try (incoming.facts[id]?.kind ?? repository.objects.find(id)?.kind) == .tag {
            count += 1
            guard count <= TagChain.maximumLength else {
                throw RemoteError.lied(
                    source, what: "\(name) is a chain of more than \(TagChain.maximumLength) tags")
            }
            id = try incoming.facts[id].map { incoming.links(of: $0)[0].id } ?? repository.objects.tag(id).object
        }
    }

    /// Whether the paths of a tree can be listed and created. Each tree is counted once.
    private mutating func checkExtent(of tree: ObjectID) throws {
        let extent = try extents.extent(of: tree) { [repository, incoming, nodes] id in
            if let node = incoming.node(id) ?? nodes[id] { return node }
            // A tree that was already reachable from a ref was not walked, but still counts.
            return try repository.objects.find(id)?.kind == .tree ? repository.objects.node(id) : nil
        }
        guard let excess = limits.excess(extent) else { return }
        let what = "tree \(tree.short) \(excess.what)"
        throw excess.isSetting
            ? RemoteError.limit("'\(source)' sends more than is allowed: \(what)", setting: TreeLimits.setting)
            : RemoteError.lied(source, what: what)
    }

    /// Whether the commit or the tag is already reachable from a ref.
    private mutating func isSettled(_ id: ObjectID, _ kind: ObjectKind) throws -> Bool {
        if tips.contains(id) { return true }
        guard kind == .commit else { return false }
        if settled == nil {
            let starts = try tips.compactMap { try repository.objects.readableTagChain(from: $0) }
                .filter { $0.kind == .commit }.map(\.end)
            var all: Set<ObjectID> = []
            for (id, _) in try History(repository, from: starts) { all.insert(id) }
            settled = all
        }
        return settled!.contains(id)
    }

    /// Why a blob cannot be the target of a symbolic link; nil if it can.
    private func targetFault(_ id: ObjectID, _ fact: IncomingFacts.Fact?) throws -> String? {
        if let fact { return fact.canBeTarget ? nil : "which no symbolic link can lead to" }
        do {
            try LinkTarget.check(try repository.objects.get(id, .blob))
            return nil
        } catch let error as DecodeError {
            return "which no symbolic link can lead to: \(error)"
        }
    }

    private mutating func links(_ id: ObjectID, _ kind: ObjectKind) throws -> [IncomingFacts.Link] {
        typealias Link = IncomingFacts.Link
        switch kind {
        case .blob, .recipe, .bundle, .session: return []
        case .chunks:
            let list = try repository.objects.chunkList(id)
            if list.chunks.contains(where: { incoming.facts[$0.id] != nil }) { completed[id] = list }
            return list.chunks.map { Link(id: $0.id, kind: .blob, length: $0.length) }
        case .tree:
            let links: [Link]
            do {
                links = try reader.read(repository.objects.get(id, .tree)) {
                    Link(id: $0.id, kind: $0.kind, isTarget: $0.isTarget)
                }
            } catch let error as DecodeError {
                throw Damage(.content(.tree, id), "\(error)")
            }
            if let shape = reader.lastShape() { nodes[id] = (shape, shape.folders.map { links[Int($0.entry)].id }) }
            return links
        case .commit:
            let commit = try repository.objects.commit(id)
            return [Link(id: commit.tree, kind: .tree)] + commit.parents.map { Link(id: $0, kind: .commit) }
        case .tag:
            let tag = try repository.objects.tag(id)
            return [Link(id: tag.object, kind: tag.objectKind)]
        case .output, .computation, .environment:
            return try repository.objects.describedLinks(id, kind).map { Link(id: $0.id, kind: $0.kind) }
        }
    }
}
