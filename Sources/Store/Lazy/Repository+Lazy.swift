package import Objects
internal import Packs

/// Lazy copies: content stays at its origin until it is needed (`core.lazy`, `lazy.remote`, `lazy.blobsize`). Commits,
/// trees, recipes and lists of chunks are always present, so that everything can be examined.
extension Repository {
    /// Whether content may be absent here.
    public var isLazy: Bool { (try? configuration.flag("core.lazy")) == true }

    /// Blobs up to this size are not large.
    public func largeSize() throws -> UInt64 { try configuration.bytes("lazy.blobsize") ?? 64 << 10 }

    /// What a fetch leaves out; nil if the copy is not lazy.
    package func lazyBlobLimit() throws -> UInt32? { isLazy ? UInt32(clamping: try largeSize()) : nil }

    /// Whether a lazy checkout leaves the file out: a recipe, a file in chunks, or a blob that is large or absent.
    func isLarge(_ entry: Index.Entry) throws -> Bool {
        switch entry.kind {
        case .recipe, .chunks, .output: return true
        case .blob:
            if entry.mode == .symbolicLink { return false }
            guard let length = try objects.find(entry.id)?.length else { return true }
            return UInt64(length) > (try largeSize())
        case .bundle, .session, .tree, .commit, .tag, .computation, .environment: return false
        }
    }

    /// The blobs of some files that are missing from the store.
    func absentBlobs(of files: [(kind: ObjectKind, id: ObjectID)]) throws -> [ObjectID] {
        var absent: Set<ObjectID> = []
        for (kind, id) in files {
            switch kind {
            case .blob: if try objects.find(id) == nil { absent.insert(id) }
            case .chunks:
                for chunk in try objects.chunkList(id).chunks where try objects.find(chunk.id) == nil {
                    absent.insert(chunk.id)
                }
            case .output:
                // The bytes stored beside the computation, if any.
                if let content = try objects.computedFile(id).content, try objects.find(content.id) != nil {
                    absent.formUnion(try absentBlobs(of: [(content.kind, content.id)]))
                }
            case .recipe, .bundle, .session, .tree, .commit, .tag, .computation, .environment: break
            }
        }
        return absent.sorted()
    }

    /// Fetches absent blobs of some files from the origin of this copy. Does nothing if all are present.
    ///
    /// - Throws: the errors of the ``ContentSource``, and `ObjectError/missing(_:)` if it no longer has them.
    package func getContent(of files: [(kind: ObjectKind, id: ObjectID)]) throws {
        if let (kind, id) = try unreachableContent(of: files) { throw ObjectError.absent(kind, id) }
        guard isLazy else { return }
        let absent = try absentBlobs(of: files)
        guard let first = absent.first else { return }
        guard let source = options.contentSource else { throw ObjectError.missing(first) }
        try source.bring(absent, into: self)
        if let missing = try absent.first(where: { try objects.find($0) == nil }) {
            throw ObjectError.missing(missing)
        }
    }
}
