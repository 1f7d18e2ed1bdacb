internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// The default of undo.maxsize.
    static let maximumKept: UInt64 = 1 << 30

    /// What a checkout overwrites and removes that is neither in the index nor what the checkout writes.
    func discarded(by plan: CheckoutPlan, in workTree: WorkTree) throws -> DiscardedFiles {
        var files = DiscardedFiles()
        let removed = Set(plan.removals.map(\.path))
        var met: Set<TreePath> = []
        /// A file where the checkout needs a folder.
        func meetParents(of path: TreePath) throws {
            var parent = path.parent
            while let folder = parent, met.insert(folder).inserted {
                parent = folder.parent
                guard let status = try workTree.findSafely(folder) else { continue }
                guard let mode = FileMode(status), mode != .folder, !removed.contains(folder) else { return }
                return files.add(folder, status, staged: nil, replacedBy: nil)
            }
        }
        for (entry, old) in plan.writes {
            guard let status = try workTree.findSafely(entry.path) else {
                if let old, !old.isAbsent { files.restore(entry) }
                try meetParents(of: entry.path)
                continue
            }
            guard let mode = FileMode(status), mode != .folder else { continue }
            if let old, try compare(old, in: workTree).verdict == .same { continue }
            if old?.isSame(as: entry) != true, try compare(entry, in: workTree).verdict == .same { continue }
            files.add(entry.path, status, staged: old ?? entry, replacedBy: entry)
        }
        for entry in plan.removals {
            guard let status = try workTree.findSafely(entry.path), let mode = FileMode(status), mode != .folder,
                try compare(entry, in: workTree).verdict != .same
            else { continue }
            files.add(entry.path, status, staged: entry, replacedBy: nil)
        }
        return files
    }

    /// What generated files replace that is neither in the index nor the same.
    func discarded(by made: [(path: TreePath, recipe: Recipe)], in workTree: WorkTree) throws -> DiscardedFiles {
        var files = DiscardedFiles()
        let index = try index()
        for (path, recipe) in made {
            guard let status = try workTree.findSafely(path), let mode = FileMode(status), mode != .folder else {
                continue
            }
            let staged = index.find(path)
            if let staged, try compare(staged, in: workTree).verdict == .same { continue }
            if mode == .regular, status.size == recipe.output.length,
                try Self.sha256(of: workTree.openFile(path)) == recipe.output.sha256
            {
                continue
            }
            let new = Index.Entry(path: path, mode: .regular, kind: .recipe, id: recipe.id)
            files.add(path, status, staged: staged, replacedBy: new)
        }
        return files
    }

    /// Puts files into the store that are about to be discarded, and names them in the record of operations, so that undo
    /// brings them back. `Options.notKept` is told of what cannot be read or is too large, and is discarded all the same.
    ///
    /// - Parameters:
    ///   - files: what is discarded.
    ///   - workTree: where it is.
    ///   - recipes: those of files that come, unless they are in the store.
    ///   - makesRoom: whether the command only removes files: it may be what makes room on a full disk, and goes on where
    ///     nothing can be stored.
    func keep(
        _ files: DiscardedFiles, _ workTree: WorkTree, recipes: [Recipe] = [], makesRoom: Bool = false
    ) throws {
        guard !files.isEmpty else { return }
        var files = files
        do {
            let transaction = try transactionWithoutSettling()
            for recipe in recipes { try transaction.put(.recipe, recipe.bytes) }
            let entries = try read(&files, workTree, transaction)
            guard !files.isEmpty else { return }
            try record(entries, files.after, transaction)
        } catch let error as FileError where makesRoom && error.isNoSpace {
            options.notKept(UnkeptFiles(paths: files.found.keys.sorted(), reason: .error("\(error)")))
        }
    }

    private func read(_ files: inout DiscardedFiles, _ workTree: WorkTree, _ transaction: Transaction) throws
        -> [TreePath: Index.Entry]
    {
        let limit = try configuration.bytes("undo.maxsize") ?? Self.maximumKept
        var left = limit
        var tooLarge: [TreePath] = []
        var entries: [TreePath: Index.Entry] = [:]
        // The smallest first: as many as possible are kept.
        for (path, file) in files.found.sorted(by: { ($0.value.status.size, $0.key) < ($1.value.status.size, $1.key) })
        {
            guard file.status.size <= left else {
                tooLarge.append(path)
                continue
            }
            do {
                entries[path] = try read(path, file.status, file.entry, workTree, transaction).entry
                left -= file.status.size
            } catch let error as FileError where !error.isNotWritable {
                throw error
            } catch {
                // It may not be read, or is being written, or has a name that cannot be stored.
                options.notKept(UnkeptFiles(paths: [path], reason: .error("\(error)")))
                files.forget(path)
            }
        }
        for path in tooLarge { files.forget(path) }
        if !tooLarge.isEmpty { options.notKept(UnkeptFiles(paths: tooLarge.sorted(), reason: .size(limit: limit))) }
        return entries
    }

    /// Records files that change in the working tree and not in the index, before they do.
    ///
    /// - Parameter transaction: has their content, and is published.
    func record(
        _ before: [TreePath: Index.Entry], _ after: [TreePath: Index.Entry], _ transaction: Transaction
    ) throws {
        let step = Operation.Step(from: try put(before, transaction), to: try put(after, transaction))
        try transaction.publish {
            do { try record(step) } catch let error as FileError { throw error } catch {}
        }
    }

    /// Puts the files of one side of an ``Operation/work`` step into a transaction.
    func put(_ files: [TreePath: Index.Entry], _ transaction: Transaction) throws -> ObjectID {
        let index = Index(sorted: files.values.sorted { $0.path < $1.path })
        return try transaction.put(.blob, index.bytesWithoutSignatures)
    }
}
