internal import Objects

/// Lazy copies: content stays at its origin until it is needed (`core.lazy`, `lazy.remote`, `lazy.blobsize`). Commits,
/// trees, recipes and lists of chunks are always present, so that everything can be examined.
extension Repository {
    /// Whether content may be absent here.
    public var isLazy: Bool { (try? configuration.flag("core.lazy")) == true }

    /// Blobs up to this size are not large.
    public func largeSize() throws -> UInt64 { try configuration.bytes("lazy.blobsize") ?? 64 << 10 }

    /// What a fetch leaves out; nil if the copy is not lazy.
    func lazyBlobLimit() throws -> UInt32? { isLazy ? UInt32(clamping: try largeSize()) : nil }

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
    /// - Throws: ``RemoteError``, and ``ObjectError/missing(_:)`` if the origin no longer has them.
    func getContent(of files: [(kind: ObjectKind, id: ObjectID)]) throws {
        if let (kind, id) = try unreachableContent(of: files) { throw ObjectError.absent(kind, id) }
        guard isLazy else { return }
        let absent = try absentBlobs(of: files)
        guard !absent.isEmpty else { return }
        let (end, remote) = try openLazyRemote()
        defer { end.close() }
        let incoming = try IncomingPack(self, from: remote.label)
        let wants = absent.filter { !incoming.held.contains($0) }
        if !wants.isEmpty {
            let wanted = Set(wants)
            try incoming.forgettingLies {
                try end.send(ObjectRequest(wants: wants, isExact: true)) { frame in
                    guard frame.entries.allSatisfy({ $0.kind == .blob && wanted.contains($0.id) }) else {
                        throw RemoteError.lied(remote.label, what: "objects that were not requested")
                    }
                    try incoming.append(frame)
                }
            }
        }
        try incoming.forgettingLies { _ = try incoming.check() }
        // No ref moves: what names these objects is present already.
        try incoming.publish()
        if let missing = try absent.first(where: { try objects.find($0) == nil }) {
            throw ObjectError.missing(missing)
        }
    }

    /// Connects to the origin of this copy.
    func openLazyRemote() throws -> (any RemoteEnd, RemoteSettings) {
        let name = configuration["lazy.remote"] ?? "origin"
        let remote = try RemoteSettings(named: name, in: configuration)
        let end = try Transport.open(
            remote.url, remote: remote, configuration, options, environment: options.environment)
        return (end, remote)
    }
}
