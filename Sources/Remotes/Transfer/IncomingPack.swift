internal import Files
internal import Objects
internal import Packs
internal import Store

/// Incoming objects: kept beside the repository, in incoming/, until they have been checked (docs/protocol.md §6).
///
/// Frames are written as they arrive, together with a table of them, so that what arrived completely before a transfer
/// was interrupted is available to the next: ``held``. While another process receives, this one stores its own in tmp/
/// and starts from the beginning. During the lifetime of this value, no gc in another process removes a pack.
final class IncomingPack {
    let repository: Repository
    let source: String
    /// Objects from an interrupted transfer, and those received since.
    private(set) var held: Set<ObjectID> = []
    private(set) var frames: [PackFooter.Frame] = []
    private(set) var entries: [PackFooter.Entry] = []
    /// The number of bytes received here, without those of an earlier transfer.
    private(set) var received: UInt64 = 0

    let limits: TransferLimits
    private let packLock: FileLock
    private let place: IncomingPlace
    private var tableLength: UInt64 = 0
    private var hasher = ContentHasher()
    private(set) var decoded: UInt64 = 0

    private static let tableHeader = Array("at1table\u{1}".utf8)

    /// - Parameters:
    ///   - source: the name of the other side in errors.
    ///   - resuming: whether it goes on with what an earlier transfer has left, and leaves what arrives for a later one.
    init(_ repository: Repository, from source: String, resuming: Bool = true) throws {
        self.repository = repository
        self.source = source
        limits = try TransferLimits(repository.configuration)
        try repository.sweepTemporaryFiles()
        packLock = try FileLock("lock", in: repository.packs, .shared, wait: repository.options.lockWait)
        try repository.objects.refresh()
        place = try IncomingPlace.open(in: repository, resuming: resuming)
        try resume()
    }

    deinit {
        // What can be resumed stays; a file in tmp/ cannot be.
        if place.table == nil { try? place.folder.removeFile(place.frames) }
    }

    var isEmpty: Bool { entries.isEmpty }
    /// Whether a frame is stored as columns, which needs format 3.
    var usesColumns: Bool { frames.contains { $0.codec == .columns } }

    // MARK: Taking

    /// Adds a frame, within the limits. Its content is not examined before ``check()``.
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

    /// Adopts what an earlier transfer has left: every complete frame. What follows the last one is removed.
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

    /// Adopts a frame if every object in it matches its identity.
    private func take(kept frame: TransferFrame) -> Bool {
        guard frame.isRight, (try? admit(frame.codec, frame.length, UInt64(frame.stored.count), frame.entries)) != nil
        else { return false }
        hasher.update(frame.stored)
        return true
    }

    /// Runs `body`. If that finds invalid data or exceeds the limits, everything received is discarded; after any other
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

    /// Discards everything received: it is invalid, and the next transfer must not build on it.
    func discard() throws {
        try place.file.truncate(to: 0)
        try place.table?.file.truncate(to: 0)
        (frames, entries, held) = ([], [], [])
    }

    // MARK: Letting in

    /// Reads and decodes a frame, from any thread.
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

    /// Completes the pack and puts it among the others. Only for objects that have been checked.
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
        // The table first: a pack that is in place must not be continued.
        if place.table != nil { try place.folder.removeFile(IncomingPlace.Table.name) }
        try place.folder.rename(place.frames, to: Pack.fileName(name), in: repository.packs)
        if repository.options.isDurable { try repository.packs.sync() }
        (frames, entries) = ([], [])
        try repository.objects.refresh()
    }
}

extension TransferFrame {
    /// Whether it decodes, and every object in it matches its identity.
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
