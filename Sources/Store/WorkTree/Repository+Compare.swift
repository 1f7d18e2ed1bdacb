public import Files
public import Objects
internal import Packs

extension Repository {
    /// How a file in the working tree compares with its index entry.
    public enum Comparison: Hashable, Sendable {
        case same
        case missing
        /// Different content, mode or type. `mode` is the one found; nil for what could not be an entry at all.
        case different(mode: FileMode?)
    }

    /// Compares the file at the entry's path with the entry: by its status, and if that has changed, by its bytes.
    ///
    /// - Returns: the verdict, and the signature to remember if the bytes were read and found equal.
    func compare(_ entry: Index.Entry, in workTree: WorkTree) throws -> (verdict: Comparison, signature: FileSignature?)
    {
        let status: FileStatus?
        do {
            status = try workTree.find(entry.path)
        } catch WorkTreeError.behindLink {
            status = nil
        }
        guard let status, let mode = FileMode(status) else {
            // A file that is deliberately absent is as it should be.
            return (status == nil ? entry.isAbsent ? .same : .missing : .different(mode: nil), nil)
        }
        guard mode != .folder else { return (.missing, nil) }
        guard mode == entry.mode else { return (.different(mode: mode), nil) }
        let signature = FileSignature(status)
        if entry.signature == signature { return (.same, signature) }
        let isSame =
            mode == .symbolicLink
            ? try linkID(entry.path, in: workTree) == entry.id
            : try isContent(of: workTree.openFile(entry.path), entry.kind, entry.id)
        return isSame ? (.same, signature) : (.different(mode: mode), nil)
    }

    func linkID(_ path: TreePath, in workTree: WorkTree) throws -> ObjectID? {
        guard let folder = try workTree.folder(of: path) else { return nil }
        return ObjectID(of: .blob, try folder.target(ofLink: Name(path.name.bytes)))
    }

    /// Whether a file has exactly the content that an object represents. Reads no further than its length.
    public func isContent(of file: borrowing File, _ kind: ObjectKind, _ id: ObjectID) throws -> Bool {
        let size = try file.status().size
        switch kind {
        case .blob, .bundle, .session:
            // In a lazy copy the object may be absent: then only the file's bytes identify it.
            let length = try objects.find(id).map { UInt64($0.length) } ?? size
            guard length == size, size <= UInt64(PackFooter.maximumFrameLength) else { return false }
            let bytes = try file.read(upTo: Int(length) + 1)
            return bytes.count == Int(length) && ObjectID(of: kind, bytes) == id
        case .chunks:
            // If the list is absent, this is found out when the file is added.
            guard try objects.find(id) != nil || !absentContent().allows(id, kind) else { return false }
            let list = try objects.chunkList(id)
            return try size == list.length && Self.sha256(of: file) == list.sha256
        case .recipe:
            let output = try objects.recipe(id).output
            return try size == output.length && Self.sha256(of: file) == output.sha256
        case .output:
            let output = try objects.computedFile(id)
            return try size == output.length && Self.sha256(of: file) == output.sha256
        case .tree, .commit, .tag, .computation, .environment: return false
        }
    }

    package static func sha256(of file: borrowing File) throws -> Digest {
        var hasher = ContentHasher()
        while true {
            let bytes = try file.read(upTo: 1 << 20)
            if bytes.isEmpty { return hasher.finish() }
            hasher.update(bytes.span.bytes)
        }
    }

    /// The length in bytes of the file that an object represents.
    public func contentLength(_ kind: ObjectKind, _ id: ObjectID) throws -> UInt64 {
        switch kind {
        case .chunks: return try objects.chunkList(id).length
        case .recipe: return try objects.recipe(id).output.length
        case .output: return try objects.computedFile(id).length
        case .blob, .bundle, .session, .tree, .commit, .tag, .computation, .environment:
            guard let found = try objects.find(id) else { throw ObjectError.missing(id) }
            guard found.kind == kind else { throw Damage.kindDiffers(id, found: found.kind, stated: kind) }
            return UInt64(found.length)
        }
    }
}

extension FileMode {
    /// Nil for a FIFO, a socket or a device.
    init?(_ status: FileStatus) {
        switch status.kind {
        case .regular: self = status.isExecutable ? .executable : .regular
        case .symbolicLink: self = .symbolicLink
        case .folder: self = .folder
        case .special: return nil
        }
    }
}
