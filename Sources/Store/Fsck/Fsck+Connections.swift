internal import Objects
internal import Packs
internal import Synchronization

extension Fsck {
    /// A starting point of a walk: a ref, HEAD, or a path in the index.
    struct Root {
        let name: String
        let id: ObjectID
        let kind: ObjectKind?
    }

    /// Everything that must be present, and what prevented some of it from being read.
    struct Roots {
        var roots: [Root] = []
        var findings: [Finding] = []
    }

    /// Whether anything reachable from the roots is missing.
    func leadsToMissing(from roots: [Root]) -> Bool {
        let facts = state.withLock { $0.facts }
        var seen = Set(roots.map(\.id))
        var waiting = Array(seen)
        while let id = waiting.popLast() {
            guard let found = facts[id] else { return true }
            for link in facts.links(of: found) where seen.insert(link.id).inserted { waiting.append(link.id) }
        }
        return false
    }

    /// Walks from everything that must be present, reports what is missing, and returns everything that it reached.
    ///
    /// Each link is examined where it is found, so that the queue never exceeds the number of objects.
    func checkConnections(from roots: [Root]) -> Set<ObjectID> {
        let facts = state.withLock { $0.facts }
        // A list that cannot be read permits nothing: then absent content is a finding.
        let absent = (try? repository.absentContent()) ?? AbsentContent(isLazy: repository.isLazy)
        var seen: Set<ObjectID> = []
        var waiting: [ObjectID] = []
        func meet(_ link: Link, from: @autoclosure () -> String) {
            guard let found = facts[link.id] else {
                let isNew = seen.insert(link.id).inserted
                // Content may be deliberately absent; descriptions must be present.
                if absent.allows(link.id, link.kind) {
                    if isNew { state.withLock { $0.report.absent.append(link.id) } }
                } else if isNew {
                    find(
                        Finding(
                            .objectMissing, link.id, link.kind,
                            "\(link.kind?.rawValue ?? "object") \(link.id) is missing; \(from()) leads to it"))
                }
                return
            }
            if let kind = link.kind, kind != found.kind {
                find(
                    Finding(
                        .kindMismatch, link.id, found.kind,
                        "\(from()) refers to \(link.id) as a \(kind.rawValue); it is a \(found.kind.rawValue)"))
            }
            if let length = link.length, length != found.length {
                find(
                    Finding(
                        .contentDiffers, link.id, found.kind,
                        "\(from()) takes \(link.id) for \(counted(length, "byte")); it has \(found.length)"))
            }
            if seen.insert(link.id).inserted { waiting.append(link.id) }
        }
        for root in roots { meet(Link(id: root.id, kind: root.kind), from: root.name) }
        while let id = waiting.popLast() {
            guard let found = facts[id] else { continue }
            for link in facts.links(of: found) { meet(link, from: "\(found.kind.rawValue) \(id.short)") }
        }
        let reachable = seen.union(namedByOperations(facts, besides: seen)).count { facts[$0] != nil }
        state.withLock { $0.report.unreachable = facts.count - reachable }
        return seen
    }

