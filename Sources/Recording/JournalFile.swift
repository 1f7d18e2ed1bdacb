internal import Glibc
public import Objects

/// A journal open for recording, by this process alone.
///
/// At any instant the file is a whole number of frames and perhaps the beginning of one more. ``append(_:)`` returns when
/// its frame is durable, so an event is acknowledged after that and not before.
public struct JournalFile: ~Copyable {
    public let path: String
    /// How many events the journal has.
    public private(set) var eventCount: Int
    private let file: FileHandle
    private var frameCount: UInt32
    /// Where the next frame begins.
    private var length: Int64

    /// Begins the journal of `run` at `path`, where there must be none; or one whose first frame never became whole.
    public static func create(_ run: ReplayRun, at path: String) throws -> JournalFile {
        let file = try open(path, O_CREAT)
        let bytes = try file.readAll(path: path)
        guard JournalFrame.isFirst(cutShort: bytes) else { throw RecordingError.journalExists(path: path) }
        var journal = JournalFile(path: path, file: file, eventCount: 0, frameCount: 0, length: 0)
        try journal.cut()
        try journal.append(.run(run))
        try journal.syncFolder()
        return journal
    }

    /// Opens the journal of a run of the same agent and skill that broke off, to go on after its last durable event.
    public static func resume(_ run: ReplayRun, at path: String) throws -> JournalFile {
        let file = try open(path, 0)
        guard let journal = try SessionJournal(parsing: file.readAll(path: path)) else {
            throw RecordingError.otherRun(path: path)
        }
        guard journal.endedAt == nil else { throw RecordingError.runEnded(path: path) }
        guard journal.run.agentName == run.agentName, journal.run.skillName == run.skillName else {
            throw RecordingError.otherRun(path: path)
        }
        let resumed = JournalFile(
            path: path, file: file, eventCount: journal.session.events.count, frameCount: UInt32(journal.frameCount),
            length: Int64(journal.soundLength))
        try resumed.cut()
        return resumed
    }

    private init(path: String, file: consuming FileHandle, eventCount: Int, frameCount: UInt32, length: Int64) {
        self.path = path
        self.file = file
        self.eventCount = eventCount
        self.frameCount = frameCount
        self.length = length
    }

    /// Opens and locks the file; the lock dies with the process.
    private static func open(_ path: String, _ flags: Int32) throws(RecordingError) -> FileHandle {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw .system("open", path: path, code: errno) }
        let file = FileHandle(owning: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .journalInUse(path: path) : .system("flock", path: path, code: errno)
        }
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
        do throws(RecordingError) {
            try file.write(bytes, path: path)
            guard fdatasync(file.descriptor) == 0 else { throw .system("fdatasync", path: path, code: errno) }
        } catch {
            // Half a frame must not stand before the next one.
            try cut()
            throw error
        }
        frameCount += 1
        length += Int64(bytes.count)
    }

    /// Drops what stands after the last whole frame.
    private func cut() throws(RecordingError) {
        guard ftruncate(file.descriptor, off_t(length)) == 0, lseek(file.descriptor, off_t(length), SEEK_SET) >= 0
        else {
            throw .system("ftruncate", path: path, code: errno)
        }
    }

    /// Makes the file's name durable.
    private func syncFolder() throws(RecordingError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path: folder, code: errno) }
        let handle = FileHandle(owning: descriptor)
        guard fsync(handle.descriptor) == 0 else { throw .system("fsync", path: folder, code: errno) }
    }
}
