internal import Files
public import Objects
internal import Packs
internal import Threads

/// The result of ``Repository/add(_:_:)``.
public struct AddReport: Sendable {
    /// The entries that are new in the index, or changed.
    public internal(set) var added: [Index.Entry] = []
    public internal(set) var removed: [TreePath] = []
    /// Paths whose conflicts are now resolved.
    public internal(set) var resolved: [TreePath] = []
    /// What was skipped: FIFOs, sockets, devices.
    public internal(set) var skipped: [String] = []
    /// Files that were stored as recipes and are now stored as bytes, since the recipe does not give them.
    public internal(set) var formerRecipes: [TreePath] = []
    /// Names that were skipped because a file system may treat them as the store's or git's own.
    public internal(set) var reserved: [(name: String, means: ReservedName)] = []
    /// Files that are stored as bytes though they look like evidence, and why.
    public internal(set) var notes: [(path: TreePath, reason: String)] = []
    /// The bytes of all files that were read.
    public internal(set) var bytesRead: UInt64 = 0
}

extension Repository {
    /// Which files are added, and how they are stored.
    public struct AddOptions: Sendable {
        /// Whether to include ignored files.
        public var withIgnored = false
        /// Whether nothing is added if a file that is kept as its recipe, or as the output of a program, would be kept as bytes.
        public var isStrict = false
        /// Returns recipes for new and changed regular files, by their paths in the file system: as many as there are
        /// paths, nil for none. A file is stored as its recipe if that gives its bytes.
        public var origins: (@Sendable (_ paths: [String]) throws -> [Recipe?])?
        /// Additional files, each with a recipe that must give exactly their bytes.
        public var recipes: [(path: TreePath, recipe: Recipe)] = []
        /// Called now and then with the bytes read so far.
        public var progress: @Sendable (UInt64) -> Void = { _ in }

        public init() {}
    }

    /// Updates the index to the contents of the working tree at `paths` and below: new and changed files, and files
    /// that are gone. Nil means the whole working tree. Either all of it happens, or nothing.
    public func add(_ paths: [TreePath?], _ options: AddOptions = AddOptions()) throws -> AddReport {
        let report = try addFiles(paths, options)
        maintain()
        return report
    }

    private func addFiles(_ paths: [TreePath?], _ options: AddOptions) throws -> AddReport {
        let workTree = try workTree()
        let transaction = try transaction()
        let index = try index()
        var report = AddReport()
        var changes: [TreePath: Index.Entry?] = [:]
        var resolved: Set<TreePath> = []

        // Files whose origin is looked for are taken together, after all others.
        var waiting: [(path: TreePath, status: FileStatus)] = []

        func find(_ path: TreePath, _ status: FileStatus) throws {
            let old = index.find(path)
            if let old, old.mode == FileMode(status), old.signature == FileSignature(status) { return }
            guard options.origins != nil, status.kind == .regular else { return try take(path, status, nil) }
            waiting.append((path, status))
        }

        func take(_ path: TreePath, _ status: FileStatus, _ recipe: Recipe?) throws {
            let old = index.find(path)
            let (entry, reason) = try read(path, status, old, workTree, transaction, recipe)
            if let reason { report.notes.append((path, reason)) }
            if old?.kind == .recipe || old?.kind == .output, entry.kind != old?.kind {
                report.formerRecipes.append(path)
            }
            if entry != old { changes[path] = entry }
            if old.map({ !$0.isSame(as: entry) }) ?? true { report.added.append(entry) }
            report.bytesRead.add(saturating: status.size)
            options.progress(report.bytesRead)
        }

        for (path, recipe) in options.recipes {
            let entry = try stageChecked(path, recipe, workTree, transaction)
            changes[path] = entry
            report.added.append(entry)
        }
        for path in paths {
            let conflicts = index.conflicts(within: path).map(\.path)
            resolved.formUnion(conflicts)
            guard
                try path.map({ path in
                    try workTree.find(path) != nil || !index.entries(within: path).isEmpty || !conflicts.isEmpty
                }) ?? true
            else {
                throw WorkTreeError.notFound(path!.description)
            }
            if let path, !options.withIgnored, index.entries(within: path).isEmpty,
                let status = try workTree.find(path),
                try workTree.ignores(path, isFolder: status.kind == .folder)
            {
                throw WorkTreeError.ignored(path.description)
            }
            var seen: Set<TreePath> = []
            try workTree.scan(
                path, isTracked: { !index.entries(within: $0).isEmpty }, withIgnored: options.withIgnored
            ) { visit in
                switch visit {
                case .file(let found):
                    guard let status = try workTree.find(found.path), status.kind != .folder else { break }
                    seen.insert(found.path)
                    try find(found.path, status)
                case .folder: break
                case .unusable(let name):
                    if name == path?.description { throw WorkTreeError.specialFile(name) }
                    report.skipped.append(name)
                case .reserved(let name, let reserved): report.reserved.append((name, reserved))
                }
                return true
            }
            for entry in index.entries(within: path) where !seen.contains(entry.path) && !entry.isAbsent {
                changes[entry.path] = .some(nil)
                report.removed.append(entry.path)
            }
        }
        let recipes = try options.origins?(waiting.map { workTree.path(of: $0.path) }) ?? []
        for (file, recipe) in zip(waiting, recipes) { try take(file.path, file.status, recipe) }
        report.resolved = resolved.sorted()
        if options.isStrict, !report.formerRecipes.isEmpty { throw WorkTreeError.noRecipeAnyMore(report.formerRecipes) }
        // The trees that the record of the operation names go into the same pack.
        if !changes.isEmpty {
            var staged = index
            staged.apply(changes)
            _ = try tree(of: staged, after: index, transaction)
        }
        try transaction.publish { try change(index: changes, resolving: resolved) }
        return report
    }

