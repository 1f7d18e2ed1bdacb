public import Objects
internal import Packs

extension Repository {
    /// Creates a branch at a commit.
    ///
    /// - Throws: ``RefError/exists(_:)`` if it exists, unless `force`.
    public func makeBranch(_ name: RefName, at id: ObjectID, force: Bool, who: Person) throws {
        try withWriteLock { lock in
            let old = try refs.find(name)
            guard old == nil || force else { throw RefError.exists(name) }
            try checkIsFree(name)
            if case .branch(name) = try refs.head(), old != nil {
                throw RefError.isCurrent(name)
            }
            try update(
                [RefUpdate(name, expected: .exactly(old), new: id, message: "branch: created at \(id.short)")],
                who: who, lock)
        }
    }

    /// Creates a branch at HEAD, and switches to it. Index and working tree stay as they are.
    public func startBranch(_ name: RefName, who: Person, message: String) throws {
        try withWriteLock { lock in
            try checkNothingInProgress()
            let old = (head: try refs.head(), commit: try refs.headCommit())
            guard try refs.find(name) == nil else { throw RefError.exists(name) }
            try refs.checkConflicts([name])
            let pending = PendingCheckout(
                .switch, from: old, to: (.branch(name), old.commit), force: false, who: who, message: message)
            // Only HEAD and the branch move, and they move atomically.
            try arrive(pending, lock)
        }
    }

    /// Renames a branch; HEAD follows if it is on it. A renaming that an older build left incomplete is completed.
    public func renameBranch(_ old: RefName, to new: RefName, force: Bool, who: Person) throws {
        try withWriteLock { lock in
            let head = try refs.head()
            let id = try refs.find(old)
            guard id != nil || head == .branch(old) else { throw RefError.missing(old) }
            guard old != new else { return }
            let reason = "branch: renamed \(old.short) to \(new.short)"
            let there = try refs.find(new)
            let isBegun = try there != nil && there == id && refs.log(of: new).last?.message == reason
            guard there == nil || force || isBegun else { throw RefError.exists(new) }
            guard !new.conflicts(with: old) else { throw RefError.conflict(new, with: old) }
            var updates: [RefUpdate] = []
            if let id {
                updates = [
                    RefUpdate(new, expected: .exactly(there), new: id, message: reason),
                    RefUpdate(old, expected: .exactly(id), new: nil, message: reason),
                ]
            }
            let move = head == .branch(old) ? HeadUpdate(.branch(new), message: reason) : nil
            try update(updates, head: move, who: who, lock)
        }
    }
}

extension Repository {
    /// Creates a tag: a name for `target`, or for an annotated tag object.
    public func makeTag(_ name: RefName, at target: ObjectID, _ annotated: AnnotatedTag?, force: Bool, who: Person)
        throws
    {
        let transaction = try transaction()
        if let chain = try objects.tagChain(from: target), annotated != nil,
            chain.tags.count == TagChain.maximumLength
        {
            throw LimitExceeded(
                "tag \(target)",
                "ends a chain of \(TagChain.maximumLength) tags already; a tag of it cannot be followed")
        }
        let id = try annotated.map { try transaction.put($0) } ?? target
        try withWriteLock { lock in
            let old = try refs.find(name)
            guard old == nil || force else { throw RefError.exists(name) }
            try transaction.publish()
            try update(
                [RefUpdate(name, expected: .exactly(old), new: id, message: "tag: \(name.short)")], who: who, lock)
        }
    }
}
