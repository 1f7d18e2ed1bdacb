public import Objects

/// What ``Repository/add(_:_:)`` did.
public struct AddReport: Sendable {
    /// The entries that are new in the index, or changed.
    public internal(set) var added: [Index.Entry] = []
    public internal(set) var removed: [TreePath] = []
    /// What was passed over: FIFOs, sockets, devices, names that a tree cannot hold.
    public internal(set) var skipped: [String] = []
    /// Files that are kept as their bytes though they look like more, and why.
    public internal(set) var notes: [(path: TreePath, reason: String)] = []
    /// The bytes of all files that were read.
    public internal(set) var bytesRead: UInt64 = 0
}

extension Repository {
    public struct AddOptions: Sendable {
        /// Whether to take files that the ignore files leave out.
        public var withIgnored = false
        /// Asked for a recipe of each regular file that is new or changed, by its path in the file system; nil for none.
        /// A file is kept as its recipe if that gives its bytes.
        public var recipe: @Sendable (_ path: String) throws -> Recipe? = { _ in nil }
        /// Called now and then with the bytes read so far.
        public var progress: @Sendable (UInt64) -> Void = { _ in }

        public init() {}
    }

    /// Brings the index to what the work tree holds at `paths` and below: new and changed files, and files that are
    /// gone. Nil stands for the whole work tree. Either all of it happens, or nothing.
    public func add(_ paths: [TreePath?], _ options: AddOptions = AddOptions()) throws -> AddReport {
        let workTree = try workTree()
        let transaction = try transaction()
        let index = try index()
        var report = AddReport()
        var changes: [TreePath: Index.Entry?] = [:]

        func take(_ path: TreePath, _ status: FileStatus) throws {
            let old = index.find(path)
            if let old, old.mode == FileMode(status), old.signature == FileSignature(status) { return }
            let (entry, reason) = try read(path, status, old, workTree, transaction, options)
            if let reason { report.notes.append((path, reason)) }
            if entry != old { changes[path] = entry }
            if old.map({ !$0.isSame(as: entry) }) ?? true { report.added.append(entry) }
            report.bytesRead += status.size
            options.progress(report.bytesRead)
        }

        for path in paths {
            guard try path.map({ try workTree.find($0) != nil || !index.entries(within: $0).isEmpty }) ?? true else {
                throw RepositoryError.pathNotFound(path!.description)
            }
            if let path, !options.withIgnored, index.entries(within: path).isEmpty,
                let status = try workTree.find(path),
                try workTree.ignores(path, isFolder: status.kind == .folder)
            {
                throw RepositoryError.ignored(path.description)
            }
            var seen: Set<TreePath> = []
            try workTree.scan(
                path, isTracked: { !index.entries(within: $0).isEmpty }, withIgnored: options.withIgnored
            ) { visit in
                switch visit {
                case .file(let found):
                    seen.insert(found.path)
                    try take(found.path, found.status)
                case .folder: break
                case .unusable(let name):
                    if name == path?.description { throw RepositoryError.specialFile(name) }
                    report.skipped.append(name)
                }
                return true
            }
            for entry in index.entries(within: path) where !seen.contains(entry.path) && !entry.isAbsent {
                changes[entry.path] = .some(nil)
                report.removed.append(entry.path)
            }
        }
        try transaction.publish { try change(index: changes) }
        return report
    }

    /// Reads one file into the store.
    private func read(
        _ path: TreePath, _ status: FileStatus, _ old: Index.Entry?, _ workTree: WorkTree, _ transaction: Transaction,
        _ options: AddOptions
    ) throws -> (entry: Index.Entry, reason: String?) {
        do {
            _ = try TreePath(path.bytes)
        } catch {
            throw RepositoryError.tooLarge("'\(path)' cannot be kept: \(error.detail)")
        }
        guard status.kind == .regular else {
            guard let folder = try workTree.folder(of: path) else {
                throw RepositoryError.changedWhileRead(path.description)
            }
            let target = try folder.target(ofLink: Name(path.name.bytes))
            let entry = Index.Entry(
                path: path, mode: .symbolicLink, kind: .blob, id: try transaction.put(.blob, target),
                signature: FileSignature(status))
            return (entry, nil)
        }
        let mode: FileMode = status.isExecutable ? .executable : .regular
        // A file that is kept as more than its bytes stays that while its bytes are the same.
        if let old, old.kind != .blob, old.kind != .chunks, try isContent(of: workTree.openFile(path), old.kind, old.id)
        {
            let entry = Index.Entry(
                path: path, mode: mode, kind: old.kind, id: old.id, signature: FileSignature(status))
            return (entry, nil)
        }
        if let recipe = try options.recipe(workTree.path(of: path)) {
            return (try stageChecked(path, recipe, workTree, transaction), nil)
        }
        let file = try workTree.openFile(path)
        let (kind, id, signature, reason) = try ContentReader(transaction: transaction).read(file)
        return (Index.Entry(path: path, mode: mode, kind: kind, id: id, signature: signature), reason)
    }

