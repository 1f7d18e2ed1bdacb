internal import Objects
internal import Packs

/// Walks a store by ranges of its packs: descriptions are fetched for their links, then everything that is needed is
/// fetched in the order in which it is stored.
final class StaticWalk {
    private let source: any FileSource
    private var packs: [RemotePack] = []
    private var places: [ObjectID: (pack: Int, entry: PackFooter.Entry)] = [:]
    /// The links of the objects that have been read.
    private var known: [ObjectID: [Link]] = [:]
    /// Stored frames, in case they are needed as a whole.
    private var stored: [Key: [UInt8]] = [:]
    private var storedLength = 0
    private var entriesByFrame: [Key: [PackFooter.Entry]] = [:]

    typealias Link = (id: ObjectID, kind: ObjectKind?)

    private struct Key: Hashable, Comparable {
        let pack: Int
        let frame: Int

        static func < (a: Key, b: Key) -> Bool { (a.pack, a.frame) < (b.pack, b.frame) }
    }

    /// The maximum length of adjacent frames that are fetched at once.
    private static let rangeLength: UInt64 = 8 << 20
    private static let cacheLength = 128 << 20

    init(_ source: any FileSource, _ packs: [(name: Digest, length: UInt64)]) throws {
        self.source = source
        for (name, length) in packs {
            let pack = try RemotePack(name, length: length, source)
            let number = self.packs.count
            self.packs.append(pack)
            for index in 0..<pack.footer.count {
                let entry: PackFooter.Entry
                do { entry = try pack.footer.entry(at: index) } catch {
                    throw RemoteError.lied(source.label, what: "\(error)")
                }
                entriesByFrame[Key(pack: number, frame: Int(entry.frame)), default: []].append(entry)
                if places[entry.id] == nil { places[entry.id] = (number, entry) }
            }
        }
        for key in entriesByFrame.keys {
            entriesByFrame[key]!.sort { ($0.offset, $0.length) < ($1.offset, $1.length) }
        }
    }

    var ids: Set<ObjectID> { Set(places.keys) }
    func contains(_ id: ObjectID) -> Bool { places[id] != nil }

    private func place(_ id: ObjectID) throws -> (pack: Int, entry: PackFooter.Entry) {
        guard let place = places[id] else {
            throw RemoteError.lied(source.label, what: "object \(id.short) is in none of its packs")
        }
        return place
    }

    func kind(of id: ObjectID) throws -> ObjectKind { try place(id).entry.kind }

    func links(of id: ObjectID) throws -> [Link] {
        try learn([id])
        return known[id] ?? []
    }

    // MARK: Sending

    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws {
        let needed = try select(request)
        var byFrame: [Key: [ObjectID]] = [:]
        for id in needed {
            let (pack, entry) = try place(id)
            byFrame[Key(pack: pack, frame: Int(entry.frame)), default: []].append(id)
        }
        try forEachFrame(byFrame.keys.sorted()) { key, bytes in
            let frame = packs[key.pack].footer.frames[key.frame]
            let entries = entriesByFrame[key] ?? []
            let wanted = Set(byFrame[key] ?? [])
            if wanted.count == entries.count {
                try take(
                    TransferFrame(
                        codec: frame.codec, length: frame.length, stored: bytes,
                        entries: entries.map { TransferFrame.Entry(id: $0.id, kind: $0.kind, length: $0.length) }))
                return
            }
            let plain = try decode(frame, bytes)
            var payload: [UInt8] = []
            var taken: [TransferFrame.Entry] = []
            for entry in entries where wanted.contains(entry.id) {
                payload += plain[entry.range]
                taken.append(TransferFrame.Entry(id: entry.id, kind: entry.kind, length: entry.length))
            }
            try take(
                TransferFrame(codec: .raw, length: UInt32(payload.count), stored: payload, entries: taken))
        }
    }

