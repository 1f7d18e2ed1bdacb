internal import Objects
internal import Packs
internal import Threads

/// Objects of a repository as frames: a frame of a pack is copied if all of it is requested; other objects are
/// compressed together again. Every object is hashed before it is sent. Memory is bounded by the frame.
struct OutgoingFrames {
    private let objects: ObjectDatabase
    private let effort = FrameEffort.fast
    private var open = [(bytes: [UInt8], entries: [TransferFrame.Entry])](
        repeating: ([], []), count: FrameLane.allCases.count)
    private var closed: [(lane: FrameLane, bytes: [UInt8], entries: [TransferFrame.Entry])] = []
    /// Frames that are copied once they have been checked.
    private var whole: [(pack: Pack, frame: Int, entries: [PackFooter.Entry])] = []
    private var wholeLength = 0
    private let put: (TransferFrame) throws -> Void

    /// How many bytes of copied frames are checked at once: enough for all cores.
    private static let batchLength = 32 << 20
    /// Smaller frames are not worth copying.
    private static let smallLength: UInt32 = 64 << 10

    /// Passes the objects to `put`, each once.
    static func send(
        _ ids: [ObjectID], of objects: ObjectDatabase, _ put: (TransferFrame) throws -> Void
    ) throws {
        try withoutActuallyEscaping(put) { put in
            var frames = OutgoingFrames(objects, put)
            try frames.send(ids)
        }
    }

    private init(_ objects: ObjectDatabase, _ put: @escaping (TransferFrame) throws -> Void) {
        self.objects = objects
        self.put = put
    }

    private mutating func send(_ ids: [ObjectID]) throws {
        var packs: [ObjectIdentifier: (pack: Pack, entries: [PackFooter.Entry])] = [:]
        var order: [ObjectIdentifier] = []
        for id in ids {
            let (pack, entry) = try objects.getPlace(of: id)
            let key = ObjectIdentifier(pack)
            if packs[key] == nil { order.append(key) }
            packs[key, default: (pack, [])].entries.append(entry)
        }
        for key in order {
            if let (pack, entries) = packs[key] { try send(entries, of: pack) }
        }
        try sendWhole()
        for lane in FrameLane.allCases { close(lane) }
        try flush()
    }

    /// Decodes the copied frames and hashes their objects, on all cores, and passes them on.
    private mutating func sendWhole() throws {
        let frames = try Parallel.map(whole) { pack, frame, entries in
            let head = pack.footer.frames[frame]
            let stored = try pack.storedFrame(frame)
            let bytes = try pack.decode(stored, of: frame)
            for entry in entries { _ = try ObjectDatabase.object(entry, in: bytes) }
            return TransferFrame(
                codec: head.codec, length: head.length, stored: stored,
                entries: entries.map { TransferFrame.Entry(id: $0.id, kind: $0.kind, length: $0.length) })
        }
        (whole, wholeLength) = ([], 0)
        for frame in frames { try put(frame) }
    }

    private mutating func send(_ entries: [PackFooter.Entry], of pack: Pack) throws {
        var counts: [UInt32: UInt32] = [:]
        // Examining a whole pack pays if much of it is sent.
        if entries.count >= pack.footer.count / 8 {
            for index in 0..<pack.footer.count { counts[try pack.entry(at: index).frame, default: 0] += 1 }
        }
        let sorted = entries.sorted { ($0.frame, $0.offset, $0.length) < ($1.frame, $1.offset, $1.length) }
        var rest = sorted[...]
        while let first = rest.first {
            let group = rest.prefix { $0.frame == first.frame }
            rest = rest.dropFirst(group.count)
            let frame = pack.footer.frames[Int(first.frame)]
            let isWhole = group.total { UInt64($0.length) } == UInt64(frame.length)
            // Small frames are merged: they compress better, and are read together.
            let isWorthKeeping = frame.length >= Self.smallLength || (frame.codec != .raw && entries.count > 64)
            if isWhole, isWorthKeeping, counts[first.frame] == UInt32(group.count),
                group.count <= TransferFrame.maximumEntries
            {
                whole.append((pack, Int(first.frame), Array(group)))
                wholeLength += Int(frame.length)
                if wholeLength >= Self.batchLength { try sendWhole() }
            } else {
                let bytes = try pack.frame(Int(first.frame))
                for entry in group { try add(try ObjectDatabase.object(entry, in: bytes)) }
            }
        }
    }

    private mutating func add(_ object: ObjectDatabase.Object) throws {
        let lane = FrameLane.lane(for: object.kind, object.payload)
        open[lane.rawValue].bytes += object.payload
        open[lane.rawValue].entries.append(
            TransferFrame.Entry(id: object.id, kind: object.kind, length: UInt32(object.payload.count)))
        guard open[lane.rawValue].bytes.count >= lane.frameLength(effort) else { return }
        close(lane)
        if closed.count >= Parallel.width { try flush() }
    }

    private mutating func close(_ lane: FrameLane) {
        guard !open[lane.rawValue].entries.isEmpty else { return }
        closed.append((lane, open[lane.rawValue].bytes, open[lane.rawValue].entries))
        open[lane.rawValue] = ([], [])
    }

    /// Compresses the closed frames, on all cores, and passes them on.
    private mutating func flush() throws {
        let frames = try Parallel.map(closed) { [effort] frame in
            let (codec, stored) = try effort.encode(frame.bytes, frame.lane)
            return TransferFrame(
                codec: codec, length: UInt32(frame.bytes.count), stored: stored, entries: frame.entries)
        }
        closed = []
        for frame in frames { try put(frame) }
    }
}

extension Pack {
    /// The entry at an index of the object table.
    func entry(at index: Int) throws -> PackFooter.Entry {
        do {
            return try footer.entry(at: index)
        } catch {
            throw Damage(.pack(path), "\(error)")
        }
    }
}
