internal import Files
internal import Objects
public import Packs

/// Rewrites the packs as a single small one, and removes unreachable objects.
///
/// The new pack is read back and checked before an old one is removed. Writers may continue meanwhile: what they add is
/// in packs of their own, which stay. Only while old packs are removed is everybody else locked out.
public struct GarbageCollection {
    /// What is retained, and how it is packed.
    public struct Options: Sendable {
        /// Unreachable objects are retained for this many seconds after their pack was made. 14 days, as in git.
        public var pruneAge: Int64 = 14 * 86_400
        /// Log entries retain their objects for this many seconds.
        public var logAge: Int64 = 90 * 86_400
        /// Whether to compress frames again that are well compressed already.
        public var recompress = false
        /// How much parity packs get; nil for the setting gc.parity; without that, packs with parity keep it.
        public var parity: ParityShare?
        /// Called with the number of bytes packed so far, and the total.
        public var progress: @Sendable (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }

        public init() {}
    }

    /// The result of a collection.
    public struct Report: Sendable {
        public var packsBefore = 0
        public var packsAfter = 0
        public var bytesBefore: UInt64 = 0
        public var bytesAfter: UInt64 = 0
        public var objects = 0
        public var pruned = 0
        /// The size of all parity, which is not included in that of packs.
        public var parityBytes: UInt64 = 0
    }

    private let repository: Repository
    private let options: Options

    public init(_ repository: Repository, _ options: Options = Options()) {
        self.repository = repository
        self.options = options
    }

    /// Repacks what is reachable or recent, reads it back, and removes the old packs.
    public func run() throws -> Report {
        try repository.sweepTemporaryFiles()
        let objects = repository.objects
        var report = Report()
        let now = FileClock.now / 1_000_000_000
        let share = try options.parity ?? repository.configuration.parityShare()
        let old: [Pack]
        do {
            // Nobody may remove a pack while this reads them, and nobody else may collect.
            let collecting = try FileLock("gc", in: repository.packs, .exclusive, wait: repository.options.lockWait)
            let lock = try repository.sharePacks()
            old = try objects.reload()
            report.packsBefore = old.count
            report.bytesBefore = old.total(\.fileLength)
            let reachability = try repository.reachable(logsSince: now - options.logAge)
            report.objects = reachability.found.count
            let packed = try isTidy(old, reachability) ? nil : pack(reachability, old)
            _ = consume lock
            // Before an old pack is removed with its parity, the new one has its own.
            if let share, !share.isNone { _ = try repository.protectPacks(share, only: packed) }
            if let packed { try removeOld(old.filter { $0.name != packed }, since: now, &report) }
            try repository.sweepParity()
            report.parityBytes = try share.map { try repository.protectPacks($0) } ?? repository.parityBytes()
            _ = collecting
        }
        try repository.forgetLogs(before: now - options.logAge)
        repository.points.sweep(now: now)
        let packs = try objects.reload()
        try? objects.updateIndex(through: repository.temporary, durable: repository.options.isDurable)
        report.packsAfter = packs.count
        report.bytesAfter = packs.total(\.fileLength)
        return report
    }

    /// Whether there is nothing to do: a single pack with exactly what is needed, made by an earlier gc.
    private func isTidy(_ packs: [Pack], _ reachability: Reachability) throws -> Bool {
        guard !options.recompress, packs.count <= 1 else { return false }
        guard let pack = packs.first else { return true }
        return try pack.footer.count == reachability.found.count
            && pack.entriesByFrame().allSatisfy { frame, entries in
                try entries.allSatisfy { $0.kind != .blob } || pack.isSmall(frame)
            }
    }

    // MARK: Packing

    /// - Returns: the name of the new pack; nil if there is nothing to retain.
    private func pack(_ reachability: Reachability, _ old: [Pack]) throws -> Digest? {
        let writer = try PackWriter(in: repository.temporary, .small)
        defer { writer.discard() }
        var reuse: [(pack: Pack, frame: Int, entries: [PackFooter.Entry])] = []
        var taken: Set<ObjectID> = []
        if !options.recompress { reuse = try wellPackedFrames(old, reachability, &taken) }

        var works: [(key: PackingOrder, id: ObjectID)] = []
        for (number, id) in reachability.order.enumerated() where !taken.contains(id) {
            guard let hint = reachability.found[id] else { continue }
            works.append((PackingOrder(hint, number), id))
        }
        works.sort { $0.key < $1.key }

        var done: UInt64 = 0
        let total = try works.total { UInt64(try repository.objects.find($0.id)?.length ?? 0) }
        for frame in reuse {
            let stored = try frame.pack.storedFrame(frame.frame)
            let codec = frame.pack.footer.frames[frame.frame]
            try writer.append(stored: stored, codec: codec.codec, length: codec.length, frame.entries)
        }
        var file: EntryName?
        for work in works {
            let object = try repository.objects.get(work.id)
            if let stated = reachability.found[work.id]?.kind, stated != object.kind {
                throw Damage.kindDiffers(work.id, found: object.kind, stated: stated)
            }
            let name = reachability.found[work.id]?.name
            try writer.append(object.id, object.kind, object.payload, startsFile: name == nil || name != file)
            file = name
            done += UInt64(object.payload.count)
            options.progress(done, total)
        }
        if try writer.usesColumns() {
            try repository.withWriteLock(settling: false) { _ = try repository.raiseFormat(for: [], columns: true, $0) }
        }
        guard let name = try writer.finish(in: repository.packs, durable: repository.options.isDurable) else {
            return nil
        }
        // Old packs are removed only after every object of the new one has been read back.
        _ = try repository.readBack(name)
        return name
    }

