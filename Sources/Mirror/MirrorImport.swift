internal import Files
internal import Git2
internal import Objects
internal import Packs
internal import Store

/// Rebuilds at1's objects from git objects, and accepts only those whose identity is the one that they state
/// (docs/mirror.md §6).
struct MirrorImport {
    let repository: Repository
    let stage: MirrorStage
    /// Where the objects go; nil to find out only which objects correspond.
    let transaction: Transaction?
    var commits: [GitID: ObjectID] = [:]
    var trees: [GitID: Folder] = [:]
    /// The extents of trees that are present here.
    var extents = TreeExtents()
    var contents: [GitID: Content] = [:]
    var intact: [ObjectID: Bool] = [:]
    /// What the mirror lacks, by object.
    var lacking: [ObjectID: MirrorOmission] = [:]
    /// The kinds of the objects that came from texts of several objects.
    var kinds: Set<ObjectKind> = []
    /// How many commits were rebuilt.
    private(set) var count = 0

    /// A folder that was rebuilt, and its extent.
    struct Folder {
        let id: ObjectID
        let isWhole: Bool
        let extent: TreeExtent
    }

    struct Content {
        let kind: ObjectKind
        let id: ObjectID
        let isWhole: Bool
    }

    init(_ repository: Repository, _ stage: MirrorStage, _ transaction: Transaction?) {
        self.repository = repository
        self.stage = stage
        self.transaction = transaction
    }

    func put(_ kind: ObjectKind, _ payload: [UInt8]) throws -> ObjectID {
        if let transaction { return try transaction.put(kind, payload) }
        return ObjectID(of: kind, payload)
    }

    /// Turns the fault of a git object into an error that names it.
    static func naming<Result>(_ what: String, _ id: GitID, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DecodeError {
            throw MirrorError.foreign("git \(what) \(id.short)", what: "\(error)")
        } catch let error as TokenError {
            throw MirrorError.foreign("git \(what) \(id.short)", what: "\(error)")
        } catch let error as GitError {
            throw MirrorError.foreign("git \(what) \(id.short)", what: error.description)
        }
    }

    /// The object that a git ref refers to.
    mutating func target(_ id: GitID) throws -> ObjectID {
        guard let kind = try stage.git.find(id)?.kind else {
            throw MirrorError.foreign("git object \(id.short)", what: "it is missing")
        }
        switch kind {
        case .commit: return try carried(id)?.id ?? commit(id)
        case .tag: return try tag(id).id
        case .tree, .blob: throw MirrorError.foreign("git \(kind.rawValue) \(id.short)", what: "a ref points to it")
        }
    }

    private func carrier(_ id: GitID) throws -> MirrorCarrier? {
        guard let length = try stage.git.find(id)?.length, length <= 512 else { return nil }
        return MirrorCarrier(parsing: try stage.git.get(id, .commit, limit: 512))
    }

    /// The content of a carrier; nil for a commit that is not one.
    private mutating func carried(_ id: GitID) throws -> (kind: ObjectKind, id: ObjectID)? {
        guard let carrier = try carrier(id) else { return nil }
        var found: (kind: ObjectKind, id: ObjectID)
        if carrier.kind == .tree {
            found = (.tree, try tree(carrier.tree, nil).id)
        } else {
            let entries = try Self.naming("tree", carrier.tree) {
                try MirrorTree(parsing: stage.git.get(carrier.tree, .tree, limit: 512)).entries
            }
            guard entries.count == 1, entries[0].mode == .regular else {
                throw MirrorError.foreign("git tree \(carrier.tree.short)", what: "it is not one file")
            }
            let content = try content(entries[0].id, .regular, TreePath(entries[0].name))
            found = (content.kind, content.id)
        }
        guard found == (carrier.kind, carrier.id) else {
            throw MirrorError.foreign("git commit \(id.short)", what: "it holds \(found.id.short), and states another")
        }
        return found
    }

