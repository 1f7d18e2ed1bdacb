package import Files
public import Objects
internal import Synchronization

/// All objects of a repository, across its packs. Reading takes no lock between processes.
public final class ObjectDatabase: Sendable {
    let folder: Folder
    private let state = Mutex(State())
    let cache = FrameCache(capacity: 48 << 20)
    let trees = TreeCache()

    private struct State {
        /// Nil before first use.
        var packs: [Pack]?
        var age = ListingAge()
    }

    package init(_ folder: Folder) {
        self.folder = folder
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

    /// The open packs; opens the existing ones on first use.
    package func openPacks() throws -> [Pack] {
        if let packs = state.withLock({ $0.packs }) { return packs }
        return try reload()
    }

    /// Lists packs/ again: opens new packs and closes those that are gone. A damaged pack is skipped: its objects are
    /// missing, but everything else can still be read. fsck reports it.
    @discardableResult
    package func reload() throws -> [Pack] {
        let (now, modified) = (FileClock.now, try folder.status().modified)
        let names = try folder.names().compactMap(Pack.name(of:)).sorted()
        let open = state.withLock { Dictionary(uniqueKeysWithValues: ($0.packs ?? []).map { ($0.name, $0) }) }
        var list: [Pack] = []
        for name in names {
            if let pack = open[name] {
                list.append(pack)
            } else {
                do {
                    list.append(try Pack(name, in: folder))
                } catch is Damage {
                    continue
                } catch let error as FileError where error.isMissing {
                    continue  // replaced by a gc since the folder was listed
                }
            }
        }
        // Large packs first: most objects are found at the first attempt.
        list.sort { ($0.footer.count, $1.name) > ($1.footer.count, $0.name) }
        let packs = list
        state.withLock { state in
            state.packs = packs
            state.age.note(modified: modified, at: now)
        }
        return packs
    }

    /// Opens every pack again: a repair may replace a damaged one with a whole one of the same name.
    package func reopen() throws {
        state.withLock { $0.packs = nil }
        try reload()
    }

    // MARK: Objects

    package func locate(_ id: ObjectID) throws -> (pack: Pack, entry: PackFooter.Entry)? {
        let before = try openPacks()
        for pack in before {
            if let entry = try pack.find(id) { return (pack, entry) }
        }
        // Another process may have added it, or moved it to another pack, since packs/ was listed.
        let modified = try folder.status().modified
        let mustList = state.withLock { $0.age.mustList(modified: modified, at: FileClock.now) }
        let known = Set(before.map(ObjectIdentifier.init))
        for pack in try mustList ? reload() : openPacks() where !known.contains(ObjectIdentifier(pack)) {
            if let entry = try pack.find(id) { return (pack, entry) }
        }
        return nil
    }

    /// Whether the object is in an open pack. Does not look for new packs.
    package func contains(_ id: ObjectID) throws -> Bool {
        for pack in try openPacks() where try pack.find(id) != nil { return true }
        return false
    }

    /// The kind and the length of an object; nil if it is missing.
    public func find(_ id: ObjectID) throws -> (kind: ObjectKind, length: UInt32)? {
        try locate(id).map { ($0.entry.kind, $0.entry.length) }
    }

    /// The object.
    ///
    /// - Throws: ``ObjectError/missing(_:)``, or ``Damage`` if its bytes do not match its identity.
    public func get(_ id: ObjectID) throws -> Object {
        guard let (pack, entry) = try locate(id) else { throw ObjectError.missing(id) }
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
        var found: Set<ObjectID> = []
        for pack in try openPacks() {
            var index = pack.footer.position(of: low)
            while index < pack.footer.count, pack.footer.id(at: index).hex.hasPrefix(prefix) {
                found.insert(pack.footer.id(at: index))
                index += 1
            }
        }
        return found.sorted()
    }
}

extension ObjectDatabase {
    /// The commit with this identity. Throws if it is missing, damaged or of another kind.
    public func commit(_ id: ObjectID) throws -> Commit {
        try decode(id, .commit) { p throws(DecodeError) in try Commit(payload: p) }
    }
    /// The tree with this identity. Throws if it is missing, damaged or of another kind.
    public func tree(_ id: ObjectID) throws -> Tree {
        try decode(id, .tree) { p throws(DecodeError) in try Tree(payload: p) }
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

    private func decode<Value>(
        _ id: ObjectID, _ kind: ObjectKind, _ parse: ([UInt8]) throws(DecodeError) -> Value
    ) throws -> Value {
        do {
            return try parse(try get(id, kind))
        } catch let error as DecodeError {
            throw Damage(.content(kind, id), "\(error)")
        }
    }
}
