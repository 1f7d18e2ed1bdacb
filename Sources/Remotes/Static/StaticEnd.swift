internal import Files
internal import Objects
internal import Packs
internal import Store

/// A store without a server process, as an end of a transfer: this side walks it, by ranges of its packs, and moves its
/// refs by replacing the manifest if it is still the one that was read (docs/protocol.md §8).
final class StaticEnd: RemoteEnd {
    private let source: any FileSource
    private let options: Repository.Options
    /// Whether an empty place counts as an empty store: for whoever pushes the first objects.
    private let mayBeNew: Bool
    private var state: (manifest: Manifest, tag: String?)?
    private var walk: StaticWalk?
    let checksWhatComes = false

    /// The maximum length of a pack that is uploaded: it is held in memory.
    private static let partLength: UInt64 = 32 << 20

    init(_ source: any FileSource, mayBeNew: Bool, _ options: Repository.Options) {
        self.source = source
        self.mayBeNew = mayBeNew && source.isWritable
        self.options = options
    }

    func listing() throws -> RefListing { try manifest().listing }

    private func manifest() throws -> Manifest {
        if let state { return state.manifest }
        return try read().manifest
    }

    /// The present manifest of the store.
    @discardableResult
    private func read() throws -> (manifest: Manifest, tag: String?) {
        guard let (bytes, tag) = try source.contents(Manifest.path, limit: Manifest.maximumLength) else {
            guard mayBeNew else { throw RemoteError.nothingThere(source.label, isBucket: source.isWritable) }
            state = (Manifest(), nil)
            return state!
        }
        do {
            state = (try Manifest(parsing: bytes), tag)
        } catch {
            throw RemoteError.lied(source.label, what: "\(error)")
        }
        walk = nil
        return state!
    }

    private func reader() throws -> StaticWalk {
        if let walk { return walk }
        let made = try StaticWalk(source, manifest().packs)
        walk = made
        return made
    }

    func known(_ ids: [ObjectID]) throws -> Set<ObjectID> {
        let reader = try reader()
        return Set(ids.filter { reader.contains($0) })
    }

    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws {
        var request = request
        if request.followsTags {
            // The target of a tag may be among what is sent; the tag itself is small.
            request.wants += try manifest().listing.refs.filter { $0.peeled != nil }.map(\.id).filter { id in
                try request.isHere?(id) != true
            }
        }
        try reader().send(request, take)
    }

    // MARK: Writing

    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        guard source.isWritable else { throw RemoteError.readOnly(source.label) }
        let folder = try TransferFolder()
        try read()
        try check(updates)
        // Packs that an earlier push has uploaded completely are in the manifest, whether or not refs lead to them.
        let held = try reader().ids
        var part = try PackWriter(in: folder.folder, .fast)
        var length: UInt64 = 0
        try give(held) { frame in
            var at: UInt32 = 0
            let entries = frame.entries.map { entry in
                defer { at.add(saturating: entry.length) }
                return PackFooter.Entry(id: entry.id, kind: entry.kind, frame: 0, offset: at, length: entry.length)
            }
            try part.append(stored: frame.stored, codec: frame.codec, length: frame.length, entries)
            length += UInt64(frame.stored.count)
            guard length >= Self.partLength else { return }
            try put(part, folder.folder)
            part = try PackWriter(in: folder.folder, .fast)
            length = 0
        }
        try put(part, folder.folder)
        try change(updates) { manifest in
            for update in updates {
                manifest.listing.refs.removeAll { $0.name == update.name }
                guard let new = update.new else { continue }
                manifest.listing.refs.append(
                    RefListing.Ref(name: update.name, id: new, peeled: try self.peel(new)))
            }
            if manifest.listing.head == nil {
                manifest.listing.head =
                    updates.first { $0.new != nil && $0.name.text == RefName.branches + "main" }?.name
                    ?? updates.first { $0.new != nil && $0.name.isBranch }?.name
            }
        }
    }

    /// The final target of a tag object, according to the packs there; nil for anything else.
    private func peel(_ id: ObjectID) throws -> ObjectID? {
        var id = id
        let reader = try reader()
        guard try reader.kind(of: id) == .tag else { return nil }
        let start = id
        for _ in 0...TagChain.maximumLength {
            guard try reader.kind(of: id) == .tag else { return id }
            id = try reader.links(of: id)[0].id
        }
        throw TagChain.tooLong(start)
    }

    /// Uploads a pack, then adds its name to the manifest, so that the next push finds it.
    private func put(_ writer: PackWriter, _ folder: Folder) throws {
        guard let name = try writer.finish(in: folder, durable: false),
            let bytes = try folder.contents(of: Pack.fileName(name), limit: 1 << 31)
        else { return }
        try folder.removeFile(Pack.fileName(name))
        // A pack is named by its bytes: an existing one is the same.
        _ = try source.put(RemotePack.path(name), bytes, replacing: nil)
        try change([]) { manifest in
            if !manifest.packs.contains(where: { $0.name == name }) {
                manifest.packs.append((name, UInt64(bytes.count)))
            }
        }
    }

    /// Replaces the manifest; tries again if another process was first, as long as the refs have the expected values.
    private func change(_ updates: [RefUpdate], _ change: (inout Manifest) throws -> Void) throws {
        for _ in 0..<64 {
            guard let state else { throw RemoteError.connection(source.label, what: "info/store was not read") }
            try check(updates)
            var manifest = state.manifest
            try change(&manifest)
            manifest = try Manifest(parsing: manifest.bytes)
            let bytes = manifest.bytes
            if try source.put(Manifest.path, bytes, replacing: state.tag) {
                try read()
                return
            }
            try read()
        }
        throw RemoteError.connection(source.label, what: "other processes keep writing to it")
    }

    private func check(_ updates: [RefUpdate]) throws {
        let listing = try manifest().listing
        for update in updates {
            guard case .exactly(let expected) = update.expected else { continue }
            let found = listing.find(update.name)
            guard found == expected else {
                throw RefError.moved(update.name, expected: expected, found: found)
            }
            for ref in listing.refs where update.new != nil {
                if ref.name.text.hasPrefix(update.name.text + "/") || update.name.text.hasPrefix(ref.name.text + "/") {
                    throw RefError.conflict(update.name, with: ref.name)
                }
            }
        }
    }

    func close() {}
}