    /// The objects that answer a request, found level by level so that frames are fetched together.
    private func select(_ request: ObjectRequest) throws -> [ObjectID] {
        var seen = Set(request.haves)
        var needed: [ObjectID] = []
        var level = request.wants.filter { seen.insert($0).inserted }
        while !level.isEmpty {
            for id in level where !request.held.contains(id) { needed.append(id) }
            let leading = try level.filter { id in
                switch try kind(of: id) {
                case .tree, .commit, .tag, .output, .computation, .environment: !request.isExact
                case .chunks: request.isExact || request.blobLimit == nil
                case .blob, .recipe, .bundle, .session: false
                }
            }
            try learn(leading)
            var next: [ObjectID] = []
            for (id, kind) in leading.lazy.flatMap({ self.known[$0] ?? [] }) where seen.insert(id).inserted {
                if kind == .blob, let limit = request.blobLimit, try place(id).entry.length > limit { continue }
                // Everything reachable from an object that the asking side has is present there.
                if try request.isHere?(id) == true { continue }
                next.append(id)
            }
            level = next
        }
        return needed
    }

    /// Reads the links of objects, and of all others in their frames.
    private func learn(_ ids: [ObjectID]) throws {
        var keys: Set<Key> = []
        for id in ids where known[id] == nil {
            let (pack, entry) = try place(id)
            keys.insert(Key(pack: pack, frame: Int(entry.frame)))
        }
        try forEachFrame(keys.sorted()) { key, bytes in
            let plain = try decode(packs[key.pack].footer.frames[key.frame], bytes)
            for entry in entriesByFrame[key] ?? [] where known[entry.id] == nil && entry.kind != .blob {
                do {
                    known[entry.id] = try Self.links(try ObjectDatabase.object(entry, in: plain))
                } catch {
                    throw RemoteError.lied(source.label, what: "\(entry.kind.rawValue) \(entry.id.short): \(error)")
                }
            }
        }
    }

    private static func links(_ object: ObjectDatabase.Object) throws -> [Link] {
        switch object.kind {
        case .blob, .recipe, .bundle, .session: return []
        case .chunks: return try ChunkList(payload: object.payload).chunks.map { ($0.id, .blob) }
        case .tree: return try Tree.links(payload: object.payload).map { ($0.id, $0.kind) }
        case .commit:
            let commit = try Commit(payload: object.payload)
            return [(commit.tree, .tree)] + commit.parents.map { ($0, .commit) }
        case .tag: return [(try AnnotatedTag(payload: object.payload).object, nil)]
        case .output, .computation, .environment:
            return try ObjectLinks.links(of: object.kind, object.payload).map { ($0.id, $0.kind) }
        }
    }

    // MARK: Frames

    /// Passes the stored bytes of frames to `body`, in order; adjacent frames are fetched together.
    private func forEachFrame(_ keys: [Key], _ body: (Key, [UInt8]) throws -> Void) throws {
        var rest = keys[...]
        while let first = rest.first {
            if let bytes = stored[first] {
                try body(first, bytes)
                rest.removeFirst()
                continue
            }
            let frames = packs[first.pack].footer.frames
            let start = frames[first.frame].offset
            var end = start
            var run = 0
            for key in rest {
                let frame = frames.indices.contains(key.frame) && key.pack == first.pack ? frames[key.frame] : nil
                guard let frame, frame.offset <= end + (64 << 10), stored[key] == nil,
                    run == 0 || frame.offset + UInt64(frame.storedLength) - start <= Self.rangeLength
                else { break }
                end = frame.offset + UInt64(frame.storedLength)
                run += 1
            }
            let pack = packs[first.pack]
            let bytes = try source.contents(RemotePack.path(pack.name), start..<end, of: pack.length)
            for key in rest.prefix(run) {
                let frame = frames[key.frame]
                let piece = Array(
                    bytes[Int(frame.offset - start)..<Int(frame.offset - start) + Int(frame.storedLength)])
                if storedLength + piece.count > Self.cacheLength { (stored, storedLength) = ([:], 0) }
                // Content is fetched once; descriptions are first examined and then stored.
                if entriesByFrame[key]?.contains(where: { $0.kind != .blob }) == true {
                    stored[key] = piece
                    storedLength += piece.count
                }
                try body(key, piece)
            }
            rest = rest.dropFirst(run)
        }
    }

    private func decode(_ frame: PackFooter.Frame, _ bytes: [UInt8]) throws -> [UInt8] {
        do {
            return try frame.codec.decode(bytes, length: Int(frame.length))
        } catch {
            throw RemoteError.lied(source.label, what: "a frame cannot be decoded: \(error)")
        }
    }
}
