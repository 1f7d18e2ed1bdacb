internal import Files
public import Objects
internal import Packs
internal import Threads

extension Repository {
    /// Writes the missing files at `paths` and below that should be in the working tree. Existing files are not
    /// touched.
    ///
    /// - Returns: the files that were written.
    public func materialise(_ paths: [TreePath?], _ options: CheckoutOptions = CheckoutOptions()) throws -> [TreePath] {
        try withWriteLock { _ in
            let workTree = try workTree()
            let index = try index()
            var plan = CheckoutPlan()
            var written: [TreePath] = []
            for path in paths {
                let entries = index.entries(within: path)
                guard !entries.isEmpty || path == nil else { throw WorkTreeError.notFound(path!.description) }
                for entry in entries where try workTree.findSafely(entry.path) == nil {
                    plan.write(entry, over: nil)
                    written.append(entry.path)
                }
            }
            if let (kind, id) = try unreachableContent(of: plan.writes.map { ($0.entry.kind, $0.entry.id) }) {
                throw ObjectError.absent(kind, id)
            }
            var options = options
            options.isLazy = false
            var trace = CheckoutTrace()
            try carryOut(plan, index, workTree, options, &trace)
            return written
        }
    }

    /// Removes the files at `paths` and below from the working tree, where they are then deliberately absent. Only
    /// files that can be restored are removed: a recipe's after it has just been executed and gave them byte for byte;
    /// all others if their bytes are in the store and intact, or the remote that this copy came from says that it has
    /// them.
    ///
    /// - Returns: the files that were removed, and their size in bytes.
    /// - Throws: before anything is removed; ``WorkTreeError/wouldLose(_:because:)`` for files that differ from the
    ///   index.
    public func drop(_ paths: [TreePath?], largeOnly: Bool = false) throws -> (files: [TreePath], bytes: UInt64) {
        try withWriteLock { _ in
            let workTree = try workTree()
            let index = try index()
            var dropped: [Index.Entry] = []
            var changed: [TreePath] = []
            var bytes: UInt64 = 0
            for path in paths {
                let entries = index.entries(within: path)
                guard !entries.isEmpty || path == nil else { throw WorkTreeError.notFound(path!.description) }
                for entry in entries {
                    guard let status = try workTree.findSafely(entry.path), try !largeOnly || isLarge(entry) else {
                        continue
                    }
                    // By its bytes, whatever the file's status.
                    var unsigned = entry
                    unsigned.signature = nil
                    if try compare(unsigned, in: workTree).verdict == .same {
                        dropped.append(entry)
                        bytes.add(saturating: status.size)
                    } else {
                        changed.append(entry.path)
                    }
                }
            }
            guard changed.isEmpty else {
                throw WorkTreeError.wouldLose(changed, because: "files have changed since they were staged")
            }
            try Parallel.forEach(dropped.filter { $0.kind == .recipe }) { entry in
                try self.evaluate(try self.objects.recipe(entry.id)) { _ in }
            }
            try Parallel.forEach(dropped.filter { $0.kind == .output }) { entry in
                try self.computed(entry.id) { _ in }
            }
            try checkCanBeHad(dropped)
            var changes: [TreePath: Index.Entry?] = [:]
            for var entry in dropped {
                entry.signature = nil
                entry.isAbsent = true
                changes[entry.path] = entry
            }
            // The index first: a file that is marked as absent and still exists is a valid state, too.
            var after = index
            after.apply(changes)
            try writeIndex(after)
            for entry in dropped { try workTree.remove(entry.path) }
            return (dropped.map(\.path), bytes)
        }
    }

    /// Reads the files from the store, and asks the remote for the rest.
    private func checkCanBeHad(_ entries: [Index.Entry]) throws {
        let files = entries.map { (kind: $0.kind, id: $0.id) }
        let absent = try absentBlobs(of: files)
        let away = Set(absent)
        for entry in entries {
            switch entry.kind {
            case .recipe, .output: break
            case .chunks:
                let chunks = try objects.chunkList(entry.id).chunks
                if chunks.contains(where: { away.contains($0.id) }) {
                    for chunk in chunks where !away.contains(chunk.id) { _ = try objects.get(chunk.id, .blob) }
                } else {
                    try objects.assembly(of: entry.id).run()
                }
            case .blob, .bundle, .session: if !away.contains(entry.id) { _ = try objects.get(entry.id, entry.kind) }
            case .tree, .commit, .tag, .computation, .environment: break
            }
        }
        guard let first = absent.first else { return }
        guard isLazy, let source = options.contentSource else { throw ObjectError.missing(first) }
        if let missing = try source.firstMissing(of: absent, for: self) { throw ObjectError.missing(missing) }
    }
}
