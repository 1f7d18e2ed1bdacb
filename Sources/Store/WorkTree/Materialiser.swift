internal import Files
package import Objects
internal import Packs
internal import Synchronization
internal import Threads

/// Writes the content of index entries into the working tree, on all cores, each frame decoded once.
///
/// What is put in place has been verified: a blob by its identity, a file of chunks and a recipe's output by their
/// SHA-256.
final class Materialiser: Sendable {
    private let repository: Repository
    private let writer: WorkTreeWriter
    private let progress: @Sendable (UInt64) -> Void
    private let signatures = Mutex<[TreePath: FileSignature]>([:])

    /// - Parameter progress: called with the size of each file that is in place.
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
        case output(Index.Entry)
    }

    /// - Returns: the status of each file.
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
            case .output: works.append(.output(entry))
            case .tree, .commit, .tag, .computation, .environment: preconditionFailure("an index entry is content")
            }
        }
        works += frames.values.map { .frame($0.pack, $0.frame, $0.files) }
        // The most expensive first, so that no core is left alone with one at the end.
        works = works.map { (cost: cost($0), work: $0) }.sorted { $0.cost > $1.cost }.map(\.work)
        let width = Parallel.width(forFramesOf: frames.values.map { $0.pack.footer.frames[$0.frame].length }.max())
        try Parallel.forEach(works, width: width) { work in
            switch work {
            case .frame(let pack, let frame, let files):
                let bytes = try pack.frame(frame)
                for (file, object) in files { try self.writeObject(file, object, bytes) }
            case .recipe(let entry): try self.writeRecipe(entry)
            case .output(let entry): try self.writeOutput(entry)
            }
        }
        return signatures.withLock { written in
            defer { written = [:] }
            return written
        }
    }

    /// The approximate time of a unit of work, in bytes that xz decodes in that time.
    private func cost(_ work: Work) -> UInt64 {
        switch work {
        case .frame(let pack, let frame, _):
            let frame = pack.footer.frames[frame]
            return frame.codec == .xz ? UInt64(frame.length) : UInt64(frame.length) / 8
        case .recipe(let entry): return ((try? repository.contentLength(.recipe, entry.id)) ?? 0) / 8
        // Whole programs, each of which takes longer than any frame.
        case .output: return .max
        }
    }

    private func done(_ entry: Index.Entry, _ status: FileStatus) {
        signatures.withLock { $0[entry.path] = FileSignature(status) }
        progress(status.size)
    }

    private func writeObject(_ file: Index.Entry, _ object: PackFooter.Entry, _ frame: [UInt8]) throws {
        let object = try ObjectDatabase.object(object, in: frame)
        guard object.kind == file.kind else {
            throw Damage.kindDiffers(object.id, found: object.kind, stated: file.kind)
        }
        if file.mode == .symbolicLink {
            do { try LinkTarget.check(object.payload) } catch {
                throw Damage(.link(file.path), "\(error)")
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

    private func writeOutput(_ entry: Index.Entry) throws {
        let staged = try writer.stage(entry.path, executable: entry.mode == .executable)
        try repository.computed(entry.id) { try staged.write($0) }
        done(entry, try staged.put())
    }

    private func writeChunks(_ entry: Index.Entry) throws {
        let assembly = try repository.objects.assembly(of: entry.id)
        let staged = try writer.stage(entry.path, executable: entry.mode == .executable)
        try assembly.bytes { try staged.write($0) }
        done(entry, try staged.put())
    }
}

extension Repository {
    /// The evaluator for a recipe. If the output would have another length than recorded, it is refused before anything
    /// is computed.
    func evaluator(for recipe: Recipe) throws -> any RecipeEvaluator {
        guard let evaluator else { throw RecipeError.noEvaluator }
        let length = try evaluator.cost(of: recipe).output
        guard length == recipe.output.length else {
            throw RecipeError.differs(
                recipe.id, what: "it gives \(length) bytes, and \(recipe.output.length) are recorded")
        }
        return evaluator
    }

    /// Executes a recipe and passes on its output. Throws at the end unless length and SHA-256 are right, so that the
    /// caller discards what it has received.
    package func evaluate(_ recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws {
        let evaluator = try evaluator(for: recipe)
        var hasher = ContentHasher()
        try evaluator.evaluate(recipe) { bytes in
            hasher.update(bytes)
            try consume(bytes)
        }
        try recipe.check(hasher)
    }
}

extension Recipe {
    /// - Throws: ``RecipeError/differs(_:what:)`` unless these bytes are the recorded output.
    func check(_ hasher: ContentHasher) throws {
        guard hasher.count == output.length else {
            throw RecipeError.differs(
                id, what: "\(counted(hasher.count, "byte")) were computed, and \(output.length) are recorded")
        }
        let digest = hasher.finish()
        guard digest == output.sha256 else {
            throw RecipeError.differs(id, what: "its SHA-256 is \(digest) and not \(output.sha256)")
        }
    }
}
