internal import Objects

/// Checks that everything is there to which new refs lead, before they move.
struct Connectivity {
    private let repository: Repository
    private let incoming: IncomingFacts
    private let source: String
    private let absent: AbsentContent
    /// Commits that refs lead to already, with all that they need; found when first needed.
    private var settled: Set<ObjectID>?
    private let tips: Set<ObjectID>
    private var seen: [ObjectID: ObjectKind] = [:]
    /// Of the links of what came in.
    private var isChecked: [Bool]

    init(_ repository: Repository, _ incoming: IncomingFacts, source: String, _ absent: AbsentContent) throws {
        self.repository = repository
        self.incoming = incoming
        self.source = source
        self.absent = absent
        tips = Set(try repository.refs.list().map(\.id))
        isChecked = [Bool](repeating: false, count: incoming.links.count)
    }

    /// Walks from what a ref is to stand for. `kind` is what it must be, nil for anything.
    mutating func check(from id: ObjectID, _ kind: ObjectKind?, name: String) throws {
        typealias Step = (link: IncomingFacts.Link, from: ObjectID?)
        var waiting: [Step] = [(IncomingFacts.Link(id: id, kind: kind), nil)]
        func lied(_ step: Step, _ what: String) -> RemoteError {
            let from = step.from.map { "object \($0.short)" } ?? name
            return .lied(source, what: "\(from) leads to \(step.link.id.short), \(what)")
        }
        while let step = waiting.popLast() {
            let id = step.link.id
            if step.link.length == nil, let known = seen[id], step.link.kind == nil || step.link.kind == known {
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
            guard seen.updateValue(kind, forKey: id) == nil else { continue }
            if let fact {
                for number in fact.linkNumbers {
                    // Most of what a tree leads to has been looked at below another.
                    let number = fact.firstLink + Int(number)
                    guard !isChecked[number] else { continue }
                    isChecked[number] = true
                    waiting.append((incoming.links[number], id))
                }
            } else if try !isSettled(id, kind) {
                for link in try links(id, kind) { waiting.append((link, id)) }
            }
        }
    }

    /// Whether a ref leads to the commit or the tag already.
    private mutating func isSettled(_ id: ObjectID, _ kind: ObjectKind) throws -> Bool {
        if tips.contains(id) { return true }
        guard kind == .commit else { return false }
        if settled == nil {
            let starts = try tips.compactMap { try Selection.peel($0, repository.objects) }
                .filter { $0.kind == .commit }.map(\.end)
            var all: Set<ObjectID> = []
            for (id, _) in try History(repository, from: starts) { all.insert(id) }
            settled = all
        }
        return settled!.contains(id)
    }

    private func links(_ id: ObjectID, _ kind: ObjectKind) throws -> [IncomingFacts.Link] {
        switch kind {
        case .blob, .recipe, .bundle, .session: []
        case .chunks:
            try repository.objects.chunkList(id).chunks.map {
                IncomingFacts.Link(id: $0.id, kind: .blob, length: $0.length)
            }
        case .tree: try repository.objects.treeLinks(id).map { IncomingFacts.Link(id: $0.id, kind: $0.kind) }
        case .commit:
            try [IncomingFacts.Link(id: repository.objects.commit(id).tree, kind: .tree)]
                + repository.objects.commit(id).parents.map { IncomingFacts.Link(id: $0, kind: .commit) }
        case .tag:
            try [
                IncomingFacts.Link(id: repository.objects.tag(id).object, kind: repository.objects.tag(id).objectKind)
            ]
        }
    }
}
