internal import Files
public import Objects
internal import Remotes
public import Store

/// Converts a git history: authors, dates, messages, merges and tags are preserved.
///
/// The same history, with the same git-lfs files available, always gives the same objects. Another import reads only
/// the commits that are new.
public final class GitImport {
    /// What was imported.
    public struct Report: Sendable {
        /// The number of commits that were not imported earlier.
        public internal(set) var commits = 0
        public internal(set) var trees = 0
        public internal(set) var files = 0
        /// The number of submodules, which a tree of at1 cannot contain.
        public internal(set) var submodules = 0
        /// The number of git-lfs pointers whose files are not available: they stay pointers.
        public internal(set) var pointers = 0
        /// Tags of trees and of files, which are left out: a tag of at1 leads to a commit.
        public internal(set) var leftOut: [RefName] = []
        /// The refs that were created or moved.
        public internal(set) var refs: [RefName] = []
        /// Those of them that no longer lead to what they led to: git's branch was rewritten.
        public internal(set) var forced: [RefName] = []
        /// The branch that git's HEAD is on.
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
    var record: ImportRecord
    /// Commits of an earlier import whose trees have not been taken over.
    var adopted: Set<String> = []
    /// The trees that were made now.
    var made: [String] = []
    /// The files that are pointers of git-lfs.
    var unresolved: Set<String> = []
    let progress: (Int) -> Void

    struct Folder {
        let id: ObjectID
        let extent: TreeExtent
        /// Whether no file below it is a pointer of git-lfs.
        let isResolved: Bool
    }

    /// - Parameters:
    ///   - repository: where the history is imported.
    ///   - path: the path of the git repository.
    ///   - progress: called with the number of commits that are done.
    public init(_ repository: Repository, from path: String, progress: @escaping (Int) -> Void = { _ in }) throws {
        self.repository = repository
        self.path = path
        self.progress = progress
        limits = try TreeLimits(repository.configuration)
        transaction = try repository.transaction()
        record = try ImportRecord(in: repository)
        git = try GitObjectReader(path)
    }

    deinit { git.end() }

    /// Makes the commits and moves the refs to them.
    ///
    /// - Parameters:
    ///   - refs: the git refs to import: full names and targets.
    ///   - order: the commits to make, each after its parents.
    ///   - head: the branch for HEAD; nil leaves HEAD where it is.
    ///   - who: who moves the refs, for their logs.
    public func run(
        refs: [(name: RefName, id: String)], order: [String], head: RefName?, who: Person
    ) throws -> Report {
        adopt(order)
        for (number, id) in order.enumerated() {
            _ = try commit(id)
            progress(number + 1)
        }
        var moves: [(name: RefName, id: ObjectID)] = []
        for (name, id) in refs {
            guard let target = try target(id, depth: 0) else {
                report.leftOut.append(name)
                continue
            }
            moves.append((name, target.id))
        }
        report.leftOut.sort()
        try transaction.publish()
        try check()
        try move(moves, who)
        try record.save(in: repository)
        report.head = head
        return report
    }

    /// The target of a ref: a commit, or a tag; nil for a tag of a tree or a file.
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
            let text = try naming("tag", id: id) { () throws(DecodeError) in try GitTagText(bytes) }
            guard let object = try target(text.object, depth: depth + 1) else { return nil }
            let made = try naming("tag", id: id) { () throws(DecodeError) in
                let tagger = if let tagger = text.tagger { tagger } else { try GitHeader.person("") }
                let tag = AnnotatedTag(
                    object: object.id, kind: object.kind, name: text.name, tagger: tagger, message: text.message)
                return try AnnotatedTag(payload: tag.payload)
            }
            return (.tag, try transaction.put(.tag, made.payload))
        }
    }

    /// Moves the refs: those in `refs/remotes/` to git's present value, tags only if they do not exist yet.
    private func move(_ moves: [(name: RefName, id: ObjectID)], _ who: Person) throws {
        try repository.withWriteLock { lock in
            var updates: [RefUpdate] = []
            for (name, id) in moves {
                let old = try repository.refs.find(name)
                if old == id { continue }
                guard old == nil || name.isRemote else { throw RemoteError.tagDiffers(name, remote: "git") }
                if let old, name.isRemote, try !repository.isAncestor(old, of: id) { report.forced.append(name) }
                updates.append(RefUpdate(name, expected: .exactly(old), new: id, message: "import: from git"))
            }
            try repository.update(updates, who: who, lock)
            report.refs = updates.map(\.name)
        }
    }

    func naming<Value>(_ kind: String, id: String, _ body: () throws(DecodeError) -> Value) throws -> Value {
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
        let text = try naming("commit", id: id) { () throws(DecodeError) in try GitCommitText(bytes) }
        let parents = try text.parents.map { parent in
            guard let known = commits[parent] else {
                throw GitImportError.shallow(parent: parent)
            }
            try adoptTree(of: parent)
            return known
        }
        let folder = try tree(text.tree, depth: 0)
        if let excess = limits.excess(folder.extent) {
            throw GitImportError.tooLarge("git commit \(id.prefix(10))", what: excess.what)
        }
        let commit = Commit(
            tree: folder.id, parents: parents, author: text.author, committer: text.committer, message: text.message)
        // What at1 would refuse to read must not be written.
        let made = try naming("commit", id: id) { () throws(DecodeError) in try Commit(payload: commit.payload) }
        let object = try transaction.put(.commit, made.payload)
        commits[id] = object
        report.commits += 1
        // Once git-lfs has their files, they and what follows them are imported anew.
        if folder.isResolved, text.parents.allSatisfy({ record.find($0) != nil }) { record.add(id, object) }
        return object
    }
}