    private mutating func tag(_ id: GitID, depth: Int = 0) throws -> (kind: ObjectKind, id: ObjectID) {
        guard depth < TagChain.maximumLength else {
            throw MirrorError.foreign(
                "git tag \(id.short)", what: "it ends a chain of more than \(TagChain.maximumLength) tags")
        }
        let outline = try Self.naming("tag", id) {
            try MirrorTag.Outline(parsing: stage.git.get(id, .tag, limit: MirrorLimits.header))
        }
        let target: (kind: ObjectKind, id: ObjectID)
        switch outline.targetKind {
        case .tag: target = try tag(outline.target, depth: depth + 1)
        case .commit: target = try carried(outline.target) ?? (.commit, commit(outline.target))
        case .tree, .blob: throw MirrorError.foreign("git tag \(id.short)", what: "it is one of a tree or a file")
        }
        guard target == (outline.tag.objectKind, outline.tag.object) else {
            throw MirrorError.foreign(
                "git tag \(id.short)", what: "it is one of \(target.id.short), and states \(outline.tag.object.short)")
        }
        let object = try put(.tag, outline.tag.payload)
        stage.map.add(.tag, object, id)
        return (.tag, object)
    }
}

// MARK: Commits

extension MirrorImport {
    private mutating func find(_ id: GitID) throws -> ObjectID? {
        if let commit = commits[id] { return commit }
        guard let (kind, object) = stage.map.find(id), kind == .commit,
            try repository.objects.find(object)?.kind == .commit,
            try isIntact(repository.objects.commit(object).tree)
        else { return nil }
        commits[id] = object
        return object
    }

    /// Rebuilds a commit after all of its ancestors.
    private mutating func commit(_ id: GitID) throws -> ObjectID {
        var waiting = [id]
        var outlines: [GitID: MirrorCommit.Outline] = [:]
        while let next = waiting.last {
            if try find(next) != nil {
                waiting.removeLast()
                continue
            }
            let outline =
                try outlines[next]
                ?? Self.naming("commit", next) {
                    try MirrorCommit.Outline(parsing: stage.git.get(next, .commit, limit: MirrorLimits.header))
                }
            var missing: [GitID] = []
            for parent in outline.parents where try find(parent) == nil { missing.append(parent) }
            guard missing.isEmpty else {
                outlines[next] = outline
                waiting += missing.reversed()
                continue
            }
            outlines[next] = nil
            let tree = try tree(outline.tree, nil)
            let parents = outline.parents.compactMap { commits[$0] }
            let mirrored = try Self.naming("commit", next) { try outline.complete(tree: tree.id, parents: parents) }
            _ = try put(.commit, mirrored.commit.payload)
            commits[next] = mirrored.id
            stage.map.add(.commit, mirrored.id, next)
            count += 1
            waiting.removeLast()
        }
        return commits[id]!
    }

    /// Whether a tree is present with everything in it, except what was already known to be missing.
    mutating func isIntact(_ id: ObjectID, depth: Int = 0) throws -> Bool {
        if let known = intact[id] { return known }
        // Nothing deeper than a tree may be is valid.
        guard depth <= TreePath.maximumDepth else { return false }
        var result = try repository.objects.contains(id)
        for entry in result ? try repository.objects.tree(id).entries : [] where result {
            switch entry.kind {
            case .tree: result = try isIntact(entry.id, depth: depth + 1)
            case .chunks:
                result = try repository.objects.contains(entry.id)
                for chunk in result ? try repository.objects.chunkList(entry.id).chunks : [] where result {
                    result = try repository.objects.contains(chunk.id)
                }
            case .blob, .recipe, .bundle, .session: result = try repository.objects.contains(entry.id)
            case .output: result = try repository.objects.isWhole(output: entry.id)
            case .commit, .tag, .computation, .environment: break
            }
            if !result { result = stage.map.find(.pointer, entry.id) != nil }
        }
        intact[id] = result
        return result
    }
}
