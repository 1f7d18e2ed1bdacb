public import Objects
internal import Packs

/// The notation of users for an object: `HEAD~2`, `main`, `v1^{tree}`, `3f2a…`, `main:data/run.f64`, `main@{1}`.
public struct Revision: Hashable, Sendable {
    private enum Step: Hashable {
        case ancestor(Int)
        case parent(Int)
        case peel(ObjectKind?)
    }

    private let base: String
    private let logIndex: Int?
    private let steps: [Step]
    private let path: String?
    /// Whether the path is in the index: `:path`.
    private let isOfIndex: Bool

    /// - Throws: ``RevisionError/unknown(_:)`` for malformed text.
    public init(_ text: String) throws {
        let unknown = RevisionError.unknown(text)
        guard !text.isEmpty else { throw unknown }
        var rest = text[...]
        isOfIndex = text.hasPrefix(":")
        if let colon = rest.firstIndex(of: ":") {
            path = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        } else {
            path = nil
        }
        let end = rest.firstIndex { $0 == "~" || $0 == "^" } ?? rest.endIndex
        var base = String(rest[..<end])
        rest = rest[end...]
        logIndex = try base.range(ofLogSuffix: unknown)
        if logIndex != nil { base = String(base[..<base.lastIndex(of: "@")!]) }
        self.base = base.isEmpty || base == "@" ? "HEAD" : base
        var steps: [Step] = []
        while let mark = rest.popFirst() {
            if mark == "^", rest.first == "{" {
                guard let close = rest.firstIndex(of: "}") else { throw unknown }
                let word = rest[rest.index(after: rest.startIndex)..<close]
                let kind = ObjectKind(rawValue: String(word))
                guard word.isEmpty || kind != nil else { throw unknown }
                steps.append(.peel(kind))
                rest = rest[rest.index(after: close)...]
                continue
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let count = digits.isEmpty ? 1 : Int(digits) else { throw unknown }
            steps.append(mark == "~" ? .ancestor(count) : .parent(count))
        }
        self.steps = steps
    }

    /// The object, and for a `:path` its mode there.
    fileprivate func resolve(in repository: Repository, _ text: String) throws -> (id: ObjectID, mode: FileMode?) {
        let unknown = RevisionError.unknown(text)
        if isOfIndex { return try entryOfIndex(in: repository, text) }
        var id = try start(in: repository, unknown)
        for step in steps {
            switch step {
            case .ancestor(let count):
                for _ in 0..<count {
                    guard let parent = try repository.commit(peeling: id).commit.parents.first else { throw unknown }
                    id = try Self.commit(parent, repository)
                }
            case .parent(let number):
                let (commitID, commit) = try repository.commit(peeling: id)
                guard number == 0 || number <= commit.parents.count else { throw unknown }
                id = try number == 0 ? commitID : Self.commit(commit.parents[number - 1], repository)
            case .peel(let kind): id = try repository.peel(id, to: kind)
            }
        }
        guard let path else { return (id, nil) }
        let tree = try repository.peel(id, to: .tree)
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        guard !trimmed.isEmpty else { return (tree, .folder) }
        guard let place = try? TreePath(trimmed), let entry = try repository.entry(at: place, in: tree) else {
            throw RevisionError.pathNotFound(text)
        }
        if let found = try repository.objects.find(entry.id)?.kind, found != entry.kind {
            throw Damage.kindDiffers(entry.id, found: found, stated: entry.kind)
        }
        return (entry.id, entry.mode)
    }

    /// The staged entry at the path, as in git; `:0:path` means the same.
    private func entryOfIndex(in repository: Repository, _ text: String) throws -> (id: ObjectID, mode: FileMode?) {
        let word = path.map { $0.hasPrefix("0:") ? String($0.dropFirst(2)) : $0 } ?? ""
        guard let place = try? TreePath(word), let entry = try repository.index().find(place) else {
            throw RevisionError.pathNotFound(text)
        }
        return (entry.id, entry.mode)
    }

    private func start(in repository: Repository, _ unknown: RevisionError) throws -> ObjectID {
        if let logIndex {
            let name = base == "HEAD" ? nil : try Self.name(base, in: repository)
            guard base == "HEAD" || name != nil else { throw unknown }
            let log = try repository.refs.log(of: name)
            guard logIndex < log.count, let id = log[log.count - 1 - logIndex].new else { throw unknown }
            return id
        }
        if base == "HEAD" {
            guard let id = try repository.refs.headCommit() else { throw unknown }
            return try Self.commit(id, repository)
        }
        // As in git, a full identity is that object, whatever the names of refs.
        if let id = ObjectID(hex: base.lowercased()), try repository.objects.find(id) != nil { return id }
        if let name = try Self.name(base, in: repository), let id = try repository.refs.find(name) {
            return name.isBranch ? try Self.commit(id, repository) : id
        }
        guard base.utf8.count >= 4, base.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            throw unknown
        }
        let ids = try repository.objects.ids(startingWith: base.lowercased())
        guard let id = ids.first else { throw unknown }
        guard ids.count == 1 else {
            // An abbreviation means a commit or a tag if only one of the candidates is one.
            let commits = try ids.filter { [.commit, .tag].contains(try repository.objects.find($0)?.kind) }
            if commits.count == 1 { return commits[0] }
            throw RevisionError.ambiguous(base, candidates: ids)
        }
        return id
    }

