internal import Files
internal import Objects

/// Objects on their way in: kept beside the repository, in incoming/, until they have been checked (docs/protocol.md §6).
///
/// Frames are written as they arrive, with a table of them beside, so that what arrived whole before a transfer broke is
/// still there for the next: ``held``. While another process receives, this one keeps its own in tmp/ and starts anew.
/// While this lives, a gc in another process takes no pack away.
final class IncomingPack {
    let repository: Repository
    let source: String
    /// Objects that are here from a transfer that broke, or that have been taken since.
    private(set) var held: Set<ObjectID> = []
    private(set) var frames: [PackFooter.Frame] = []
    private(set) var entries: [PackFooter.Entry] = []
    /// The bytes that were taken here, not counting what an earlier transfer has left.
    private(set) var received: UInt64 = 0

    let limits: TransferLimits
    private let packLock: FileLock
    private let place: IncomingPlace
    private var tableLength: UInt64 = 0
    private var hasher = ContentHasher()
    private(set) var decoded: UInt64 = 0

    private static let tableHeader = Array("at1table\u{1}".utf8)

    /// - Parameter source: what errors call the other side.
    init(_ repository: Repository, from source: String) throws {
        self.repository = repository
        self.source = source
        limits = try TransferLimits(repository.configuration)
        try repository.sweepTemporaryFiles()
        packLock = try FileLock("lock", in: repository.packs, .shared, wait: repository.options.lockWait)
        try repository.objects.reload()
        place = try IncomingPlace.open(in: repository)
        try resume()
    }

    deinit {
        // What is resumable stays; a file of this process's own has no one to go on with it.
        if place.table == nil { try? place.folder.removeFile(place.frames) }
    }

    var isEmpty: Bool { entries.isEmpty }

    // MARK: Taking

    /// Takes a frame, within the limits. Its content is not looked at before ``check()``.
    func append(_ frame: TransferFrame) throws {
        try admit(frame.codec, frame.length, UInt64(frame.stored.count), frame.entries)
        try place.file.write(frame.stored.span.bytes, at: hasher.count)
        hasher.update(frame.stored)
        received += UInt64(frame.stored.count)
        guard let table = place.table else { return }
        let record = Self.record(frame)
        try table.file.write(record.span.bytes, at: tableLength)
        tableLength += UInt64(record.count)
    }

    private func admit(
        _ codec: FrameCodec, _ length: UInt32, _ stored: UInt64, _ list: [TransferFrame.Entry]
    ) throws {
        func lied(_ what: String) -> RemoteError { .lied(source, what: what) }
        guard length <= PackFooter.maximumFrameLength, stored <= PackFooter.maximumFrameLength, !list.isEmpty,
            list.count <= TransferFrame.maximumEntries
        else { throw lied("a frame of \(length) bytes with \(list.count) objects") }
        guard list.total({ UInt64($0.length) }) == UInt64(length) else {
            throw lied("a frame whose objects are not as long as itself")
        }
        let offset = hasher.count
        guard entries.count + list.count <= limits.objects else {
            throw RemoteError.limit(
                "'\(source)' sends more than \(limits.objects) objects", setting: "transfer.maxObjects")
        }
        guard offset + stored <= limits.stored else {
            throw RemoteError.limit(
                "'\(source)' sends more than \(limits.stored) bytes", setting: "transfer.maxBytes")
        }
        decoded += UInt64(length)
        guard limits.allows(decoded, from: offset + stored) else {
            throw RemoteError.limit(
                "'\(source)' sends \(offset + stored) bytes that would become \(decoded) or more",
                setting: "transfer.maxExpansion")
        }
        let index = UInt32(frames.count)
        var at: UInt32 = 0
        for entry in list {
            guard held.insert(entry.id).inserted else { throw lied("object \(entry.id.short) twice") }
            entries.append(
                PackFooter.Entry(id: entry.id, kind: entry.kind, frame: index, offset: at, length: entry.length))
            at.add(saturating: entry.length)
        }
        frames.append(PackFooter.Frame(codec: codec, offset: offset, storedLength: UInt32(stored), length: length))
    }

    // MARK: Going on after a break

    private static func record(_ frame: TransferFrame) -> [UInt8] {
        var body: [UInt8] = []
        body.append(frame.codec.rawValue)
        body.append(integer: UInt32(frame.stored.count))
        body.append(integer: frame.length)
        body.append(integer: UInt32(frame.entries.count))
        for entry in frame.entries {
            body.append(entry.id.digest)
            body.append(entry.kind.code)
            body.append(integer: entry.length)
        }
        return body
    }

