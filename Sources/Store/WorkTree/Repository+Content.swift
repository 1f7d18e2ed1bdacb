internal import Files
public import Objects
internal import Packs
internal import Synchronization
internal import Threads

extension Repository {
    /// Passes the bytes of the file that an object represents to `consume`, in order.
    ///
    /// Nothing is passed on unless all of it is verified: a recipe is executed into a temporary file first, and a file
    /// of chunks is hashed before it is read again, or held in memory if it is short.
    public func content(_ kind: ObjectKind, _ id: ObjectID, _ consume: (RawSpan) throws -> Void) throws {
        try getContent(of: [(kind, id)])
        switch kind {
        case .blob, .bundle, .session: try payload(kind, id, consume)
        case .chunks: try file(ofChunks: id, consume)
        case .recipe: try output(of: objects.recipe(id), consume)
        case .output: try computed(id, consume)
        case .tree, .commit, .tag, .computation, .environment:
            throw ObjectError.wrongKind(id, found: kind, wanted: .blob)
        }
    }

    /// Passes the bytes of the file that `revision` names, such as `main:data/noise.npy`, to `consume`, in order.
    ///
    /// Nothing is passed on unless all of it is verified, as with ``content(_:_:_:)``.
    ///
    /// - Throws: ``RevisionError/unknown(_:)`` and ``WorkTreeError/notFound(_:)`` if there is no such file,
    ///   `ObjectError/wrongKind(_:found:wanted:)` if it is a folder or a commit, and whatever `consume` throws.
    public func content(of revision: String, _ consume: (RawSpan) throws -> Void) throws {
        let id = try resolve(revision)
        // Only blobs can be absent from a lazy copy.
        try content(try objects.find(id)?.kind ?? .blob, id, consume)
    }

    /// The bytes of the file that an object represents, in memory; nil if there are more than `limit`.
    public func content(_ kind: ObjectKind, _ id: ObjectID, atMost limit: Int) throws -> [UInt8]? {
        let length = try contentLength(kind, id)
        guard length <= UInt64(limit) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(length))
        if kind == .chunks {
            // Verified at the end: nobody sees the bytes before that.
            try getContent(of: [(kind, id)])
            try objects.assembly(of: id).run { chunk, _ in bytes += chunk.payload }
        } else {
            try content(kind, id) { piece in piece.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        }
        return bytes
    }

    /// The bytes of several files, read at the same time; nil for each that has more than `limit`.
    public func contents(of entries: [Index.Entry], atMost limit: Int) throws -> [[UInt8]?] {
        let held = Mutex([[UInt8]?](repeating: nil, count: entries.count))
        try Parallel.forEach(Array(entries.indices)) { number in
            let bytes = try content(entries[number].kind, entries[number].id, atMost: limit)
            held.withLock { $0[number] = bytes }
        }
        return held.withLock { $0 }
    }

    private func payload(_ kind: ObjectKind, _ id: ObjectID, _ consume: (RawSpan) throws -> Void) throws {
        let bytes = try objects.get(id, kind)
        try consume(bytes.span.bytes)
    }

    private func file(ofChunks id: ObjectID, _ consume: (RawSpan) throws -> Void) throws {
        let file = try objects.assembly(of: id)
        guard file.length > Assembly.windowLength else {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Int(file.length))
            try file.bytes { piece in piece.withUnsafeBytes { bytes += $0 } }
            return try consume(bytes.span.bytes)
        }
        try file.bytes { _ in }
        // Whatever the disk says the second time, no chunk is passed on unchecked.
        try file.run { chunk, _ in try consume(chunk.payload.span.bytes) }
    }

    private func output(of recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws {
        let scratch = try verifiedOutput(of: recipe)
        var offset: UInt64 = 0
        while offset < recipe.output.length {
            let piece = try scratch.file.read(1 << 20, at: offset)
            guard !piece.isEmpty else {
                throw Damage(.content(.recipe, recipe.id), "its file was cut short")
            }
            try consume(piece.span.bytes)
            offset += UInt64(piece.count)
        }
    }

    /// The output of a recipe in a file that nobody else sees.
    func verifiedOutput(of recipe: Recipe) throws -> ScratchFile {
        let scratch = try ScratchFile(for: self)
        // A recipe that is refused needs no space: it is checked with the first piece.
        var asksForRoom = try checksSpace
        try evaluate(recipe) { piece in
            if asksForRoom, let free = (try? temporary)?.freeSpace?.bytes, recipe.output.length > free {
                throw WorkTreeError.noSpace(needed: recipe.output.length, free: free)
            }
            asksForRoom = false
            try scratch.file.write(piece)
        }
        return scratch
    }

    /// The bytes of a file that is small enough for memory; nil if it has more than `limit`, for a recipe, and for a
    /// file that a computation makes.
    public func smallContent(_ entry: Index.Entry, limit: Int = 8 << 20) throws -> [UInt8]? {
        guard entry.kind != .recipe, entry.kind != .output else { return nil }
        return try content(entry.kind, entry.id, atMost: limit)
    }

    /// The bytes of the file in the working tree, or of the target of a link; nil if there are more than `limit`.
    public func smallWorkTreeContent(_ path: TreePath, limit: Int = 8 << 20) throws -> [UInt8]? {
        let workTree = try workTree()
        guard let status = try workTree.find(path), let folder = try workTree.folder(of: path) else { return nil }
        if status.kind == .symbolicLink { return try folder.target(ofLink: Name(path.name.bytes)) }
        guard status.kind == .regular, status.size <= UInt64(limit) else { return nil }
        return try folder.contents(of: Name(path.name.bytes), limit: limit)
    }

    /// Stores the file at `path`, and returns its object.
    public func keep(fileAt path: String) throws -> (kind: ObjectKind, id: ObjectID) {
        let transaction = try transaction()
        let file = try File(at: path)
        let content = try ContentReader(transaction: transaction).read(file)
        try transaction.publish()
        return (content.kind, content.id)
    }
}

extension WorkTree {
    /// The path of the file at `path` in the file system.
    public func path(of path: TreePath) -> String {
        root.path == "." ? path.description : "\(root.path)/\(path)"
    }
}

extension Repository {
    /// The object that a file would be, for a caller without a repository.
    public static func hash(fileAt path: String) throws -> (kind: ObjectKind, id: ObjectID) {
        let file = try File(at: path)
        let content = try ContentReader(transaction: nil).read(file)
        return (content.kind, content.id)
    }
}
