internal import Files
internal import Objects
internal import Packs
internal import Threads

/// Removes unreachable objects, and leaves everything else as it is packed.
///
/// A pack with such objects is replaced by one without them: frames of which everything stays are copied as they are.
/// As in a gc, the new pack is read back before the old one is removed, others may write meanwhile, and what is needed
/// is determined again while everybody else is locked out.
public struct Prune {
    /// What is retained.
    public struct Options: Sendable {
        /// Unreachable objects are retained for this many seconds after their pack was made; by default, as by a
        /// ``GarbageCollection``.
        public var grace = GarbageCollection.Options().pruneAge
        /// Entries of logs and of the record of operations retain their objects for this many seconds, and are then
        /// removed.
        public var logAge = GarbageCollection.Options().logAge
        /// Whether to change nothing.
        public var isDryRun = false

        public init() {}
    }

    /// What was removed, or would be.
    public struct Report: Hashable, Sendable {
        /// Unreachable objects.
        public var objects = 0
        /// Their size in bytes.
        public var bytes: UInt64 = 0
        /// The size of all packs before.
        public var bytesBefore: UInt64 = 0
        /// The size of all packs after.
        public var bytesAfter: UInt64 = 0
    }

    private let repository: Repository
    private let options: Options
    private let now = FileClock.now / 1_000_000_000

    public init(_ repository: Repository, _ options: Options = Options()) {
        self.repository = repository
        self.options = options
    }

    private struct Replacement {
        let old: Pack
        /// Nil if nothing is left.
        var new: Digest?
        let removed: [ObjectID]
    }

    /// Removes what is unreachable and old enough, and the entries of logs that are too old.
    public func run() throws -> Report {
        if options.isDryRun {
            let lock = try repository.sharePacks()
            defer { _ = lock }
            var report = Report()
            _ = try removable(&report)
            report.bytesAfter = report.bytesBefore
            return report
        }
        try repository.sweepTemporaryFiles()
        var report = Report()
        do {
            // As in a gc: nobody else may collect, join or repair meanwhile.
            let collecting = try FileLock("gc", in: repository.packs, .exclusive, wait: repository.options.lockWait)
            let lock = try repository.sharePacks()
            let replacements = try removable(&report).map { pack, ids in
                Replacement(old: pack, new: try rewrite(pack, without: Set(ids)), removed: ids)
            }
            _ = consume lock
            if let share = try repository.configuration.parityShare(), !share.isNone {
                for case let name? in replacements.map(\.new) { _ = try repository.protectPacks(share, only: name) }
            }
            if !replacements.isEmpty { try remove(replacements) }
            try repository.sweepParity()
            _ = collecting
        }
        try repository.forgetLogs(before: oldestLog)
        report.bytesAfter = try repository.objects.reload().total(\.fileLength)
        try? repository.objects.updateIndex(through: repository.temporary, durable: repository.options.isDurable)
        return report
    }

    /// An age of 0 means everything, also what a clock that is wrong has dated in the future.
    private var oldestLog: Int64 { options.logAge == 0 ? .max : now - options.logAge }

    private func isYoung(_ pack: Pack) -> Bool {
        options.grace != 0 && now - pack.modified / 1_000_000_000 < options.grace
    }

    /// The packs that are old enough, with what nothing needs in them.
    private func removable(_ report: inout Report) throws -> [(pack: Pack, ids: [ObjectID])] {
        let packs = try repository.objects.reload()
        report.bytesBefore = packs.total(\.fileLength)
        let needed = try repository.reachable(logsSince: oldestLog).found
        let young = packs.filter(isYoung)
        let youngNames = Set(young.map(\.name))
        var found: [(pack: Pack, ids: [ObjectID])] = []
        var counted: Set<ObjectID> = []
        for pack in packs where !youngNames.contains(pack.name) {
            var ids: [ObjectID] = []
            for (_, entries) in try pack.entriesByFrame() {
                for entry in entries where needed[entry.id] == nil {
                    ids.append(entry.id)
                    guard try !young.contains(where: { try $0.find(entry.id) != nil }) else { continue }
                    guard counted.insert(entry.id).inserted else { continue }
                    report.objects += 1
                    report.bytes.add(saturating: UInt64(entry.length))
                }
            }
            if !ids.isEmpty { found.append((pack, ids)) }
        }
        return found
    }

    /// Writes a pack of everything else.
    ///
    /// - Returns: its name; nil if nothing is left.
    private func rewrite(_ pack: Pack, without removed: Set<ObjectID>) throws -> Digest? {
        let writer = try PackWriter(in: repository.temporary, .fast)
        defer { writer.discard() }
        for (number, entries) in try pack.entriesByFrame() {
            let kept = entries.filter { !removed.contains($0.id) }
            if kept.count == entries.count {
                let frame = pack.footer.frames[number]
                try writer.append(
                    stored: pack.storedFrame(number), codec: frame.codec, length: frame.length, entries)
            } else if !kept.isEmpty {
                let bytes = try pack.frame(number)
                for entry in kept {
                    let object = try ObjectDatabase.object(entry, in: bytes)
                    try writer.append(object.id, object.kind, object.payload)
                }
            }
        }
        let name = try writer.finish(
            in: repository.packs, modified: pack.modified, durable: repository.options.isDurable)
        if let name { _ = try repository.readBack(name) }
        return name
    }

    /// Removes the old packs, unless something in them has become needed meanwhile.
    private func remove(_ replacements: [Replacement]) throws {
        let lock = try repository.ownPacks()
        defer { _ = lock }
        try repository.objects.reload()
        let needed = try repository.reachable(logsSince: oldestLog).found
        for replacement in replacements {
            let isNeeded = replacement.removed.contains { needed[$0] != nil }
            let name = isNeeded ? replacement.new : replacement.old.name
            if let name { try repository.packs.removeFile(Pack.fileName(name)) }
        }
        if repository.options.isDurable { try repository.packs.sync() }
    }
}

extension Repository {
    /// Reads a whole pack: its checksum, and the identity of every object.
    func readBack(_ name: Digest) throws -> Pack {
        let pack = try Pack(name, in: packs)
        try pack.verifyChecksum()
        let width = Parallel.width(forFramesOf: pack.footer.frames.map(\.length).max())
        try Parallel.forEach(try pack.entriesByFrame(), width: width) { frame, entries in
            let bytes = try pack.frame(frame)
            for entry in entries { _ = try ObjectDatabase.object(entry, in: bytes) }
        }
        return pack
    }

    /// Removes entries of the logs and of the record of operations that are older than a time, in seconds since 1970.
    func forgetLogs(before oldest: Int64) throws {
        try withWriteLock { _ in
            try refs.expireLogs(before: oldest)
            for view in try views() { try view.operationLog.forget(before: oldest, through: temporary) }
            try refreshServerInfo()
        }
    }
}
