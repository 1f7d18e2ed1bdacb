internal import Dispatch
package import Files
package import Objects
internal import Synchronization
internal import Threads

/// Writes a pack: collects objects in frames, and compresses the frames on other cores meanwhile.
///
/// Nothing is visible before ``finish(in:modified:)``; a writer that is dropped leaves nothing behind.
package final class PackWriter: Sendable {
    private let effort: FrameEffort
    private let state: Mutex<State>
    private let pending = DispatchGroup()
    /// At most one more frame than there are cores waits or is being compressed: memory is bounded by the frame.
    private let slots: DispatchSemaphore

    fileprivate struct OpenFrame {
        var bytes: [UInt8] = []
        var entries: [(id: ObjectID, kind: ObjectKind, offset: UInt32, length: UInt32)] = []
        /// Where files begin, or are continued.
        var starts: [Int] = []
    }

    fileprivate struct State: ~Copyable {
        var file: TemporaryFile?
        var hasher = ContentHasher()
        var open = [OpenFrame](repeating: OpenFrame(), count: FrameLane.allCases.count)
        var frames: [PackFooter.Frame] = []
        var entries: [PackFooter.Entry] = []
        var known: Set<ObjectID> = []
        /// Frames are numbered when they are closed, and are stored in that order.
        var nextNumber = 0
        var nextWritten = 0
        var ready: [Int: (stored: [UInt8], codec: FrameCodec, frame: OpenFrame)] = [:]
        var failure: (any Error)?
    }

    package init(in temporary: Folder, _ effort: FrameEffort) throws {
        self.effort = effort
        slots = DispatchSemaphore(value: Parallel.width + 1)
        var state = State(file: try TemporaryFile(in: temporary, prefix: "pack-"))
        try state.append(PackFooter.magic)
        self.state = Mutex(state)
    }

    /// Whether the object has already been written here.
    package func contains(_ id: ObjectID) -> Bool {
        state.withLock { $0.known.contains(id) }
    }

    var isEmpty: Bool { state.withLock { $0.known.isEmpty } }

    /// Adds an object. `id` must be its identity.
    ///
    /// - Parameter startsFile: whether it is of another file than the object before.
    package func append(
        _ id: ObjectID, _ kind: ObjectKind, _ payload: [UInt8], startsFile: Bool = true
    ) throws {
        let lane = FrameLane.lane(for: kind, payload)
        let full = try state.withLock { state -> OpenFrame? in
            if let failure = state.failure { throw failure }
            guard state.known.insert(id).inserted else { return nil }
            state.open[lane.rawValue].entries.append(
                (id, kind, UInt32(state.open[lane.rawValue].bytes.count), UInt32(payload.count)))
            if startsFile { state.open[lane.rawValue].starts.append(state.open[lane.rawValue].bytes.count) }
            state.open[lane.rawValue].bytes.append(contentsOf: payload)
            guard state.open[lane.rawValue].bytes.count >= lane.frameLength(effort) else { return nil }
            return state.takeOpenFrame(lane)
        }
        if let full { close(full, lane) }
    }

    /// Copies a stored frame from another pack, with its objects.
    package func append(stored: [UInt8], codec: FrameCodec, length: UInt32, _ entries: [PackFooter.Entry]) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.known.formUnion(entries.map(\.id))
            try state.append(
                stored, codec, length: length, entries.map { ($0.id, $0.kind, $0.offset, $0.length) })
        }
    }

    private func close(_ frame: consuming OpenFrame, _ lane: FrameLane) {
        slots.wait()
        let frame = frame
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        pending.enter()
        Thread.detach { [self] in
            defer {
                slots.signal()
                pending.leave()
            }
            do {
                let (codec, stored) = try effort.encode(frame.bytes, lane, starts: frame.starts)
                try state.withLock { state in
                    state.ready[number] = (stored, codec, frame)
                    try state.writeReady()
                }
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }

    /// Waits for the frames that are being compressed, and removes the file unless it is in place. Call it before
    /// releasing the writer: its threads hold it a moment longer, perhaps until the process has ended.
    package func discard() {
        pending.wait()
        state.withLock { $0.file = nil }
    }

    /// Whether a frame is stored as columns, which needs format 3. Waits for the frames that are being compressed; call
    /// it after the last object.
    package func usesColumns() throws -> Bool {
        closeFrames()
        pending.wait()
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.frames.contains { $0.codec == .columns }
        }
    }

    private func closeFrames() {
        for lane in FrameLane.allCases {
            let frame = state.withLock { $0.takeOpenFrame(lane) }
            if !frame.entries.isEmpty { close(frame, lane) }
        }
    }

    /// Closes the pack, makes it durable and puts it in place.
    ///
    /// - Parameter modified: the modification time of the file; nil for now.
    /// - Returns: the pack's name; nil if it is empty, and then there is no file.
    package func finish(in packs: Folder, modified: Int64? = nil, durable: Bool = true) throws -> Digest? {
        closeFrames()
        pending.wait()
        return try state.withLock { state -> Digest? in
            if let failure = state.failure { throw failure }
            guard !state.entries.isEmpty, let file = state.file.take() else { return nil }
            let footer = PackFooter.encode(frames: state.frames, entries: state.entries)
            var trailer: [UInt8] = []
            trailer.append(integer: UInt64(footer.count))
            trailer.append(Digest(of: footer))
            for bytes in [footer, trailer] {
                state.hasher.update(bytes)
                try file.file.write(bytes)
            }
            let name = state.hasher.finish()
            try file.file.write(name.bytes)
            if let modified { try file.file.setModified(modified) }
            try file.put(in: packs, as: Pack.fileName(name), durable: durable)
            return name
        }
    }
}

extension PackWriter.State {
    fileprivate mutating func takeOpenFrame(_ lane: FrameLane) -> PackWriter.OpenFrame {
        let frame = open[lane.rawValue]
        open[lane.rawValue] = PackWriter.OpenFrame()
        return frame
    }

    fileprivate mutating func writeReady() throws {
        while let (stored, codec, frame) = ready.removeValue(forKey: nextWritten) {
            nextWritten += 1
            try append(stored, codec, length: UInt32(frame.bytes.count), frame.entries)
        }
    }

    fileprivate mutating func append(_ bytes: [UInt8]) throws {
        hasher.update(bytes)
        try file?.file.write(bytes)
    }

    fileprivate mutating func append(
        _ stored: [UInt8], _ codec: FrameCodec, length: UInt32,
        _ objects: [(id: ObjectID, kind: ObjectKind, offset: UInt32, length: UInt32)]
    ) throws {
        let index = UInt32(frames.count)
        frames.append(
            PackFooter.Frame(
                codec: codec, offset: hasher.count, storedLength: UInt32(stored.count), length: length))
        entries += objects.map {
            PackFooter.Entry(id: $0.id, kind: $0.kind, frame: index, offset: $0.offset, length: $0.length)
        }
        try append(stored)
    }
}
