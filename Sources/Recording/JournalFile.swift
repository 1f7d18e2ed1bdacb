internal import Files
package import Objects

/// A journal that this process alone is recording.
///
/// At any instant the file consists of whole frames, and perhaps the beginning of one more. ``append(_:)`` returns once
/// its frame is durable, and then the mark that acknowledges it: so an event is acknowledged after that and not before,
/// and a journal that loses it later contradicts itself. The two are synced one after the other, since a mark that
/// outlives its frame in a power failure would make an honest journal look damaged.
package struct JournalFile: ~Copyable {
    package let path: String
    /// The number of events in the journal.
    package private(set) var eventCount: Int
    /// The run, which is in the journal from the first event on at the latest.
    private(set) var run: ReplayRun
    /// The time of the last event, in milliseconds since 1970.
    private(set) var lastTimestamp: UInt64?
    private let file: File
    /// The most bytes that it may come to.
    private let limit: Int64
    private var frameCount: UInt32
    /// Where the next frame begins.
    private var length: Int64
    /// Over all frames; nil in a journal of an earlier version, which does not record what it acknowledged.
    private var digest: ContentHasher?

    private static let roomForTheEnd: Int64 = 4096

    /// Starts the journal of `run` at `path`. There must be no file, or one whose first frame is incomplete.
    ///
    /// - Parameter waiting: whether the run is written only with the first event, which may state when it started.
    package static func create(_ run: ReplayRun, at path: String, waiting: Bool = false) throws -> JournalFile {
        try create(run, at: path, limit: SessionJournal.maximumLength, waiting: waiting)
    }

    /// The same, of `limit` bytes at most.
    static func create(_ run: ReplayRun, at path: String, limit: Int, waiting: Bool = false) throws -> JournalFile {
        let file = try open(path, whenMissing: .create(permissions: 0o600))
        let bytes = try file.stream.contents(limit: SessionJournal.maximumLength)
        guard SessionJournal.isBlank(bytes) else { throw RecordingError.journalExists(path: path) }
        return try begin(run, in: file, at: path, limit: limit, waiting: waiting)
    }

    private static func begin(
        _ run: ReplayRun, in file: consuming File, at path: String, limit: Int, waiting: Bool
    ) throws -> JournalFile {
        var journal = JournalFile(
            path: path, run: run, file: file, limit: Int64(limit), eventCount: 0, frameCount: 0, length: 0,
            digest: ContentHasher())
        try journal.cut()
        try journal.file.write(JournalAcknowledgement.header)
        journal.length = Int64(JournalAcknowledgement.headerLength)
        if !waiting { try journal.appendRun() }
        try journal.syncFolder()
        return journal
    }

    /// Opens an interrupted journal of the same agent and skill, to continue after its last durable event. One that
    /// was interrupted before its first event is begun again.
    package static func resume(_ run: ReplayRun, at path: String) throws -> JournalFile {
        let file = try open(path, whenMissing: .fail)
        let bytes = try file.stream.contents(limit: SessionJournal.maximumLength)
        if !bytes.isEmpty, SessionJournal.isBlank(bytes) {
            return try begin(run, in: file, at: path, limit: SessionJournal.maximumLength, waiting: true)
        }
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
        var resumed = JournalFile(
            path: path, run: journal.run, file: file, limit: Int64(SessionJournal.maximumLength),
            eventCount: journal.session.events.count, frameCount: UInt32(journal.frameCount),
            length: Int64(journal.soundLength), digest: digest)
        resumed.lastTimestamp = journal.session.events.last?.timestamp
        try resumed.cut()
        return resumed
    }

    private init(
        path: String, run: ReplayRun, file: consuming File, limit: Int64, eventCount: Int, frameCount: UInt32,
        length: Int64, digest: ContentHasher?
    ) {
        self.path = path
        self.run = run
        self.file = file
        self.limit = limit
        self.eventCount = eventCount
        self.frameCount = frameCount
        self.length = length
        self.digest = digest
    }

    /// The bytes of a journal that nobody is recording; a journal must not be sealed before its recorder has released
    /// it.
    package static func read(at path: String) throws(RecordingError) -> [UInt8] {
        let file = try RecordingError.naming { () throws(FileError) in try File(at: path, waiting: true) }
        // Where locks are not supported, no recorder holds one.
        guard (try? file.tryLock(.shared)) != false else { throw .journalInUse(path: path) }
        return try RecordingError.naming { () throws(FileError) in
            try file.stream.contents(limit: SessionJournal.maximumLength)
        }
    }

    /// Opens and locks the file; the lock ends with the process.
    private static func open(_ path: String, whenMissing: File.WhenMissing) throws(RecordingError) -> File {
        let file = try RecordingError.naming { () throws(FileError) in
            try File(updating: path, whenMissing: whenMissing, followingLinks: true)
        }
        let isOurs = try RecordingError.naming { () throws(FileError) in try file.tryLock(.exclusive) }
        guard isOurs else { throw .journalInUse(path: path) }
        return file
    }

    /// Takes the time of the first event, in milliseconds since 1970, as the start of a run that is not written yet.
    mutating func start(at milliseconds: UInt64) {
        if frameCount == 0 { run.start(asStated: milliseconds) }
    }

    /// Appends a frame of events.
    package mutating func append(_ events: [ReplayEvent]) throws(RecordingError) {
        guard let last = events.last else { return }
        try appendRun()
        try append(.events(events))
        eventCount += events.count
        lastTimestamp = last.timestamp
    }

    /// Appends the run, unless it is there.
    private mutating func appendRun() throws(RecordingError) {
        if frameCount == 0 { try append(.run(run)) }
    }

    /// Records that the run ended at `time`, in seconds since 1970.
    package consuming func end(at time: UInt64) throws(RecordingError) {
        try appendRun()
        try append(.end(at: time))
    }

    private mutating func append(_ frame: JournalFrame) throws(RecordingError) {
        let bytes = frame.encoded(number: frameCount)
        // The end of the run always has room.
        guard frame.content == .end || length + Int64(bytes.count) + Self.roomForTheEnd <= limit else {
            throw .journalFull(path: path)
        }
        do throws(FileError) {
            try file.write(bytes)
            try file.syncData()
        } catch {
            // The next frame must not follow half a frame.
            try cut()
            throw .file(error)
        }
        frameCount += 1
        length += Int64(bytes.count)
        digest?.update(bytes)
        try acknowledge()
    }

    /// Records that all frames are durable.
    private func acknowledge() throws(RecordingError) {
        guard let digest else { return }
        let word = JournalAcknowledgement(frameCount: frameCount, length: UInt64(length), digest: digest.finish())
        try RecordingError.naming { () throws(FileError) in
            try file.write(word.slot.span.bytes, at: UInt64(word.offset))
            try file.syncData()
        }
    }

    /// Removes what follows the last whole frame.
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