    /// Takes over what an earlier transfer has left: every frame that is whole. What follows the last is cut off.
    private func resume() throws {
        var kept = Self.tableHeader
        hasher.update(PackFooter.magic)
        if let log = place.table {
            let table = try log.file.read(Int(min(log.file.status().size, 1 << 31)), at: 0)
            if table.starts(with: Self.tableHeader),
                try place.file.read(PackFooter.magic.count, at: 0) == PackFooter.magic
            {
                var reader = ByteReader(table.dropFirst(Self.tableHeader.count))
                while let frame = try? nextKept(&reader), take(kept: frame) { kept += Self.record(frame) }
            }
            try log.file.truncate(to: 0)
            try log.file.write(kept.span.bytes, at: 0)
            tableLength = UInt64(kept.count)
        }
        try place.file.truncate(to: frames.isEmpty ? 0 : hasher.count)
        let magic = PackFooter.magic
        if frames.isEmpty { try place.file.write(magic.span.bytes, at: 0) }
    }

    private func nextKept(_ reader: inout ByteReader) throws -> TransferFrame? {
        guard !reader.isAtEnd else { return nil }
        guard let codec = FrameCodec(rawValue: try reader.byte("a codec")) else { return nil }
        let stored = Int(try reader.integer(UInt32.self, "a length"))
        let length = try reader.integer(UInt32.self, "a length")
        let count = Int(try reader.integer(UInt32.self, "a count"))
        guard count <= reader.remaining / 37, stored <= PackFooter.maximumFrameLength else { return nil }
        var list: [TransferFrame.Entry] = []
        for _ in 0..<count {
            let id = ObjectID(try reader.digest("an identity"))
            guard let kind = ObjectKind(code: try reader.byte("a kind")) else { return nil }
            list.append(TransferFrame.Entry(id: id, kind: kind, length: try reader.integer(UInt32.self, "a length")))
        }
        let bytes = try place.file.read(stored, at: hasher.count)
        guard bytes.count == stored else { return nil }
        return TransferFrame(codec: codec, length: length, stored: bytes, entries: list)
    }

    /// Takes a frame over when every object in it has its identity.
    private func take(kept frame: TransferFrame) -> Bool {
        guard frame.isRight, (try? admit(frame.codec, frame.length, UInt64(frame.stored.count), frame.entries)) != nil
        else { return false }
        hasher.update(frame.stored)
        return true
    }

    /// Runs `body`. Where that finds a lie or more than the limits allow, what has been taken is forgotten; after any other
    /// error it is kept for the next transfer.
    func forgettingLies(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as RemoteError {
            switch error {
            case .lied, .limit: try discard()
            default: break
            }
            throw error
        }
    }

    /// Forgets what has been taken: it is no good, and the next transfer shall not build on it.
    func discard() throws {
        try place.file.truncate(to: 0)
        try place.table?.file.truncate(to: 0)
        (frames, entries, held) = ([], [], [])
    }

    // MARK: Letting in

    /// What reads and decodes a frame, from any thread.
    var frameReader: @Sendable (Int) throws -> [UInt8] {
        let (place, frames, source) = (place, frames, source)
        return { index in
            let frame = frames[index]
            let stored = try place.file.read(Int(frame.storedLength), at: frame.offset)
            do {
                return try frame.codec.decode(stored, length: Int(frame.length))
            } catch {
                throw RemoteError.lied(source, what: "frame \(index) cannot be decoded: \(error)")
            }
        }
    }

    /// Ends the pack and puts it among the others. Only for objects that have been checked.
    func publish() throws {
        guard !entries.isEmpty else {
            try discard()
            return
        }
        let footer = PackFooter.encode(frames: frames, entries: entries)
        var end = footer
        end.append(integer: UInt64(footer.count))
        end.append(Digest(of: footer))
        hasher.update(end)
        let name = hasher.finish()
        end.append(name)
        try place.file.write(end.span.bytes, at: hasher.count - UInt64(end.count - Digest.byteCount))
        try place.file.setModified(FileClock.now)
        if repository.options.isDurable { try place.file.sync() }
        // The table first: a pack that is in place is not to be gone on with.
        if place.table != nil { try place.folder.removeFile(IncomingPlace.Table.name) }
        try place.folder.rename(place.frames, to: Pack.fileName(name), in: repository.packs)
        if repository.options.isDurable { try repository.packs.sync() }
        (frames, entries) = ([], [])
        try repository.objects.reload()
    }
}

extension TransferFrame {
    /// Whether it decodes, and every object in it has its identity.
    fileprivate var isRight: Bool {
        guard length <= PackFooter.maximumFrameLength, let bytes = try? codec.decode(stored, length: Int(length)) else {
            return false
        }
        var at = 0
        for entry in entries {
            guard Int(entry.length) <= bytes.count - at else { return false }
            guard ObjectID(of: entry.kind, Array(bytes[at..<at + Int(entry.length)])) == entry.id else { return false }
            at += Int(entry.length)
        }
        return at == bytes.count
    }
}
