import GitFilter
import Objects
import Packs
import Remotes
import Store

/// The objects that git's commits need, and their transfer to and from an at1 remote.
///
/// The branch `main` of the store names each object by the SHA-256 of its file, so that two sides with different
/// objects are merged by naming all of them.
struct GitObjects {
    private let workspace: GitWorkspace
    private let options: GlobalOptions
    /// How often a push is repeated when another one came first.
    private static let attempts = 5

    init(_ workspace: GitWorkspace, _ options: GlobalOptions) {
        self.workspace = workspace
        self.options = options
    }

    private static var branch: RefName { get throws { try RefName(GitWorkspace.branch) } }
    private static var remoteBranch: RefName { get throws { try RefName("refs/remotes/at1/main") } }

    private func who() throws -> Person {
        try Repository.person(.committer, UserConfiguration.read(), Environment.all)
    }

    /// Fetches what the remote names, and names it here.
    @discardableResult
    func fetch(from word: String?) throws -> Fetch.Report {
        let store = try workspace.store()
        let progress = Progress("receiving", options)
        defer { progress.finish() }
        var fetch = Fetch.Options()
        fetch.tags = .none
        fetch.environment = Environment.all
        fetch.progress = { progress.show($0, of: nil) }
        let report = try Fetch(store, workspace.remote(word), who: who(), fetch).run([
            RefSpec("+\(GitWorkspace.branch):\(Self.remoteBranch.text)")
        ])
        try name([], in: store)
        return report
    }

    /// Sends the remote the objects of all `pointers`; nil if there are none.
    func push(_ pointers: [GitPointer.CapturedObject], to word: String?) throws -> Push.Report? {
        let store = try workspace.store()
        let remote = try workspace.remote(word)
        for attempt in 1... {
            try joinRemote(remote, store)
            for object in pointers where try store.objects.find(object.id) == nil {
                throw CommandError(
                    .no, "object \(object.id.short) of \(object.length) bytes is missing",
                    hint: "get it with 'at1 git fetch'",
                    code: "object-missing")
            }
            try name(pointers, in: store)
            guard try store.refs.find(Self.branch) != nil else { return nil }
            let progress = Progress("sending", options)
            defer { progress.finish() }
            var push = Push.Options()
            push.environment = Environment.all
            push.progress = { progress.show($0, of: nil) }
            do {
                return try Push(store, remote, who: who(), push).run([
                    RefSpec("\(GitWorkspace.branch):\(GitWorkspace.branch)")
                ])
            } catch let error as RemoteError {
                switch error {
                case .lostRace, .notFastForward: if attempt == Self.attempts { throw error }
                default: throw error
                }
            }
        }
        return nil
    }

    /// Adopts what the remote names, if anything.
    private func joinRemote(_ remote: RemoteSettings, _ store: Repository) throws {
        let there = try RemoteRefs(store, remote, environment: Environment.all)
        guard try there.refs.contains(where: { try $0.name.text == Self.branch.text }) else { return }
        var fetch = Fetch.Options()
        fetch.tags = .none
        fetch.environment = Environment.all
        _ = try Fetch(store, remote, who: who(), fetch).run([
            RefSpec("+\(GitWorkspace.branch):\(Self.remoteBranch.text)")
        ])
    }

    /// Adds names to the branch, beside those that exist here and on the remote.
    func name(_ objects: [GitPointer.CapturedObject], in store: Repository) throws {
        let transaction = try store.transaction()
        let branch = try Self.branch
        let ours = try store.refs.find(branch)
        let theirs = try store.refs.find(Self.remoteBranch)
        var named: [String: Tree.Entry] = [:]
        var parents: [ObjectID] = []
        var trees: Set<ObjectID> = []
        for case let tip? in [ours, theirs] where !parents.contains(tip) {
            parents.append(tip)
            let tree = try store.objects.commit(tip).tree
            guard trees.insert(tree).inserted else { continue }
            try store.forEachFile(of: tree) { file in
                // Files that a remote names differently are not ours.
                guard Digest(hex: file.path.name.description) != nil else { return }
                named[file.path.name.description] = Tree.Entry(
                    name: file.path.name, mode: .regular, kind: file.kind, id: file.id)
            }
        }
        for object in objects {
            let name = try EntryName(Array(object.sha256.hex.utf8))
            named[object.sha256.hex] = Tree.Entry(name: name, mode: .regular, kind: object.kind, id: object.id)
        }
        guard !named.isEmpty else { return }
        let folders = try Dictionary(grouping: named.values) { $0.name.bytes.prefix(2) }.map { prefix, entries in
            Tree.Entry(
                name: try EntryName(Array(prefix)), mode: .folder, kind: .tree,
                id: try transaction.put(.tree, Tree(entries).payload))
        }
        let tree = try transaction.put(.tree, Tree(folders).payload)
        if let ours {
            let isSame = try store.objects.commit(ours).tree == tree
            if isSame, try theirs == nil || store.isAncestor(theirs!, of: ours) { return }
        }
        if let theirs, try store.objects.commit(theirs).tree == tree,
            try ours == nil || store.isAncestor(ours!, of: theirs)
        {
            try transaction.publish()
            return try move(branch, from: ours, to: theirs, store)
        }
        let person = try who()
        let commit = Commit(
            tree: tree, parents: parents, author: person, committer: person, message: "Name what git needs\n")
        let id = try transaction.put(commit)
        try transaction.publish { try move(branch, from: ours, to: id, store) }
    }

    private func move(_ branch: RefName, from old: ObjectID?, to new: ObjectID, _ store: Repository) throws {
        let who = try who()
        try store.withWriteLock { lock in
            try store.update(
                [RefUpdate(branch, expected: .exactly(old), new: new, message: "git: name objects")], who: who, lock)
        }
    }
}
