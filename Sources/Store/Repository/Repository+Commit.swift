public import Objects

extension Repository {
    public struct CommitOptions: Sendable {
        /// Whether to make a commit that changes nothing.
        public var allowEmpty = false
        /// Whether to put the new commit in the place of the last one.
        public var amend = false
        /// Signs the commit before it is written.
        public var sign: (@Sendable (Commit) throws -> Commit)?

        public init() {}
    }

    /// Records the index as a commit on the branch that HEAD is on, or as HEAD itself when it is on none.
    ///
    /// - Parameter message: nil, with `amend`, for the message of the commit that is replaced.
    /// - Throws: ``RepositoryError/nothingToCommit``.
    public func commit(
        message: String?, author: Person, committer: Person, _ options: CommitOptions = CommitOptions()
    ) throws -> (id: ObjectID, commit: Commit) {
        let transaction = try transaction()
        return try withWriteLock { lock in
            let head = try refs.head()
            let tip = try refs.headCommit()
            let last = try tip.map { try objects.commit($0) }
            guard !options.amend || last != nil else { throw RepositoryError.unknownRevision("HEAD") }
            let tree = try index().writeTrees { try transaction.put(.tree, $0.payload) }
            let parents = options.amend ? last?.parents ?? [] : [tip].compactMap { $0 }
            if !options.allowEmpty, !options.amend {
                let before = last?.tree ?? ObjectID(of: .tree, Tree([]).payload)
                guard tree != before else { throw RepositoryError.nothingToCommit }
            }
            var commit = Commit(
                tree: tree, parents: parents, author: options.amend ? last?.author ?? author : author,
                committer: committer, message: message ?? last?.message ?? "")
            if let sign = options.sign { commit = try sign(commit) }
            let id = try transaction.put(commit)
            try transaction.publish()
            let what = options.amend ? "commit (amend)" : tip == nil ? "commit (initial)" : "commit"
            let reason = "\(what): \(commit.subject)"
            switch head {
            case .branch(let name):
                try update([RefUpdate(name, expected: .exactly(tip), new: id, message: reason)], who: committer, lock)
            case .detached:
                try setHead(.detached(id), who: committer, message: reason, lock)
            }
            return (id, commit)
        }
    }

    /// Goes to a branch or a commit: HEAD, index and work tree.
    ///
    /// - Parameter start: makes the branch at this commit first.
    public func switchTo(
        _ head: Head, making start: ObjectID? = nil, who: Person, message: String,
        _ options: CheckoutOptions = CheckoutOptions()
    ) throws {
        try withWriteLock(settling: !options.force) { lock in
            let old = (head: try refs.head(), commit: try refs.headCommit())
            var new: ObjectID?
            switch head {
            case .branch(let name):
                new = try refs.find(name)
                if let start {
                    guard new == nil else { throw RepositoryError.refExists(name) }
                    try refs.checkConflict(name)
                    new = start
                }
            case .detached(let id): new = id
            }
            let pending = PendingCheckout(
                .switch, from: old, to: (head, new), force: options.force, who: who, message: message)
            try carryOut(pending, movesHeadOnly: start == nil, options, lock)
        }
    }

    public enum ResetMode: Hashable, Sendable {
        /// The branch only.
        case soft
        /// The branch and the index.
        case mixed
        /// The branch, the index and the work tree.
        case hard
    }

    /// Moves the branch that HEAD is on to `id`, a commit.
    public func reset(to id: ObjectID, _ mode: ResetMode, who: Person, _ options: CheckoutOptions = CheckoutOptions())
        throws
    {
        try withWriteLock(settling: mode != .hard) { lock in
            let tree = try objects.commit(id).tree
            let old = (head: try refs.head(), commit: try refs.headCommit())
            let head: Head =
                switch old.head {
                case .branch: old.head
                case .detached: .detached(id)
                }
            let pending = PendingCheckout(
                mode == .hard ? .reset : .mixed, from: old, to: (head, id), force: mode == .hard, who: who,
                message: "reset: moving to \(id.short)")
            switch mode {
            case .soft: try arrive(pending, lock)
            case .mixed:
                let index = try index().takingOver(try files(of: tree))
                try begin(pending)
                try writeIndex(index)
                try arrive(pending, lock)
            case .hard: try carryOut(pending, options, lock)
            }
        }
    }

    /// Brings the index at `paths` and below to what `tree` has there.
    public func unstage(_ paths: [TreePath], to tree: ObjectID?) throws {
        try withWriteLock { _ in
            let index = try index()
            let source = try files(of: tree)
            var changes: [TreePath: Index.Entry?] = [:]
            for path in paths {
                let wanted = source.filter { $0.path.isWithin(path) }
                guard !wanted.isEmpty || !index.entries(within: path).isEmpty else {
                    throw RepositoryError.pathNotFound(path.description)
                }
                for entry in index.entries(within: path) { changes[entry.path] = .some(nil) }
                for entry in wanted {
                    changes[entry.path] = index.find(entry.path).flatMap { $0.isSame(as: entry) ? $0 : nil } ?? entry
                }
            }
            var changed = index
            changed.apply(changes)
            try writeIndex(changed)
        }
    }

    /// Brings the work tree at `paths` and below to what `tree` has there, or the index for nil. Overwrites changes.
    ///
    /// - Parameter staging: whether the index takes over the same, and files that `tree` lacks go.
    public func restore(
        _ paths: [TreePath?], from tree: ObjectID?, staging: Bool, _ options: CheckoutOptions = CheckoutOptions()
    ) throws {
        // Files from the index are how a person gets out of a checkout that cannot be completed.
        try withWriteLock(settling: tree != nil) { _ in
            let index = try index()
            let source = try tree.map { try files(of: $0) } ?? index.entries
            var plan = CheckoutPlan()
            for path in paths {
                let wanted = source.filter { entry in path.map { entry.path.isWithin($0) } ?? true }
                let tracked = index.entries(within: path)
                guard !wanted.isEmpty || (staging && !tracked.isEmpty) || path == nil else {
                    throw RepositoryError.pathNotFound(path!.description)
                }
                // A file that is named is asked for; of a folder, what is meant to be away stays away.
                if let file = wanted.first, file.path == path,
                    let (kind, id) = try unreachableContent(of: [(file.kind, file.id)])
                {
                    throw RepositoryError.contentAbsent(kind, id)
                }
                for entry in wanted { plan.write(entry, over: index.find(entry.path)) }
                if staging {
                    let kept = Set(wanted.map(\.path))
                    for entry in tracked where !kept.contains(entry.path) { plan.remove(entry) }
                }
            }
            if staging || tree == nil {
                try carryOut(plan, index, workTree(), options)
            } else {
                try carryOut(plan, index, workTree(), options, keepingIndex: true)
            }
        }
    }
}

extension Index {
    /// An index of `files`, with the signatures that are known of those that are the same here. A file that is meant to be
    /// away is so as another version too.
    func takingOver(_ files: [Entry]) -> Index {
        Index(
            sorted: files.map { file in
                guard let old = find(file.path) else { return file }
                if old.isSame(as: file) { return old }
                var file = file
                file.isAbsent = old.isAbsent
                return file
            })
    }
}
