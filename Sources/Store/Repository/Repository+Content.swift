public import Objects
internal import Synchronization

extension Repository {
    /// Passes the bytes of the file that an object stands for to `consume`, in order.
    ///
    /// A recipe is executed into a temporary file first, so that nothing comes out unless all of it is right.
    public func content(_ kind: ObjectKind, _ id: ObjectID, _ consume: (RawSpan) throws -> Void) throws {
        try getContent(of: [(kind, id)])
        switch kind {
        case .blob, .bundle, .session: try payload(kind, id, consume)
        case .chunks:
            for chunk in try objects.chunkList(id).chunks { try payload(.blob, chunk.id, consume) }
        case .recipe: try output(of: objects.recipe(id), consume)
        case .tree, .commit, .tag: throw RepositoryError.wrongKind(id, found: kind, wanted: .blob)
        }
    }

    private func payload(_ kind: ObjectKind, _ id: ObjectID, _ consume: (RawSpan) throws -> Void) throws {
        let bytes = try objects.get(id, kind)
        try consume(bytes.span.bytes)
    }

    private func output(of recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws {
        let file = try TemporaryFile(in: temporary)
        try evaluate(recipe) { try file.file.write($0) }
        var offset: UInt64 = 0
        while offset < recipe.output.length {
            let piece = try file.file.read(1 << 20, at: offset)
            guard !piece.isEmpty else {
                throw RepositoryError.damaged("recipe \(recipe.id)", what: "its file was cut short")
            }
            try consume(piece.span.bytes)
            offset += UInt64(piece.count)
        }
    }

    /// The bytes of a file that is small enough to hold in memory; nil when it has more than `limit`, and for a recipe.
    public func smallContent(_ entry: Index.Entry, limit: Int = 8 << 20) throws -> [UInt8]? {
        guard entry.kind != .recipe, try contentLength(entry.kind, entry.id) <= UInt64(limit) else { return nil }
        var bytes: [UInt8] = []
        try content(entry.kind, entry.id) { piece in piece.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// The bytes of the file in the work tree, or of the target of a link; nil when there are more than `limit`.
    public func smallWorkTreeContent(_ path: TreePath, limit: Int = 8 << 20) throws -> [UInt8]? {
        let workTree = try workTree()
        guard let status = try workTree.find(path), let folder = try workTree.folder(of: path) else { return nil }
        if status.kind == .symbolicLink { return try folder.target(ofLink: Name(path.name.bytes)) }
        guard status.kind == .regular, status.size <= UInt64(limit) else { return nil }
        return try folder.contents(of: Name(path.name.bytes), limit: limit)
    }

    /// Keeps the file at `path`, and says which object it is.
    public func keep(fileAt path: String) throws -> (kind: ObjectKind, id: ObjectID) {
        let transaction = try transaction()
        let file = try File(at: path)
        let content = try ContentReader(transaction: transaction).read(file)
        try transaction.publish()
        return (content.kind, content.id)
    }

    /// `body` for every item, on all cores; the results in the order of the items.
    public func mapInParallel<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        try Parallel.map(items, body)
    }
}

extension WorkTree {
    /// The path by which the system knows the file at `path`.
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
