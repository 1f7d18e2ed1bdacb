internal import Objects
internal import Synchronization

/// Writes the content of index entries into the work tree, on all cores, each frame decoded once.
///
/// What is written has been verified: a blob by its identity, chunks by theirs, a recipe's output by its SHA-256.
final class Materialiser: Sendable {
    private let repository: Repository
    private let writer: WorkTreeWriter
    private let progress: @Sendable (UInt64) -> Void
    private let signatures = Mutex<[TreePath: FileSignature]>([:])

    /// - Parameter progress: called with the bytes of each file that is in place.
    init(_ repository: Repository, _ workTree: WorkTree, progress: @escaping @Sendable (UInt64) -> Void = { _ in })
        throws
    {
        self.repository = repository
        self.progress = progress
        writer = try WorkTreeWriter(workTree, temporary: repository.temporary)
    }

    private struct FrameKey: Hashable {
        let pack: ObjectIdentifier
        let frame: UInt32
    }

    private enum Work: Sendable {
        /// Files that are objects of one frame.
        case frame(Pack, Int, [(file: Index.Entry, object: PackFooter.Entry)])
        case recipe(Index.Entry)
    }

    /// - Returns: how each file looks now.
    func write(_ entries: [Index.Entry]) throws -> [TreePath: FileSignature] {
        var frames: [FrameKey: (pack: Pack, frame: Int, files: [(file: Index.Entry, object: PackFooter.Entry)])] = [:]
        var works: [Work] = []
        for entry in entries {
            switch entry.kind {
            case .chunks: try writeChunks(entry)
            case .recipe: works.append(.recipe(entry))
            case .blob, .bundle, .session:
                let (pack, object) = try repository.objects.getPlace(of: entry.id)
                let key = FrameKey(pack: ObjectIdentifier(pack), frame: object.frame)
                frames[key, default: (pack, Int(object.frame), [])].files.append((entry, object))
            case .tree, .commit, .tag: preconditionFailure("an index entry is content")
            }
        }
        works += frames.values.map { .frame($0.pack, $0.frame, $0.files) }
        // The dearest first, so that no core is left alone with one at the end.
        works = works.map { (cost: cost($0), work: $0) }.sorted { $0.cost > $1.cost }.map(\.work)
        try Parallel.forEach(works) { work in
            switch work {
            case .frame(let pack, let frame, let files):
                let bytes = try pack.frame(frame)
                for (file, object) in files { try self.writeObject(file, object, bytes) }
            case .recipe(let entry): try self.writeRecipe(entry)
            }
        }
        return signatures.withLock { $0 }
    }

    /// About how long a work takes, in bytes that xz gives in the time.
    private func cost(_ work: Work) -> UInt64 {
        switch work {
        case .frame(let pack, let frame, _):
            let frame = pack.footer.frames[frame]
            return frame.codec == .xz ? UInt64(frame.length) : UInt64(frame.length) / 8
        case .recipe(let entry): return ((try? repository.contentLength(.recipe, entry.id)) ?? 0) / 8
        }
    }

    private func done(_ entry: Index.Entry, _ status: FileStatus) {
        signatures.withLock { $0[entry.path] = FileSignature(status) }
        progress(status.size)
    }

    private func writeObject(_ file: Index.Entry, _ object: PackFooter.Entry, _ frame: [UInt8]) throws {
        let object = try ObjectDatabase.object(object, in: frame)
        guard object.kind == file.kind else {
            throw RepositoryError.wrongKind(object.id, found: object.kind, wanted: file.kind)
        }
        if file.mode == .symbolicLink {
            guard !object.payload.isEmpty, object.payload.count < 4096, !object.payload.contains(0) else {
                throw RepositoryError.damaged("symbolic link '\(file.path)'", what: "its target is no path")
            }
            return done(file, try writer.putLink(file.path, to: object.payload))
        }
        let staged = try writer.stage(file.path, executable: file.mode == .executable)
        try staged.write(object.payload.span.bytes)
        done(file, try staged.put())
    }

    private func writeRecipe(_ entry: Index.Entry) throws {
        let recipe = try repository.objects.recipe(entry.id)
        let staged = try writer.stage(entry.path, executable: entry.mode == .executable)
        try repository.evaluate(recipe) { try staged.write($0) }
        done(entry, try staged.put())
    }

    private func writeChunks(_ entry: Index.Entry) throws {
        let list = try repository.objects.chunkList(entry.id)
        let staged = try writer.stage(entry.path, executable: entry.mode == .executable)
        try staged.truncate(to: list.length)
        try repository.objects.forEachChunk(of: list) { offset, bytes in try staged.write(bytes, at: offset) }
        done(entry, try staged.put())
    }
}

extension ObjectDatabase {
    func getPlace(of id: ObjectID) throws -> (pack: Pack, entry: PackFooter.Entry) {
        guard let place = try locate(id) else { throw RepositoryError.objectMissing(id) }
        return place
    }

    /// Passes every chunk of a list to `body`, with its offset in the file, in any order and from several threads.
    /// Each frame is decoded once; each chunk has been verified by its identity.
    func forEachChunk(of list: ChunkList, _ body: @Sendable (UInt64, RawSpan) throws -> Void) throws {
        typealias Piece = (offset: UInt64, object: PackFooter.Entry)
        var frames: [(pack: Pack, frame: Int, pieces: [Piece])] = []
        var known: [String: Int] = [:]
        var offset: UInt64 = 0
        for chunk in list.chunks {
            let (pack, object) = try getPlace(of: chunk.id)
            guard object.kind == .blob, object.length == chunk.length else {
                throw RepositoryError.damaged(
                    "chunk \(chunk.id)", what: "it has not the length that the file's list says")
            }
            let key = "\(pack.name.hex)/\(object.frame)"
            let index = known[key] ?? frames.count
            if index == frames.count {
                known[key] = index
                frames.append((pack, Int(object.frame), []))
            }
            frames[index].pieces.append((offset, object))
            offset += UInt64(chunk.length)
        }
        try Parallel.forEach(frames) { frame in
            let bytes = try frame.pack.frame(frame.frame)
            for piece in frame.pieces {
                let object = try Self.object(piece.object, in: bytes)
                try body(piece.offset, object.payload.span.bytes)
            }
        }
    }
}

extension Repository {
    /// Executes a recipe and passes on what it gives. Throws at the end unless length and SHA-256 are right, so that the
    /// caller drops what it has taken.
    func evaluate(_ recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws {
        guard let evaluator else { throw RepositoryError.noEvaluator }
        var hasher = ContentHasher()
        try evaluator.evaluate(recipe) { bytes in
            hasher.update(bytes)
            try consume(bytes)
        }
        guard hasher.count == recipe.output.length else {
            throw RepositoryError.recipeDiffers(
                recipe.id, what: "\(hasher.count) bytes came out, and \(recipe.output.length) are recorded")
        }
        let digest = hasher.finish()
        guard digest == recipe.output.sha256 else {
            throw RepositoryError.recipeDiffers(
                recipe.id, what: "its SHA-256 is \(digest) and not \(recipe.output.sha256)")
        }
    }
}
