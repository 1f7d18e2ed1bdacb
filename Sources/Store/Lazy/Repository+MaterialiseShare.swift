public import Objects
internal import Packs

extension Repository {
    /// Writes one part of the files at `paths` and below that are missing, while other processes write the other parts,
    /// perhaps into the same working tree. Existing files are not touched.
    ///
    /// Only the note in the index takes the exclusive lock. The parts follow from the index and from recipes and chunk
    /// lists, which are always present.
    ///
    /// - Returns: the files that were written.
    public func materialise(
        _ paths: [TreePath?], _ shard: Shard, _ options: CheckoutOptions = CheckoutOptions()
    ) throws -> [TreePath] {
        let workTree = try workTree()
        let index = try index()
        var written: [Index.Entry] = []
        do {
            // Nobody removes packs or temporary files meanwhile.
            let lock = try sharePacks()
            defer { _ = lock }
            var plan = CheckoutPlan()
            for entry in try share(of: shard, paths, index)
            where try workTree.findSafely(entry.path) == nil && !isUnready(entry) {
                plan.write(entry, over: nil)
            }
            written = plan.writes.map(\.entry)
            let contents = written.map { (kind: $0.kind, id: $0.id) }
            if let (kind, id) = try unreachableContent(of: contents) { throw ObjectError.absent(kind, id) }
            try checkNames(plan, index, workTree)
            try checkSpace(for: plan, workTree, options)
            try getContent(of: contents)
            let materialiser = try Materialiser(self, workTree, progress: options.progress)
            let signatures = try materialiser.write(written)
            for position in written.indices { written[position].signature = signatures[written[position].path] }
        }
        try note(present: written)
        return written.map(\.path)
    }

    /// Notes files that are present now, unless the index has changed there meanwhile.
    private func note(present written: [Index.Entry]) throws {
        guard !written.isEmpty else { return }
        try withWriteLock { _ in
            var index = try index()
            var changes: [TreePath: Index.Entry?] = [:]
            for var entry in written where index.find(entry.path)?.isSame(as: entry) == true {
                entry.isAbsent = false
                changes[entry.path] = entry
            }
            index.apply(changes)
            try writeIndex(index)
        }
    }

    // MARK: Parts

    /// How many blobs are one unit of work: those with adjacent paths are often in the same frames.
    private static let blobsInUnit = 64

    private func share(of shard: Shard, _ paths: [TreePath?], _ index: Index) throws -> [Index.Entry] {
        var entries: [Index.Entry] = []
        for path in paths {
            let found = index.entries(within: path)
            guard !found.isEmpty || path == nil else { throw WorkTreeError.notFound(path!.description) }
            entries += found
        }
        if paths.count > 1 {
            entries = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }.values
                .sorted { $0.path < $1.path }
        }
        var units: [(entries: [Index.Entry], cost: UInt64)] = []
        var blobs: [Index.Entry] = []
        func closeUnit() {
            if !blobs.isEmpty { units.append((blobs, UInt64(blobs.count) << 18)) }
            blobs = []
        }
        for entry in entries {
            guard let cost = try cost(of: entry) else {
                blobs.append(entry)
                if blobs.count == Self.blobsInUnit { closeUnit() }
                continue
            }
            units.append(([entry], cost))
        }
        closeUnit()
        var division = WorkDivision(among: shard.count)
        let owners = division.divide(units.enumerated().map { (name: $0.offset, cost: $0.element.cost) })
        return zip(units, owners).filter { $1 == shard.number }.flatMap(\.0.entries)
    }

    /// The approximate time of writing a file, in bytes that are hashed in that time. Nil for a blob: its length is
    /// unknown where it is absent.
    private func cost(of entry: Index.Entry) throws -> UInt64? {
        let factor: UInt64
        switch entry.kind {
        case .chunks: factor = 4
        case .recipe: factor = 6
        case .output: factor = 64
        case .blob, .bundle, .session, .tree, .commit, .tag, .computation, .environment: return nil
        }
        let (product, overflow) = try contentLength(entry.kind, entry.id).multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