    /// Puts changes into the index as it is now, under the lock.
    func change(index changes: [TreePath: Index.Entry?]) throws {
        guard !changes.isEmpty else { return }
        try withWriteLock { _ in
            var index = try index()
            index.apply(changes)
            try writeIndex(index)
        }
    }

    /// Stages `recipe` for the file at `path`, which must hold just what the recipe gives: its length and SHA-256 are
    /// compared here once more.
    public func add(_ recipes: [(path: TreePath, recipe: Recipe)]) throws -> [Index.Entry] {
        let workTree = try workTree()
        let transaction = try transaction()
        let entries = try recipes.map { try stageChecked($0.path, $0.recipe, workTree, transaction) }
        try transaction.publish {
            try change(index: Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { $1 }))
        }
        return entries
    }

    private func stageChecked(
        _ path: TreePath, _ recipe: Recipe, _ workTree: WorkTree, _ transaction: Transaction
    ) throws -> Index.Entry {
        let file = try workTree.openFile(path)
        let before = try file.status()
        guard before.size == recipe.output.length, try Self.sha256(of: file) == recipe.output.sha256,
            FileSignature(try file.status()) == FileSignature(before)
        else { throw RepositoryError.changedWhileRead(path.description) }
        return try stage(path, recipe, before, transaction)
    }

    private func stage(
        _ path: TreePath, _ recipe: Recipe, _ status: FileStatus, _ transaction: Transaction
    ) throws -> Index.Entry {
        let id = try transaction.put(.recipe, recipe.bytes)
        return Index.Entry(
            path: path, mode: status.isExecutable ? .executable : .regular, kind: .recipe, id: id,
            signature: FileSignature(status))
    }

    /// Makes files and stages their recipes: `make` passes the bytes to the sink it is given and returns the recipe.
    /// The files appear when all of them are complete, and none when one of them fails.
    public func generate(
        _ files: [TreePath], _ make: @Sendable (_ index: Int, _ sink: (RawSpan) throws -> Void) throws -> Recipe
    ) throws -> [Index.Entry] {
        let workTree = try workTree()
        let transaction = try transaction()
        let writer = try WorkTreeWriter(workTree, temporary: temporary)
        let index = try index()
        let untracked = try Set(files.filter { try index.entries(within: $0).isEmpty && workTree.find($0) != nil })
        @Sendable func refuse(_ path: TreePath) -> RepositoryError {
            .wouldLose([path], because: "files that are not tracked would be overwritten")
        }
        for path in untracked where try workTree.find(path)?.kind != .regular { throw refuse(path) }
        let made = try Parallel.map(Array(files.indices)) { number in
            let staged = try writer.stage(files[number], executable: false)
            var hasher = ContentHasher()
            let recipe = try make(number) { bytes in
                hasher.update(bytes)
                try staged.write(bytes)
            }
            guard hasher.count == recipe.output.length, hasher.finish() == recipe.output.sha256 else {
                throw RepositoryError.recipeDiffers(recipe.id, what: "what it gave is not what it says")
            }
            // A file that is the same already was made by a call that did not come to its end.
            if untracked.contains(files[number]),
                try Self.sha256(of: workTree.openFile(files[number])) != recipe.output.sha256
            {
                throw refuse(files[number])
            }
            return (staged, recipe)
        }
        let entries = try zip(files, made).map { path, made in
            try stage(path, made.1, try made.0.put(), transaction)
        }
        try transaction.publish {
            try change(index: Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { $1 }))
        }
        return entries
    }
}
