internal import Files
internal import Objects
internal import Packs

/// Joins small packs (docs/format.md §11.3): their frames are copied as they are, and nothing is pruned.
///
/// Each of the packs is compared with its checksum before it is copied; the new one is read back before they are
/// removed. Packs with parity are left to gc, and so are all packs of a store that a web server hands out, whose readers
/// know them by their names.
struct PackJoining {
    private let repository: Repository
    private let threshold: Int
    /// When no further pack is copied.
    private let deadline: ContinuousClock.Instant

    private static let budget = Duration.milliseconds(200)
    /// How long writers are waited for, and wait themselves, before the old packs are removed.
    private static let patience = Duration.milliseconds(50)

    init(_ repository: Repository, threshold: Int) {
        self.repository = repository
        self.threshold = threshold
        deadline = .now + Self.budget
    }

    func run() throws {
        guard try !chosen().isEmpty, try repository.folder.findFolder("info")?.find("store") == nil else { return }
        // As in a gc: nobody else may collect, join or repair meanwhile.
        let collecting = try FileLock("gc", in: repository.packs, .exclusive, wait: .zero)
        defer { _ = collecting }
        // Without this lock in the end, all would be in vain.
        _ = try ExclusivePacksLock(repository.packs, wait: .zero)
        guard let (old, new) = try join(chosen()) else { return }
        try remove(old, besides: new)
        try repository.objects.refresh()
    }

    /// The packs to join, the shortest first. Others may have joined them since.
    private func chosen() throws -> [Digest] {
        let names = try repository.packs.names()
        let protected = Set(names.compactMap(ParityFile.pack(of:)))
        var packs: [(length: UInt64, name: Digest)] = []
        for file in names {
            guard let name = Pack.name(of: file), !protected.contains(name) else { continue }
            guard let status = try repository.packs.find(file), status.kind == .regular else { continue }
            packs.append((status.size, name))
        }
        packs.sort { ($0.length, $0.name) < ($1.length, $1.name) }
        let count = PackProgression.count(packs.map(\.length), threshold: threshold)
        return packs.prefix(count).map(\.name)
    }

    /// Writes one pack with everything that is in as many of these as there is time for.
    ///
    /// - Returns: the packs that can be removed, and the new one; nil if there are none.
    private func join(_ names: [Digest]) throws -> (old: [Digest], new: Digest)? {
        let lock = try PacksLock(repository.packs, repository.sharing, wait: .zero)
        defer { _ = lock }
        let writer = try PackWriter(in: repository.temporary, .fast)
        defer { writer.discard() }
        var joined: [Pack] = []
        var kept: [ObjectID: Place] = [:]
        for name in names where joined.count < 2 || ContinuousClock.now < deadline {
            do {
                let pack = try Pack(name, in: repository.packs)
                try pack.verifyChecksum()
                try copy(pack, to: writer, &kept)
                joined.append(pack)
            } catch is Damage {
                // It stays where it is, for a check to find and a repair to fix.
            }
        }
        guard joined.count > 1, let newest = joined.map(\.modified).max() else { return nil }
        let durable = repository.options.isDurable
        // No object becomes older by this than it is.
        guard let name = try writer.finish(in: repository.packs, modified: newest, durable: durable) else { return nil }
        let new = try Pack(name, in: repository.packs)
        try new.verifyChecksum()
        for pack in joined {
            for index in 0..<pack.footer.count where try new.find(pack.footer.id(at: index)) == nil {
                throw Damage(.pack(new.path), "it lacks object \(pack.footer.id(at: index))")
            }
        }
        return (joined.map(\.name), name)
    }

    private typealias Place = (pack: Pack, entry: PackFooter.Entry)

    /// Copies the frames of a pack. Of a frame with an object that has been copied already, the others are written again.
    ///
    /// - Parameter kept: where the objects were copied from.
    private func copy(_ pack: Pack, to writer: PackWriter, _ kept: inout [ObjectID: Place]) throws {
        for (number, entries) in try pack.entriesByFrame() {
            let known = entries.filter { kept[$0.id] != nil }
            guard !known.isEmpty else {
                let frame = pack.footer.frames[number]
                try writer.append(
                    stored: pack.storedFrame(number), codec: frame.codec, length: frame.length, entries)
                for entry in entries { kept[entry.id] = (pack, entry) }
                continue
            }
            // Of what is in several packs one copy is left: it must be the right one.
            for entry in known {
                guard let place = kept[entry.id] else { continue }
                _ = try ObjectDatabase.object(place.entry, in: place.pack.frame(Int(place.entry.frame)))
            }
            let repeated = Set(known.map(\.id))
            guard repeated.count < entries.count else { continue }
            let bytes = try pack.frame(number)
            for entry in entries where !repeated.contains(entry.id) {
                let object = try ObjectDatabase.object(entry, in: bytes)
                try writer.append(object.id, object.kind, object.payload)
                kept[entry.id] = (pack, entry)
            }
        }
    }

    /// Removes the old packs while no writer relies on them.
    private func remove(_ old: [Digest], besides new: Digest) throws {
        let lock = try ExclusivePacksLock(repository.packs, wait: Self.patience)
        defer { _ = lock }
        for name in old where name != new { try repository.packs.removeFile(Pack.fileName(name)) }
        if repository.options.isDurable { try repository.packs.sync() }
    }
}