    /// Frames that an earlier gc has made small, and all of whose objects are still needed: they are copied unchanged.
    private func wellPackedFrames(
        _ packs: [Pack], _ reachability: Reachability, _ taken: inout Set<ObjectID>
    ) throws -> [(pack: Pack, frame: Int, entries: [PackFooter.Entry])] {
        var frames: [(pack: Pack, frame: Int, entries: [PackFooter.Entry])] = []
        for pack in packs {
            for (frame, entries) in try pack.entriesByFrame() where try pack.isSmall(frame) {
                guard entries.allSatisfy({ reachability.found[$0.id]?.kind == $0.kind && !taken.contains($0.id) })
                else {
                    continue
                }
                taken.formUnion(entries.map(\.id))
                frames.append((pack, frame, entries))
            }
        }
        return frames
    }

    // MARK: Removing

    /// Removes the old packs whose needed objects are elsewhere now. Unreachable objects move to a separate pack until
    /// they are old enough.
    private func removeOld(_ old: [Pack], since now: Int64, _ report: inout Report) throws {
        let lock = try repository.ownPacks()
        defer { _ = lock }
        let oldNames = Set(old.map(\.name))
        let kept = try repository.objects.reload().filter { !oldNames.contains($0.name) }
        // Once more: what is needed may have changed since the walk.
        let needed = try repository.reachable(logsSince: now - options.logAge).found
        func isKept(_ id: ObjectID) throws -> Bool { try kept.contains { try $0.find(id) != nil } }
        for pack in old {
            var remnant: [(frame: Int, entries: [PackFooter.Entry])] = []
            let age = now - pack.modified / 1_000_000_000
            for (frame, entries) in try pack.entriesByFrame() {
                let lost = try entries.filter { try !isKept($0.id) && (needed[$0.id] != nil || age < options.pruneAge) }
                report.pruned += try entries.filter { try !isKept($0.id) }.count - lost.count
                if !lost.isEmpty { remnant.append((frame, lost)) }
            }
            if !remnant.isEmpty {
                let writer = try PackWriter(in: repository.temporary, .fast)
                defer { writer.discard() }
                for (frame, entries) in remnant {
                    let bytes = try pack.frame(frame)
                    for entry in entries {
                        let object = try ObjectDatabase.object(entry, in: bytes)
                        try writer.append(object.id, object.kind, object.payload)
                    }
                }
                let name = try writer.finish(
                    in: repository.packs, modified: pack.modified, durable: repository.options.isDurable)
                if name == pack.name { continue }
            }
            try repository.packs.removeFile(Pack.fileName(pack.name))
        }
        if repository.options.isDurable { try repository.packs.sync() }
    }
}

/// The position of an object in a pack: descriptions by kind, newest first; content by name and path, so that similar
/// content is adjacent.
private struct PackingOrder: Comparable {
    private let group: Int
    private let suffix: [UInt8]
    private let number: Int

    init(_ hint: Reachability.Hint, _ number: Int) {
        self.number = number
        switch hint.kind {
        case .commit: (group, suffix) = (0, [])
        case .tag: (group, suffix) = (1, [])
        case .tree: (group, suffix) = (2, [])
        case .recipe, .bundle, .session, .chunks, .output, .computation, .environment: (group, suffix) = (3, [])
        case .blob:
            group = 4
            let name = hint.name?.bytes ?? []
            suffix = name.lastIndex(of: UInt8(ascii: ".")).map { Array(name[$0...]) } ?? []
        }
    }

    static func < (a: PackingOrder, b: PackingOrder) -> Bool {
        if a.group != b.group { return a.group < b.group }
        if a.suffix != b.suffix { return a.suffix.lexicographicallyPrecedes(b.suffix) }
        return a.number < b.number
    }
}

extension Pack {
    /// Every object, by frame, in the order of the frame.
    package func entriesByFrame() throws -> [(Int, [PackFooter.Entry])] {
        var frames = [[PackFooter.Entry]](repeating: [], count: footer.frames.count)
        for index in 0..<footer.count {
            do {
                let entry = try footer.entry(at: index)
                frames[Int(entry.frame)].append(entry)
            } catch {
                throw Damage(.pack(path), "\(error)")
            }
        }
        return frames.enumerated().map {
            ($0.offset, $0.element.sorted { ($0.offset, $0.length) < ($1.offset, $1.length) })
        }
    }
}