    /// Reads one file into the store: as `recipe`, if there is one and the file is new or changed.
    func read(
        _ path: TreePath, _ status: FileStatus, _ old: Index.Entry?, _ workTree: WorkTree, _ transaction: Transaction,
        _ recipe: Recipe? = nil
    ) throws -> (entry: Index.Entry, reason: String?) {
        do {
            _ = try TreePath(path.bytes)
        } catch {
            throw LimitExceeded("'\(path)'", "cannot be stored: \(error.detail)")
        }
        guard status.kind == .regular else {
            guard let folder = try workTree.folder(of: path) else {
                throw WorkTreeError.changedWhileRead(path.description)
            }
            let target = try folder.target(ofLink: Name(path.name.bytes))
            let entry = Index.Entry(
                path: path, mode: .symbolicLink, kind: .blob, id: try transaction.put(.blob, target),
                signature: FileSignature(status))
            return (entry, nil)
        }
        let mode: FileMode = status.isExecutable ? .executable : .regular
        // A file that is stored as more than its bytes remains so while its bytes are unchanged.
        if let old, old.kind != .blob, old.kind != .chunks, try isContent(of: workTree.openFile(path), old.kind, old.id)
        {
            let entry = Index.Entry(
                path: path, mode: mode, kind: old.kind, id: old.id, signature: FileSignature(status))
            return (entry, nil)
        }
        if let recipe {
            return (try stageChecked(path, recipe, workTree, transaction), nil)
        }
        let file = try workTree.openFile(path)
        let (kind, id, signature, reason) = try ContentReader(transaction: transaction).read(file)
        return (Index.Entry(path: path, mode: mode, kind: kind, id: id, signature: signature), reason)
    }

    /// Applies changes to the present index, under the lock.
    ///
    /// - Parameter resolved: paths whose conflicts are resolved by the resulting entries.
    func change(index changes: [TreePath: Index.Entry?], resolving resolved: Set<TreePath> = []) throws {
        guard !changes.isEmpty || !resolved.isEmpty else { return }
        try withWriteLock { _ in
            let before = try index()
            var index = before
            index.apply(changes)
            index.resolve(resolved)
            try writeIndex(index, replacing: before)
        }
    }

    /// Stages recipes for files that contain exactly their output.
    public func add(_ recipes: [(path: TreePath, recipe: Recipe)]) throws -> [Index.Entry] {
        var options = AddOptions()
        options.recipes = recipes
        return try add([], options).added
    }

    /// Stages `recipe` for the file at `path`, whose length and SHA-256 are compared once more.
    private func stageChecked(
        _ path: TreePath, _ recipe: Recipe, _ workTree: WorkTree, _ transaction: Transaction
    ) throws -> Index.Entry {
        let file = try workTree.openFile(path)
        let before = try file.status()
        guard before.size == recipe.output.length, try Self.sha256(of: file) == recipe.output.sha256,
            FileSignature(try file.status()) == FileSignature(before)
        else { throw WorkTreeError.changedWhileRead(path.description) }
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

    /// Creates files and stages their recipes: `make` passes the bytes to its sink and returns the recipe. The files
    /// appear when all of them are complete, and none if one of them fails. An existing file is an error unless it is
    /// the same, or `replacing`.
    public func generate(
        _ files: [TreePath], replacing: Bool = false,
        _ make: @Sendable (_ index: Int, _ sink: (RawSpan) throws -> Void) throws -> Recipe
    ) throws -> [Index.Entry] {
        let entries = try generateFiles(files, replacing: replacing, make)
        maintain()
        return entries
    }

    private func generateFiles(
        _ files: [TreePath], replacing: Bool,
        _ make: @Sendable (_ index: Int, _ sink: (RawSpan) throws -> Void) throws -> Recipe
    ) throws -> [Index.Entry] {
        let workTree = try workTree()
        let transaction = try transaction()
        let writer = try WorkTreeWriter(workTree, temporary: temporary)
        let existing: Set<TreePath> = try replacing ? [] : Set(files.filter { try workTree.find($0) != nil })
        for path in existing where try workTree.find(path)?.kind != .regular {
            throw WorkTreeError.exists(path)
        }
        let made = try Parallel.map(Array(files.indices)) { number in
            var hasher = ContentHasher()
            let (complete, recipe) = try writer.complete(files[number]) { staged in
                try make(number) { bytes in
                    hasher.update(bytes)
                    try staged.write(bytes)
                }
            }
            guard hasher.count == recipe.output.length, hasher.finish() == recipe.output.sha256 else {
                throw RecipeError.differs(recipe.id, what: "what it gave is not what it says")
            }
            // An identical file was made by a call that was interrupted.
            if existing.contains(files[number]),
                try Self.sha256(of: workTree.openFile(files[number])) != recipe.output.sha256
            {
                throw WorkTreeError.exists(files[number])
            }
            return (complete, recipe)
        }
        if replacing {
            try withWriteLock { _ in
                try keep(
                    discarded(by: zip(files, made).map { ($0, $1.1) }, in: workTree), workTree, recipes: made.map(\.1))
            }
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
