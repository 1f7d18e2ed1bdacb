package import Objects
internal import Threads

/// A large file, assembled from its chunks (docs/format.md §3.2).
///
/// Its bytes come in order. Some frames are decoded ahead on other cores, each once while it is in the window, so that
/// memory is bounded by the window and not by the file.
package struct Assembly {
    /// The location of a chunk: its entry, and its frame.
    package struct Place: Sendable {
        package struct Frame: Hashable, Sendable {
            /// Nil for an incoming pack.
            package let pack: Digest?
            package let number: UInt32

            package init(pack: Digest?, number: UInt32) {
                self.pack = pack
                self.number = number
            }
        }

        package let frame: Frame
        package let entry: PackFooter.Entry
        /// Reads and decodes the frame.
        package let read: @Sendable () throws -> [UInt8]

        package init(frame: Frame, entry: PackFooter.Entry, read: @escaping @Sendable () throws -> [UInt8]) {
            self.frame = frame
            self.entry = entry
            self.read = read
        }
    }

    /// Called for each chunk before the next, with its location.
    package typealias Consumer = (ObjectDatabase.Object, Place) throws -> Void

    private let id: ObjectID
    private let list: ChunkList
    private let find: (ObjectID) throws -> Place

    /// The length of the file in bytes.
    package var length: UInt64 { list.length }

    /// How many bytes are decoded ahead: a frame or two for each core, so that they are still in its cache when they are
    /// written.
    package static let windowLength = min(Parallel.width * 2, 16) << 20

    /// - Parameters:
    ///   - id: the identity of the list.
    ///   - find: locates a chunk; throws if it is missing.
    package init(_ id: ObjectID, _ list: ChunkList, _ find: @escaping (ObjectID) throws -> Place) {
        self.id = id
        self.list = list
        self.find = find
    }

    /// Passes the chunks to `consume`, each once its identity has been checked. Throws at the end unless the whole has
    /// the SHA-256 that the list states, so that the caller discards what it has received.
    ///
    /// - Throws: ``Damage``, ``ObjectError/missing(_:)``, and what `consume` throws.
    package func run(_ consume: Consumer = { _, _ in }) throws {
        var hasher = ContentHasher()
        try readWindows(ObjectDatabase.object) { window in
            for (object, place) in window {
                hasher.update(object.payload.span.bytes)
                try consume(object, place)
            }
        }
        let digest = hasher.finish()
        guard digest == list.sha256 else {
            throw Damage(
                .content(.chunks, id), "its file has the SHA-256 \(digest), and \(list.sha256) is recorded")
        }
    }

    /// Passes the bytes to `consume`, which must not release any before the end: only the whole is checked, in half the
    /// time. If that is wrong, the chunks are checked to find where.
    ///
    /// - Throws: as ``run(_:)``.
    package func bytes(_ consume: (RawSpan) throws -> Void) throws {
        var hasher = ContentHasher()
        try readWindows({ Stretch(frame: $1, range: $0.range) }) { window in
            let before = hasher
            // Hashed on another core, while they are consumed here.
            let hashed = Ahead {
                var hasher = before
                for (stretch, _) in window { stretch.withBytes { hasher.update($0) } }
                return hasher
            }
            for (stretch, _) in window { try stretch.withBytes(consume) }
            hasher = try hashed.get()
        }
        if hasher.finish() != list.sha256 { try run() }
    }

    /// Where the bytes of a chunk are in its decoded frame.
    private struct Stretch: Sendable {
        let frame: [UInt8]
        let range: Range<Int>

        func withBytes(_ body: (RawSpan) throws -> Void) rethrows { try body(frame.span.bytes.extracting(range)) }
    }

    private typealias Window<Piece> = [(piece: Piece, place: Place)]

    /// - Parameters:
    ///   - extract: takes a chunk from its decoded frame, on any thread.
    ///   - consume: receives them in order.
    private func readWindows<Piece: Sendable>(
        _ extract: @escaping @Sendable (PackFooter.Entry, [UInt8]) throws -> Piece,
        _ consume: (Window<Piece>) throws -> Void
    ) throws {
        var rest = list.chunks[...]
        var ahead = try next(&rest, extract)
        while let current = ahead {
            let window = try current.get()
            ahead = try next(&rest, extract)
            try consume(window)
        }
    }

    /// Starts to read the next chunks: a window, and the other chunks in its last frame.
    private func next<Piece: Sendable>(
        _ rest: inout ArraySlice<ChunkList.Chunk>,
        _ extract: @escaping @Sendable (PackFooter.Entry, [UInt8]) throws -> Piece
    ) throws -> Ahead<Window<Piece>>? {
        guard !rest.isEmpty else { return nil }
        var places: [Place] = []
        var length = 0
        while let chunk = rest.first, length < 2 * Self.windowLength {
            let place = try find(chunk.id)
            guard place.entry.kind == .blob, place.entry.length == chunk.length else {
                throw Damage(
                    .content(.chunks, id),
                    "\(chunk.id) is a \(place.entry.kind.rawValue) of \(place.entry.length) bytes, "
                        + "and it says a blob of \(chunk.length)")
            }
            if length >= Self.windowLength, place.frame != places.last?.frame { break }
            places.append(place)
            length += Int(chunk.length)
            rest.removeFirst()
        }
        let wanted = places
        return Ahead { try Self.read(wanted, extract) }
    }

    /// Reads each frame once, and extracts the requested chunks.
    private static func read<Piece: Sendable>(
        _ places: [Place], _ extract: @Sendable (PackFooter.Entry, [UInt8]) throws -> Piece
    ) throws -> Window<Piece> {
        let byFrame = Dictionary(grouping: places, by: \.frame).values.map { $0 }
        let found = try Parallel.map(byFrame) { places in
            let bytes = try places[0].read()
            var pieces: [ObjectID: Piece] = [:]
            for place in places where pieces[place.entry.id] == nil {
                pieces[place.entry.id] = try extract(place.entry, bytes)
            }
            return pieces
        }
        var all: [ObjectID: Piece] = [:]
        for pieces in found { all.merge(pieces) { first, _ in first } }
        return places.compactMap { place in all[place.entry.id].map { ($0, place) } }
    }
}

extension ObjectDatabase {
    package func getPlace(of id: ObjectID) throws -> (pack: Pack, entry: PackFooter.Entry) {
        guard let place = try locate(id) ?? packs.locateWithoutIndex(id) else { throw ObjectError.missing(id) }
        return place
    }

    /// The file of a list of chunks.
    package func assembly(of id: ObjectID) throws -> Assembly {
        Assembly(id, try chunkList(id)) { try self.assemblyPlace(of: $0) }
    }

    package func assemblyPlace(of id: ObjectID) throws -> Assembly.Place {
        let (pack, entry) = try getPlace(of: id)
        return Assembly.Place(
            frame: Assembly.Place.Frame(pack: pack.name, number: entry.frame), entry: entry,
            read: { try pack.frame(Int(entry.frame)) })
    }
}
