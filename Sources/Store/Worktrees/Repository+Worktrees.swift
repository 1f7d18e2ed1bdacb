internal import Files
public import Objects

extension Repository {
    /// The working trees of the store, the first one first.
    public func worktrees() throws -> [Worktree] {
        try views().map { view in
            let name = view.place.name
            return Worktree(
                name: name, path: try path(of: view.place) ?? "(unknown)", head: try? view.refs.head(),
                commit: (try? view.refs.headCommit()) ?? nil, isBare: try name == nil && isFirstBare(),
                isGone: name != nil && view.root == nil, isCurrent: name == place.name)
        }
    }

    /// Adds a working tree that shares objects and refs.
    ///
    /// Whatever is already in the way, or fails on the way, leaves nothing behind. When the process is killed, either the working
    /// tree is there, and the first command in it completes the checkout; or the same call begins again.
    ///
    /// - Parameters:
    ///   - path: a folder that is not there, or is empty.
    ///   - head: where the working tree is to be.
    ///   - start: makes the branch at this commit first.
    ///   - who: who does it, for the logs.
    ///   - options: how the files are written.
    /// - Throws: ``RefError/checkedOut(_:at:)`` for a branch that another working tree is on.
    public func addWorktree(
        at path: String, _ head: Head, making start: ObjectID? = nil, who: Person,
        _ options: CheckoutOptions = CheckoutOptions()
    ) throws -> Worktree {
        try Self.checkPlace(path)
        let made = try Folder.make(path)
        do {
            let root = try Folder(at: path)
            let full = try root.resolvedPath()
            let name: String
            do {
                name = try withWriteLock { lock in try register(root, full, head, start, who, lock) }
            } catch {
                abandon(root, full)
                throw error
            }
            do {
                try fill(full, options)
            } catch {
                try? withWriteLock { _ in try forget(name) }
                root.clear()
                throw error
            }
            guard let added = try worktrees().first(where: { $0.name == name }) else {
                throw WorktreeError.unknown(path)
            }
            return added
        } catch {
            for path in made.reversed() { Folder.removeEmpty(path) }
            throw error
        }
    }

    /// Notes a working tree in the store and where it is to be. From the last step, its HEAD, it is one.
    private func register(
        _ root: Folder, _ path: String, _ head: Head, _ start: ObjectID?, _ who: Person, _ lock: borrowing WriteLock
    ) throws -> String {
        try checkIsOutside(path)
        let commit = try commit(of: head, start)
        let link = WorktreeLink(store: try folder.resolvedPath(), name: try freeName(for: path))
        // A link that a killed process has begun to write says nothing yet.
        let found = try root.find(Self.folderName)?.kind == .regular ? try? WorktreeLink(in: root) : nil
        let isFree =
            try root.find(Self.folderName).map { $0.kind == .regular && (found == nil || found == link) } ?? true
        guard try isFree && root.names().allSatisfy({ $0 == Self.folderName }) else {
            throw RepositoryError.notEmpty(path)
        }
        // A build that does not know of further working trees would take away what only these name.
        try raiseFormat(to: 2, lock)
        let durable = options.isDurable
        try folder.createFolder(WorktreePlace.folderName)
        let all = try folder.openFolder(WorktreePlace.folderName)
        try all.createFolder(Name(link.name))
        let own = try all.openFolder(Name(link.name))
        own.clear()
        try own.replace(
            WorktreePlace.pathName, with: Array("\(path)\n".utf8), durable: durable, through: temporary)
        let transaction = try transactionWithoutSettling()
        let nothing = try transaction.put(.tree, Tree([]).payload)
        try transaction.publish()
        if start != nil, case .branch(let branch) = head {
            let message = "branch: created at \(commit.short)"
            try update([RefUpdate(branch, expected: .exactly(nil), new: commit, message: message)], who: who, lock)
        }
        let message = "worktree: added at \(commit.short)"
        let pending = PendingCheckout(
            .restore, from: (head, commit), to: (head, commit), force: false, base: nothing, who: who, message: message)
        try own.replace(PendingCheckout.fileName, with: pending.bytes, durable: durable, through: temporary)
        if found != link {
            if try root.find(Self.folderName) != nil { try root.removeFile(Self.folderName) }
            let file = try root.createFile(Self.folderName)
            try file.write(link.bytes)
            if durable {
                try file.sync()
                try root.sync()
            }
        }
        let place = WorktreePlace(name: link.name, folder: own)
        try refs.appendLog(nil, in: place, ReflogEntry(old: nil, new: commit, who: who, message: message))
        if durable {
            try all.sync()
            try folder.sync()
        }
        try refs.writeHead(head, of: place)
        return link.name
    }

    /// Takes away what ``register(_:_:_:_:_:_:)`` has made before it failed.
    private func abandon(_ root: Folder, _ path: String) {
        guard (try? root.names()) == [Self.folderName], (try? root.find(Self.folderName))??.kind == .regular else {
            return
        }
        let link = try? WorktreeLink(in: root)
        if let link, (try? link.open(from: path)) != nil { return }
        root.clear()
        if let link { try? withWriteLock { _ in try forget(link.name) } }
    }

    /// Checks out the files of a working tree that has just been noted.
    private func fill(_ path: String, _ options: CheckoutOptions) throws {
        var silent = self.options
        silent.completed = { _ in }
        let added = try Repository.open(at: path, silent)
        try added.withWriteLock(settling: false) { lock in
            guard let pending = try added.pendingCheckout() else { return }
            try added.carryOut(pending, rollsBack: false, options, lock)
            // Nothing was there before that could be gone back to.
            added.note { $0 = OperationDraft() }
        }
    }

