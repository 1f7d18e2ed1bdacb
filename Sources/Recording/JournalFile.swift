internal import Files
public import Objects

/// A journal open for recording, by this process alone.
///
/// At any instant the file is a whole number of frames and perhaps the beginning of one more. ``append(_:)`` returns when
/// its frame is durable, and then the journal's own word that it is: so an event is acknowledged after that and not before,
/// and a journal that loses it later contradicts itself. The two are synced one after the other, since a word that outlives
/// its frame in a loss of power would call an honest journal damaged.
public struct JournalFile: ~Copyable {
    public let path: String
    /// How many events the journal has.
    public private(set) var eventCount: Int
    private let file: File
    private var frameCount: UInt32
    /// Where the next frame begins.
    private var length: Int64
    /// Over all frames; nil in a journal of an earlier version, which says nothing of what it acknowledged.
    private var digest: ContentHasher?

    /// Begins the journal of `run` at `path`, where there must be none; or one whose first frame never became whole.
    public static func create(_ run: ReplayRun, at path: String) throws -> JournalFile {
        let file = try open(path, whenMissing: .create(permissions: 0o600))
        let bytes = try file.stream.contents(limit: .max)
        guard SessionJournal.isBlank(bytes) else { throw RecordingError.journalExists(path: path) }
        var journal = JournalFile(
            path: path, file: file, eventCount: 0, frameCount: 0, length: 0, digest: ContentHasher())
        try journal.cut()
        try journal.file.write(JournalAcknowledgement.header)
        journal.length = Int64(JournalAcknowledgement.headerLength)
        try journal.append(.run(run))
        try journal.syncFolder()
        return journal
    }

    /// Opens the journal of a run of the same agent and skill that broke off, to go on after its last durable event.
    public static func resume(_ run: ReplayRun, at path: String) throws -> JournalFile {
        let file = try open(path, whenMissing: .fail)
        let bytes = try file.stream.contents(limit: .max)
        guard let journal = try SessionJournal(parsing: bytes) else { throw RecordingError.otherRun(path: path) }
        guard journal.endedAt == nil else { throw RecordingError.runEnded(path: path) }
        guard journal.run.agentName == run.agentName, journal.run.skillName == run.skillName else {
            throw RecordingError.otherRun(path: path)
        }
        var digest: ContentHasher?
        if journal.isAcknowledged {
            var hasher = ContentHasher()
            hasher.update(bytes[JournalAcknowledgement.headerLength..<journal.soundLength])
            digest = hasher
        }
        let resumed = JournalFile(
            path: path, file: file, eventCount: journal.session.events.count, frameCount: UInt32(journal.frameCount),
            length: Int64(journal.soundLength), digest: digest)
        try resumed.cut()
        return resumed
    }

    private init(
        path: String, file: consuming File, eventCount: Int, frameCount: UInt32, length: Int64,
        digest: ContentHasher?
    ) {
        self.path = path
        self.file = file
        self.eventCount = eventCount
        self.frameCount = frameCount
        self.length = length
        self.digest = digest
    }

    /// The bytes of a journal into which nobody records; a journal is not to be sealed before its recorder lets go of it.
    public static func read(at path: String) throws(RecordingError) -> [UInt8] {
        let file = try RecordingError.naming { () throws(FileError) in try File(at: path, waiting: true) }
        // Where there are no locks, no recorder holds one.
        guard (try? file.tryLock(.shared)) != false else { throw .journalInUse(path: path) }
        return try RecordingError.naming { () throws(FileError) in try file.stream.contents(limit: .max) }
    }

    /// Opens and locks the file; the lock dies with the process.
    private static func open(_ path: String, whenMissing: File.WhenMissing) throws(RecordingError) -> File {
        let file = try RecordingError.naming { () throws(FileError) in
            try File(updating: path, whenMissing: whenMissing, followingLinks: true)
        }
        let isOurs = try RecordingError.naming { () throws(FileError) in try file.tryLock(.exclusive) }
        guard isOurs else { throw .journalInUse(path: path) }
        return file
    }

    /// Adds a frame of events at the journal's end.
    public mutating func append(_ events: [ReplayEvent]) throws(RecordingError) {
        guard !events.isEmpty else { return }
        try append(.events(events))
        eventCount += events.count
    }

    /// Says that the run ended at `time`, in seconds since 1970.
    public consuming func end(at time: UInt64) throws(RecordingError) {
        try append(.end(at: time))
    }

    private mutating func append(_ frame: JournalFrame) throws(RecordingError) {
        let bytes = frame.encoded(number: frameCount)
        do throws(FileError) {
            try file.write(bytes)
            try file.syncData()
        } catch {
            // Half a frame must not stand before the next one.
            try cut()
            throw .file(error)
        }
        frameCount += 1
        length += Int64(bytes.count)
        digest?.update(bytes)
        try acknowledge()
    }

    /// Writes down that all frames are durable.
    private func acknowledge() throws(RecordingError) {
        guard let digest else { return }
        let word = JournalAcknowledgement(frameCount: frameCount, length: UInt64(length), digest: digest.finish())
        try RecordingError.naming { () throws(FileError) in
            try file.write(word.slot.span.bytes, at: UInt64(word.offset))
            try file.syncData()
        }
    }

    /// Drops what stands after the last whole frame.
    private func cut() throws(RecordingError) {
        try RecordingError.naming { () throws(FileError) in
            try file.truncate(to: UInt64(length))
            try file.seek(to: UInt64(length))
        }
    }

    /// Makes the file's name durable.
    private func syncFolder() throws(RecordingError) {
        try RecordingError.naming { () throws(FileError) in try Folder(at: Folder.split(path).folder).sync() }
    }
}