    /// The target of a branch, or the parent of a commit: always a commit.
    private static func commit(_ id: ObjectID, _ repository: Repository) throws -> ObjectID {
        if let found = try repository.objects.find(id)?.kind, found != .commit {
            throw Damage.kindDiffers(id, found: found, stated: .commit)
        }
        return id
    }

    /// The first of refs/…, refs/tags/…, refs/heads/…, refs/remotes/… that exists.
    package static func name(_ text: String, in repository: Repository) throws -> RefName? {
        for prefix in ["", "refs/", RefName.tags, RefName.branches, RefName.remotes] {
            if let name = try? RefName(prefix + text), try repository.refs.find(name) != nil { return name }
        }
        return nil
    }
}

extension String {
    /// The number in a `@{…}` at the end; nil if there is none.
    fileprivate func range(ofLogSuffix error: RevisionError) throws -> Int? {
        guard hasSuffix("}"), let at = lastIndex(of: "@"), self[at...].hasPrefix("@{") else { return nil }
        guard let number = Int(self[at...].dropFirst(2).dropLast()), number >= 0 else { throw error }
        return number
    }
}

extension Repository {
    /// The object that the user's notation refers to.
    ///
    /// - Throws: ``RevisionError/unknown(_:)``, ``RevisionError/ambiguous(_:candidates:)``.
    public func resolve(_ text: String) throws -> ObjectID {
        try Revision(text).resolve(in: self, text).id
    }

    /// The same, with the mode of a `REV:path` in its tree.
    public func resolveWithMode(_ text: String) throws -> (id: ObjectID, mode: FileMode?) {
        try Revision(text).resolve(in: self, text)
    }

    /// The commit that the user's notation refers to, with tags peeled.
    public func resolveCommit(_ text: String) throws -> (id: ObjectID, commit: Commit) {
        try commit(peeling: resolve(text))
    }

    /// The commit that an object is, or that a tag points to.
    public func commit(peeling id: ObjectID) throws -> (id: ObjectID, commit: Commit) {
        let id = try peel(id, to: .commit)
        return (id, try objects.commit(id))
    }

    /// Peels tags, and a commit to its tree, to an object of `kind`; for nil, to the first that is not a tag.
    public func peel(_ id: ObjectID, to kind: ObjectKind?) throws -> ObjectID {
        guard let start = try objects.find(id)?.kind else { throw ObjectError.missing(id) }
        if start == kind { return id }
        guard let chain = try objects.tagChain(from: id) else { throw ObjectError.missing(id) }
        switch (chain.kind, kind) {
        case (_, nil): return chain.end
        case (let found, let kind?) where found == kind: return chain.end
        case (.commit, .tree?):
            let tree = try objects.commit(chain.end).tree
            guard let found = try objects.find(tree)?.kind else { throw ObjectError.missing(tree) }
            guard found == .tree else { throw Damage.kindDiffers(tree, found: found, stated: .tree) }
            return tree
        case (let found, let kind?): throw ObjectError.wrongKind(chain.end, found: found, wanted: kind)
        }
    }

    /// The target of a tag: an object of the kind that the tag states.
    public func target(of tag: AnnotatedTag) throws -> ObjectID {
        guard let found = try objects.find(tag.object)?.kind else { throw ObjectError.missing(tag.object) }
        guard found == tag.objectKind else {
            throw Damage.kindDiffers(tag.object, found: found, stated: tag.objectKind)
        }
        return tag.object
    }

    /// The entry at `path` in a tree.
    public func entry(at path: TreePath, in tree: ObjectID) throws -> Tree.Entry? {
        var tree = tree
        let names = path.names
        for name in names.dropLast() {
            guard let entry = try objects.entry(name, of: tree), entry.mode == .folder else { return nil }
            tree = entry.id
        }
        return try objects.entry(names.last!, of: tree)
    }
}