    /// The commit that a new working tree is to be at.
    private func commit(of head: Head, _ start: ObjectID?) throws -> ObjectID {
        switch head {
        case .detached(let id): return id
        case .branch(let name):
            try checkIsFree(name)
            if !isBare, try refs.head() == head || operationInProgress()?.startHead == head {
                throw RefError.checkedOut(name, at: try path(of: place) ?? "")
            }
            let found = try refs.find(name)
            if let start {
                guard found == nil else { throw RefError.exists(name) }
                try refs.checkConflicts([name])
                return start
            }
            guard let found else { throw RefError.missing(name) }
            return found
        }
    }

    private func checkIsOutside(_ path: String) throws {
        for other in try worktrees() where !other.isGone {
            if path.hasPrefix(other.path == "/" ? "/" : other.path + "/") {
                throw WorktreeError.inside(path, of: other.path)
            }
        }
    }

    /// A name for a new working tree, after its folder: one that no other has, or that one has which was begun at the same place.
    private func freeName(for path: String) throws -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? "tree"
        var base = String(
            decoding: last.utf8.map {
                WorktreePlace.isName("a\(Character(Unicode.Scalar($0)))") ? $0 : UInt8(ascii: "-")
            },
            as: UTF8.self)
        base = String(base.drop { $0 == "." || $0 == "-" }.prefix(48))
        if base.isEmpty { base = "tree" }
        let all = try folder.findFolder(WorktreePlace.folderName)
        var name = base
        var number = 1
        while let own = try all?.findFolder(Name(name)) {
            let place = WorktreePlace(name: name, folder: own)
            if try own.find("HEAD") == nil, try place.path() ?? path == path { break }
            number += 1
            name = "\(base)-\(number)"
        }
        return name
    }

    // MARK: Removing

    /// Removes a further working tree: its files, and what the store knows of it. Its branch stays.
    ///
    /// - Parameters:
    ///   - word: its path, or its name.
    ///   - force: whether to give up what is not committed.
    /// - Throws: ``WorktreeError``.
    public func removeWorktree(_ word: String, force: Bool) throws -> Worktree {
        try withWriteLock { _ in
            let path = (try? Folder(at: word).resolvedPath()) ?? word
            let all = try worktrees()
            guard let found = all.first(where: { $0.path == path }) ?? all.first(where: { $0.name == word }) else {
                throw WorktreeError.unknown(word)
            }
            guard let name = found.name else { throw WorktreeError.isFirst(found.path) }
            guard !found.isCurrent else { throw WorktreeError.isCurrent(found.path) }
            let view = try views().first { $0.place.name == name }
            guard let view, let root = view.root else {
                try forget(name)
                return found
            }
            if !force { try view.checkNothingIsUnsaved(found.path) }
            // The link last but one: until then the same call can go on.
            root.clear(try root.names().filter { $0 != Self.folderName })
            guard try root.names().allSatisfy({ $0 == Self.folderName }) else {
                throw FileError(.remove, found.path, because: "some of its files cannot be removed")
            }
            try forget(name)
            root.clear()
            Folder.removeEmpty(found.path)
            return found
        }
    }

    /// - Throws: ``WorktreeError/unsaved(_:what:)``.
    private func checkNothingIsUnsaved(_ path: String) throws {
        func refuse(_ what: String) -> WorktreeError { .unsaved(path, what: what) }
        if try pendingCheckout() != nil { throw refuse("a checkout that was cut short") }
        let status = try status()
        if status.inProgress != nil || !status.conflicts.isEmpty { throw refuse("an operation in progress") }
        if !status.staged.isEmpty { throw refuse("staged changes") }
        // What is missing has been removed by this very call, or by the user.
        if status.unstaged.contains(where: { $0.new != nil }) { throw refuse("changes") }
        if !status.untracked.isEmpty { throw refuse("untracked files") }
        if try !index().stash.isEmpty { throw refuse("a stash") }
        if case .detached(let id) = try refs.head() {
            let tips = try refs.readable().compactMap { try objects.readableTagChain(from: $0.id) }
            let kept = try History(self, from: tips.filter { $0.kind == .commit }.map(\.end))
            if !kept.contains(where: { $0.id == id }) { throw refuse("commits on no branch") }
        }
    }

    /// Forgets the working trees whose folders are gone, and what a killed process left of others.
    ///
    /// - Parameter dryRun: whether only to say which.
    public func pruneWorktrees(dryRun: Bool = false) throws -> [String] {
        try withWriteLock { _ in
            guard let all = try folder.findFolder(WorktreePlace.folderName) else { return [] }
            let known = try worktrees().filter { !$0.isGone }.compactMap(\.name)
            let gone = try all.names().map(\.description).filter { !known.contains($0) && $0 != place.name }.sorted()
            if !dryRun { for name in gone { try forget(name) } }
            return gone
        }
    }

    private func forget(_ name: String) throws {
        guard let all = try folder.findFolder(WorktreePlace.folderName), let own = try all.findFolder(Name(name)) else {
            return
        }
        // Without HEAD it is none.
        if try own.find("HEAD") != nil { try own.removeFile("HEAD") }
        if options.isDurable { try own.sync() }
        own.clear()
        try all.removeFolder(Name(name))
    }
}
