public import Objects
internal import Packs

extension Repository {
    /// How a commit is made.
    public struct CommitOptions: Sendable {
        /// Whether to make a commit without changes.
        public var allowEmpty = false
        /// Whether to replace the last commit.
        public var amend = false
        /// Signs the commit before it is written.
        public var sign: (@Sendable (Commit) throws -> Commit)?

        public init() {}
    }

    /// Records the index as a commit on the current branch, or on a detached HEAD.
    ///
    /// This also concludes a merge, or another operation that has stopped.
    ///
    /// - Parameters:
    ///   - message: nil for that of the commit that is replaced, or of the operation that is concluded.
    ///   - author: who made the changes; a commit that is replaced keeps its own.
    ///   - committer: who records them.
    ///   - options: how the commit is made.
    /// - Throws: ``CommitError/nothing``; ``MergeError/unresolved(_:)`` if there are conflicts.
    public func commit(
        message: String?, author: Person, committer: Person, _ options: CommitOptions = CommitOptions()
    ) throws -> (id: ObjectID, commit: Commit) {
        let result = try makeCommit(message, author, committer, options)
        maintain()
        return result
    }

    private func makeCommit(
        _ message: String?, _ author: Person, _ committer: Person, _ options: CommitOptions
    ) throws -> (id: ObjectID, commit: Commit) {
        let transaction = try transaction()
        return try withWriteLock { lock in
            let head = try refs.head()
            let tip = try refs.headCommit()
            let last = try tip.map { try objects.commit($0) }
            guard !options.amend || last != nil else { throw RevisionError.unknown("HEAD") }
            let index = try index()
            let conclusion = try conclusion(of: index, at: tip)
            if options.amend, let operation = conclusion.operation, operation.kind != .rebase {
                throw MergeError.inProgress(operation)
            }
            guard message != nil || options.amend || conclusion.message != nil else { throw CommitError.noMessage }
            let tree = try index.writeTrees { try transaction.put(.tree, $0.payload) }
            let parents =
                options.amend ? last?.parents ?? [] : [tip].compactMap { $0 } + conclusion.parents
            if !options.allowEmpty, !options.amend, conclusion.parents.isEmpty {
                let before = last?.tree ?? ObjectID(of: .tree, Tree([]).payload)
                guard tree != before else { throw CommitError.nothing }
            }
            var commit = Commit(
                tree: tree, parents: parents,
                author: options.amend ? last?.author ?? author : conclusion.author ?? author,
                committer: committer,
                message: message ?? (options.amend ? last?.message : conclusion.message) ?? "")
            if let sign = options.sign { commit = try sign(commit) }
            let id = try transaction.put(commit)
            try transaction.publish()
            let what =
                options.amend
                ? "commit (amend)"
                : tip == nil
                    ? "commit (initial)" : conclusion.operation.map { "commit (\($0.kind.rawValue))" } ?? "commit"
            let reason = "\(what): \(commit.subject)"
            switch head {
            case .branch(let name):
                try update([RefUpdate(name, expected: .exactly(tip), new: id, message: reason)], who: committer, lock)
            case .detached:
                try setHead(.detached(id), who: committer, message: reason, lock)
            }
            // The ref first: an operation in progress no longer counts once HEAD has moved.
            if index.inProgress != nil {
                var index = index.settled
                index.inProgress = conclusion.after(id)
                try writeIndex(index)
            }
            return (id, commit)
        }
    }
}