    /// Objects that only the record of operations names: they need not be present.
    private func namedByOperations(_ facts: ObjectTable, besides seen: Set<ObjectID>) -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        var waiting = views.flatMap { (try? $0.operations()) ?? [] }.flatMap { operation in
            operation.objects.flatMap { id in
                guard facts[id]?.kind == .blob, let index = try? repository.index(ofOperation: id) else { return [id] }
                return [id] + index.entries.map(\.id) + index.otherObjects.map(\.id)
            }
        }
        while let id = waiting.popLast() {
            guard !seen.contains(id), let fact = facts[id], found.insert(id).inserted else { continue }
            waiting += facts.links(of: fact).lazy.map(\.id).filter { !found.contains($0) && !seen.contains($0) }
        }
        return found
    }

    func roots() -> Roots {
        var roots: [Root] = []
        var findings: [Finding] = []
        let moves = moves
        let views = views
        for view in views {
            do {
                if case .detached(let id) = try view.refs.head(in: moves) {
                    roots.append(Root(name: "HEAD\(Self.label(view))", id: id, kind: .commit))
                }
            } catch {
                findings.append(Finding(.headDamaged, what: error))
            }
        }
        do {
            try repository.refs.forEach(in: moves) { name, read in
                do {
                    roots.append(Root(name: name.text, id: try read(), kind: name.isTag ? nil : .commit))
                } catch {
                    findings.append(Finding(.refDamaged, what: error))
                }
            }
        } catch {
            findings.append(Finding(.refDamaged, what: error))
        }
        for view in views {
            let label = Self.label(view)
            do {
                let index = try view.index()
                roots += index.entries.map { Root(name: "the index\(label) at '\($0.path)'", id: $0.id, kind: $0.kind) }
                roots += index.otherObjects.map { object in
                    let name = object.path.map { "the conflict at '\($0)'" } ?? "the operation in progress"
                    return Root(name: name + label, id: object.id, kind: object.kind)
                }
            } catch {
                findings.append(Finding(.indexDamaged, what: error))
            }
        }
        return Roots(roots: roots, findings: findings)
    }

    /// The store as each of its working trees sees it; this one alone where the others cannot be listed.
    var views: [Repository] { (try? repository.views()) ?? [repository] }

    /// ` of working tree 'NAME'`, for those after the first.
    static func label(_ view: Repository) -> String {
        view.place.name.map { " of working tree '\($0)'" } ?? ""
    }

    /// The maximum number of refs that are listed for one object: many may point to it, and many findings may concern
    /// it.
    private static let maximumRefs = 64

    /// Adds the refs that point to its object to each finding and signature. A finding about a ref lists that one.
    func nameRefs() {
        var names: [ObjectID: [RefName]] = [:]
        // A ref that cannot be read is a finding of its own.
        try? repository.refs.forEach(in: moves) { name, read in
            if let id = try? read() { names[id, default: []].append(name) }
        }
        names = names.mapValues { Array($0.sorted().prefix(Self.maximumRefs)) }
        state.withLock { state in
            for index in state.report.findings.indices where state.report.findings[index].refs.isEmpty {
                guard let object = state.report.findings[index].object else { continue }
                state.report.findings[index].refs = names[object, default: []]
            }
            for index in state.report.signatures.indices {
                state.report.signatures[index].refs = names[state.report.signatures[index].object, default: []]
            }
        }
    }

    /// Adds the affected paths and commits to each finding.
    func nameWhatIsTouched() throws {
        let wanted = Set(state.withLock { $0.report.findings.compactMap(\.object) })
        guard !wanted.isEmpty else { return }
        let facts = state.withLock { $0.facts }
        var paths: [ObjectID: Set<String>] = [:]
        var commits: [ObjectID: [ObjectID]] = [:]
        var touched = TouchedPaths(wanted)
        for (id, fact) in facts.all where fact.kind == .commit {
            guard let tree = facts.links(of: fact).first(where: { _ in true })?.id else { continue }
            var below = touched.below(tree) { id in
                guard let tree = try? repository.objects.tree(id) else { return [] }
                return tree.entries.map { entry in
                    (entry, entry.kind == .chunks ? facts[entry.id].map { facts.links(of: $0).map(\.id) } ?? [] : [])
                }
            }
            for object in [id, tree] where wanted.contains(object) { below[object, default: []] = [] }
            for (object, names) in below {
                paths[object, default: []].formUnion(names)
                commits[object, default: []].append(id)
            }
        }
        state.withLock { state in
            for index in state.report.findings.indices {
                guard let object = state.report.findings[index].object else { continue }
                state.report.findings[index].paths = paths[object, default: []].sorted()
                state.report.findings[index].commits = commits[object, default: []].sorted()
            }
        }
    }
}
