internal import Files
public import Objects

/// Makes a history of at1 out of one of git: authors, dates, messages, merges and tags stay what they are.
///
/// The same history, with the same files of git-lfs at hand, always gives the same objects: another import adds only what
/// is new.
public final class GitImport {
    /// What was taken over.
    public struct Report: Sendable {
        public internal(set) var commits = 0
        public internal(set) var trees = 0
        public internal(set) var files = 0
        /// Submodules, which have no place in a tree of at1.
        public internal(set) var submodules = 0
        /// Pointers of git-lfs whose files are not here: they stay pointers.
        public internal(set) var pointers = 0
        /// The refs that were made or moved.
        public internal(set) var refs: [RefName] = []
        /// The branch that HEAD is on in git.
        public internal(set) var head: RefName?
    }

    let repository: Repository
    let git: GitObjectReader
    let path: String
    let transaction: Transaction
    let limits: TreeLimits
    var report = Report()
    var commits: [String: ObjectID] = [:]
    var trees: [String: Folder] = [:]
    var files: [String: (kind: ObjectKind, id: ObjectID)] = [:]
    let progress: (Int) -> Void

    struct Folder {
        let id: ObjectID
        let extent: TreeExtent
    }

    /// - Parameters:
    ///   - repository: what takes the history over.
    ///   - path: where git finds the repository.
    ///   - progress: told how many commits are done.
    public init(_ repository: Repository, from path: String, progress: @escaping (Int) -> Void = { _ in }) throws {
        self.repository = repository
        self.path = path
        self.progress = progress
        limits = try TreeLimits(repository.configuration)
        transaction = try repository.transaction()
        git = try GitObjectReader(path)
    }

    deinit { git.end() }

    /// Makes the commits and moves the refs to them.
    ///
    /// - Parameters:
    ///   - refs: the refs of git to take over: full names, and what they stand for.
    ///   - order: the commits to make, each after its parents.
    ///   - head: the branch for HEAD; nil leaves HEAD where it is.
    ///   - who: who moves the refs, for their logs.
    public func run(
        refs: [(name: RefName, id: String)], order: [String], head: RefName?, who: Person
    ) throws -> Report {
        for id in order {
            _ = try commit(id)
            progress(report.commits)
        }
        var moves: [(name: RefName, id: ObjectID)] = []
        for (name, id) in refs {
            guard let target = try target(id, depth: 0) else { continue }
            moves.append((name, target.id))
        }
        try transaction.publish()
        try check()
        try move(moves, who)
        report.head = head
        return report
    }

    /// What a ref stands for: a commit, or a tag; nil for a tag of a tree or a file.
    private func target(_ id: String, depth: Int) throws -> (kind: ObjectKind, id: ObjectID)? {
        if let commit = commits[id] { return (.commit, commit) }
        guard depth < TagChain.maximumLength else {
            throw GitImportError.malformed(
                "git tag \(id)", what: "it ends a chain of more than \(TagChain.maximumLength)")
        }
        let head = try git.ask(id)
        let bytes = try git.whole(head, id)
        switch head.kind {
        case .tree, .blob: return nil
        case .commit: return (.commit, try commit(id))
        case .tag:
            let text = try naming("tag", id) { () throws(DecodeError) in try GitTagText(bytes) }
            guard let object = try target(text.object, depth: depth + 1) else { return nil }
            let made = try naming("tag", id) { () throws(DecodeError) in
                let tagger = if let tagger = text.tagger { tagger } else { try GitHeader.person("") }
                let tag = AnnotatedTag(
                    object: object.id, kind: object.kind, name: text.name, tagger: tagger, message: text.message)
                return try AnnotatedTag(payload: tag.payload)
            }
            return (.tag, try transaction.put(.tag, made.payload))
        }
    }

    /// Moves the refs: those of `refs/remotes/` to whatever git has now, tags only where there is none yet.
    private func move(_ moves: [(name: RefName, id: ObjectID)], _ who: Person) throws {
        try repository.withWriteLock { lock in
            var updates: [RefUpdate] = []
            for (name, id) in moves {
                let old = try repository.refs.find(name)
                if old == id { continue }
                guard old == nil || name.isRemote else { throw RemoteError.tagDiffers(name, remote: "git") }
                updates.append(RefUpdate(name, expected: .exactly(old), new: id, message: "import: from git"))
            }
            try repository.update(updates, who: who, lock)
            report.refs = updates.map(\.name)
        }
    }

    func naming<Value>(_ kind: String, _ id: String, _ body: () throws(DecodeError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw GitImportError.malformed("git \(kind) \(id.prefix(10))", what: "\(error)")
        }
    }

    // MARK: Commits

    private func commit(_ id: String) throws -> ObjectID {
        if let known = commits[id] { return known }
        let bytes = try git.get(id, .commit)
        let text = try naming("commit", id) { () throws(DecodeError) in try GitCommitText(bytes) }
        let parents = try text.parents.map { parent in
            guard let known = commits[parent] else {
                throw GitImportError.shallow(parent: parent)
            }
            return known
        }
        let folder = try tree(text.tree, depth: 0)
        if let excess = limits.excess(folder.extent) {
            throw GitImportError.tooLarge("git commit \(id.prefix(10))", what: excess.what)
        }
        let commit = Commit(
            tree: folder.id, parents: parents, author: text.author, committer: text.committer, message: text.message)
        // What at1 would not read it must not write.
        let made = try naming("commit", id) { () throws(DecodeError) in try Commit(payload: commit.payload) }
        let object = try transaction.put(.commit, made.payload)
        commits[id] = object
        report.commits += 1
        return object
    }
}
