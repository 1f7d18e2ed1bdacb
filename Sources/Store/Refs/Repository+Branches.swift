public import Objects

extension Repository {
    /// Makes a branch at a commit.
    ///
    /// - Throws: ``RepositoryError/refExists(_:)`` where there is one already, unless `force`.
    public func makeBranch(_ name: RefName, at id: ObjectID, force: Bool, who: Person) throws {
        try withWriteLock { lock in
            let old = try refs.find(name)
            guard old == nil || force else { throw RepositoryError.refExists(name) }
            if case .branch(name) = try refs.head(), old != nil {
                throw RepositoryError.notSupported(
                    "'\(name.short)' is the branch you are on: use 'at1 reset' to move it")
            }
            try update(
                [RefUpdate(name, expected: .exactly(old), new: id, message: "branch: created at \(id.short)")],
                who: who, lock)
        }
    }

    /// Makes a branch where HEAD is, and goes to it. Index and work tree stay as they are.
    public func startBranch(_ name: RefName, who: Person, message: String) throws {
        try withWriteLock { lock in
            let old = (head: try refs.head(), commit: try refs.headCommit())
            guard try refs.find(name) == nil else { throw RepositoryError.refExists(name) }
            try refs.checkConflict(name)
            let pending = PendingCheckout(
                .switch, from: old, to: (.branch(name), old.commit), force: false, who: who, message: message)
            if old.commit != nil { try begin(pending) }
            try arrive(pending, lock)
        }
    }

    /// Renames a branch; HEAD follows when it is on it. One that was cut short is completed.
    public func renameBranch(_ old: RefName, to new: RefName, force: Bool, who: Person) throws {
        try withWriteLock { lock in
            let head = try refs.head()
            let id = try refs.find(old)
            guard id != nil || head == .branch(old) else { throw RepositoryError.refMissing(old) }
            guard old != new else { return }
            let reason = "branch: renamed \(old.short) to \(new.short)"
            let there = try refs.find(new)
            let isBegun = try there != nil && there == id && refs.log(of: new).last?.message == reason
            guard there == nil || force || isBegun else { throw RepositoryError.refExists(new) }
            guard !new.conflicts(with: old) else { throw RepositoryError.refConflict(new, with: old) }
            if let id {
                // The new name first: the commit is never without one.
                try update([RefUpdate(new, expected: .exactly(there), new: id, message: reason)], who: who, lock)
                if head == .branch(old) { try setHead(.branch(new), who: who, message: reason, lock) }
                try update([RefUpdate(old, expected: .exactly(id), new: nil, message: reason)], who: who, lock)
            } else {
                try setHead(.branch(new), who: who, message: reason, lock)
            }
        }
    }
}

extension Repository {
    /// Makes a tag: a name for `target`, or for an object that says who named it.
    public func makeTag(_ name: RefName, at target: ObjectID, _ annotated: AnnotatedTag?, force: Bool, who: Person)
        throws
    {
        let transaction = try transaction()
        let id = try annotated.map { try transaction.put($0) } ?? target
        try withWriteLock { lock in
            let old = try refs.find(name)
            guard old == nil || force else { throw RepositoryError.refExists(name) }
            try transaction.publish()
            try update(
                [RefUpdate(name, expected: .exactly(old), new: id, message: "tag: \(name.short)")], who: who, lock)
        }
    }
}
