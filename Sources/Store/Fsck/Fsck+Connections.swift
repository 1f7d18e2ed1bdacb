internal import Objects
internal import Synchronization

extension Fsck {
    /// A place where a walk starts: a ref, HEAD, or a path in the index.
    struct Root {
        let name: String
        let id: ObjectID
        let kind: ObjectKind?
    }

    /// All that must be there, and what kept some of it from being read.
    struct Roots {
        var roots: [Root] = []
        var findings: [Finding] = []
    }

    /// Whether anything is missing that the roots lead to.
    func leadsToMissing(from roots: [Root]) -> Bool {
        let facts = state.withLock { $0.facts }
        var seen: Set<ObjectID> = []
        var waiting = roots.map(\.id)
        while let id = waiting.popLast() {
            guard seen.insert(id).inserted else { continue }
            guard let found = facts[id] else { return true }
            waiting += found.links.map(\.id)
        }
        return false
    }

    /// Walks from everything that must be there, and says what is not.
    func checkConnections(from roots: [Root]) {
        let facts = state.withLock { $0.facts }
        // A list that cannot be read allows nothing: then what is away is a finding.
        let absent = (try? repository.absentContent()) ?? AbsentContent(isLazy: repository.isLazy)
        var seen: Set<ObjectID> = []
        var waiting: [(link: Link, from: String)] = roots.map { (Link(id: $0.id, kind: $0.kind), $0.name) }
        while let (link, from) = waiting.popLast() {
            guard let found = facts[link.id] else {
                // Content may be meant to be away; all that describes must be there.
                if absent.allows(link.id, link.kind) {
                    if seen.insert(link.id).inserted { state.withLock { $0.report.absent.append(link.id) } }
                    continue
                }
                if seen.insert(link.id).inserted {
                    find(
                        Finding(
                            .objectMissing, link.id, link.kind,
                            "\(link.kind?.rawValue ?? "object") \(link.id) is missing; \(from) leads to it"))
                }
                continue
            }
            if let kind = link.kind, kind != found.kind {
                find(
                    Finding(
                        .kindMismatch, link.id, found.kind,
                        "\(from) takes \(link.id) for a \(kind.rawValue); it is a \(found.kind.rawValue)"))
            }
            if let length = link.length, length != found.length {
                find(
                    Finding(
                        .contentDiffers, link.id, found.kind,
                        "\(from) takes \(link.id) for \(length) bytes; it has \(found.length)"))
            }
            guard seen.insert(link.id).inserted else { continue }
            let name = "\(found.kind.rawValue) \(link.id.short)"
            waiting += found.links.map { ($0, name) }
        }
        let reachable = seen.count { facts[$0] != nil }
        state.withLock { $0.report.unreachable = facts.count - reachable }
    }

    func roots() -> Roots {
        var roots: [Root] = []
        var findings: [Finding] = []
        do {
            if case .detached(let id) = try repository.refs.head() {
                roots.append(Root(name: "HEAD", id: id, kind: .commit))
            }
        } catch {
            findings.append(Finding(.headDamaged, what: error))
        }
        do {
            try repository.refs.forEach { name, read in
                do {
                    roots.append(Root(name: name.text, id: try read(), kind: name.isTag ? nil : .commit))
                } catch {
                    findings.append(Finding(.refDamaged, what: error))
                }
            }
        } catch {
            findings.append(Finding(.refDamaged, what: error))
        }
        do {
            roots += try repository.index().entries.map {
                Root(name: "the index at '\($0.path)'", id: $0.id, kind: $0.kind)
            }
        } catch {
            findings.append(Finding(.indexDamaged, what: error))
        }
        return Roots(roots: roots, findings: findings)
    }

    /// Adds to each finding the paths and the commits that it touches.
    func nameWhatIsTouched() throws {
        let wanted = Set(state.withLock { $0.report.findings.compactMap(\.object) })
        guard !wanted.isEmpty else { return }
        let facts = state.withLock { $0.facts }
        var paths: [ObjectID: Set<String>] = [:]
        var commits: [ObjectID: [ObjectID]] = [:]
        // Which of the wanted are below a tree: by tree, so that one that many commits share is walked once.
        var known: [ObjectID: [ObjectID: Set<String>]] = [:]
        func below(_ id: ObjectID, _ depth: Int) -> [ObjectID: Set<String>] {
            if let result = known[id] { return result }
            var result: [ObjectID: Set<String>] = [:]
            if depth < Repository.maximumDepth, let tree = try? repository.objects.tree(id) {
                for entry in tree.entries {
                    if wanted.contains(entry.id) { result[entry.id, default: []].insert(entry.name.description) }
                    if entry.kind == .chunks {
                        for link in facts[entry.id]?.links ?? [] where wanted.contains(link.id) {
                            result[link.id, default: []].insert(entry.name.description)
                        }
                    }
                    guard entry.mode == .folder else { continue }
                    for (object, names) in below(entry.id, depth + 1) {
                        result[object, default: []].formUnion(names.map { "\(entry.name)/\($0)" })
                    }
                }
            }
            known[id] = result
            return result
        }
        for (id, fact) in facts where fact.kind == .commit {
            guard let tree = fact.links.first else { continue }
            var touched = below(tree.id, 0)
            for object in [id, tree.id] where wanted.contains(object) { touched[object, default: []] = [] }
            for (object, names) in touched {
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
