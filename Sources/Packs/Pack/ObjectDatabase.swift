package import Files
public import Objects

/// All objects of a repository, across its packs. Reading takes no lock between processes.
public final class ObjectDatabase: Sendable {
    let packs: PackList
    let cache = FrameCache(capacity: 48 << 20)
    let trees = TreeCache()

    package init(_ folder: Folder) {
        packs = PackList(folder)
    }

    /// An object as it was read: its bytes match its identity.
    public struct Object: Sendable {
        public let id: ObjectID
        public let kind: ObjectKind
        public let payload: [UInt8]

        package init(id: ObjectID, kind: ObjectKind, payload: [UInt8]) {
            self.id = id
            self.kind = kind
            self.payload = payload
        }
    }

    // MARK: Packs

    /// All packs as they were listed last, opened, the largest first.
    package func openPacks() throws -> [Pack] { try packs.all() }

    /// Lists packs/ again, and opens all packs. A damaged pack is skipped: its objects are missing, but everything else
    /// can still be read. fsck reports it.
    @discardableResult
    package func reload() throws -> [Pack] {
        try packs.refresh()
        return try packs.all()
    }

    /// Lists packs/ again. Packs are opened when they are needed.
    package func refresh() throws { try packs.refresh() }

    /// Opens every pack again: a repair may replace a damaged one with a whole one of the same name.
    package func reopen() throws { try packs.reopen() }

    /// Writes the index of packs anew where that is worth it.
    package func updateIndex(through temporary: Folder, durable: Bool) throws {
        try packs.updateIndex(through: temporary, durable: durable)
    }

    // MARK: Objects

    package func locate(_ id: ObjectID) throws -> (pack: Pack, entry: PackFooter.Entry)? { try packs.locate(id) }

    /// Whether the object is in a pack that is known. Does not look for new packs.
    package func contains(_ id: ObjectID) throws -> Bool { try packs.find(id) != nil }

    /// The kind and the length of an object; nil if it is missing.
    public func find(_ id: ObjectID) throws -> (kind: ObjectKind, length: UInt32)? {
        try locate(id).map { ($0.entry.kind, $0.entry.length) }
    }

    /// The object.
    ///
    /// - Throws: ``ObjectError/missing(_:)``, or ``Damage`` if its bytes do not match its identity.
    public func get(_ id: ObjectID) throws -> Object {
        let (pack, entry) = try getPlace(of: id)
        let frame = try cache.frame(Int(entry.frame), of: pack)
        return try Self.object(entry, in: frame)
    }

    /// The payload of an object that must be of `kind`, since another object, a ref or the index says so.
    public func get(_ id: ObjectID, _ kind: ObjectKind) throws -> [UInt8] {
        let object = try get(id)
        guard object.kind == kind else { throw Damage.kindDiffers(id, found: object.kind, stated: kind) }
        return object.payload
    }

    /// Takes an object from its decoded frame, and checks its identity.
    package static func object(_ entry: PackFooter.Entry, in frame: [UInt8]) throws -> Object {
        let payload = Array(frame[entry.range])
        guard ObjectID(of: entry.kind, payload) == entry.id else {
            throw Damage(.object(entry.id), "its bytes have another identity")
        }
        return Object(id: entry.id, kind: entry.kind, payload: payload)
    }

    /// The identities that start with `prefix` (hexadecimal digits).
    public func ids(startingWith prefix: String) throws -> [ObjectID] {
        guard prefix.utf8.count <= 64,
            let low = ObjectID(hex: prefix + String(repeating: "0", count: 64 - prefix.utf8.count))
        else { return [] }
        return try packs.ids(from: low) { $0.hex.hasPrefix(prefix) }.sorted()
    }
}

extension ObjectDatabase {
    /// The commit with this identity. Throws if it is missing, damaged or of another kind.
    public func commit(_ id: ObjectID) throws -> Commit {
        try decode(id, .commit) { p throws(DecodeError) in try Commit(payload: p) }
    }
    /// The links of a tree.
    package func treeLinks(_ id: ObjectID) throws -> [Tree.Link] {
        try decode(id, .tree) { p throws(DecodeError) in try Tree.links(payload: p) }
    }
    /// The annotated tag with this identity. Throws if it is missing, damaged or of another kind.
    public func tag(_ id: ObjectID) throws -> AnnotatedTag {
        try decode(id, .tag) { p throws(DecodeError) in try AnnotatedTag(payload: p) }
    }
    /// The chunk list with this identity. Throws if it is missing, damaged or of another kind.
    public func chunkList(_ id: ObjectID) throws -> ChunkList {
        try decode(id, .chunks) { p throws(DecodeError) in try ChunkList(payload: p) }
    }
    /// The recipe with this identity. Throws if it is missing, damaged or of another kind.
    public func recipe(_ id: ObjectID) throws -> Recipe {
        try decode(id, .recipe) { p throws(DecodeError) in try Recipe(payload: p) }
    }

    func decode<Value>(
        _ id: ObjectID, _ kind: ObjectKind, _ parse: ([UInt8]) throws(DecodeError) -> Value
    ) throws -> Value {
        do {
            return try parse(try get(id, kind))
        } catch let error as DecodeError {
            throw Damage(.content(kind, id), "\(error)")
        }
    }
}
