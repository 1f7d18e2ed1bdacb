public import Files

/// Why a recording cannot start or go on.
public enum RecordingError: Error, Hashable, Sendable {
    /// A system call failed.
    case file(FileError)
    /// The journal is there already; it is continued only when that is asked for.
    case journalExists(path: String)
    /// Another process records into the journal.
    case journalInUse(path: String)
    /// The journal says that its run is over.
    case runEnded(path: String)
    /// The journal to continue is of another agent or skill.
    case otherRun(path: String)
    /// Another process listens at the socket.
    case socketInUse(path: String)
    /// A socket's path has more bytes than the system takes.
    case socketPathTooLong(path: String)
}

extension RecordingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .journalExists(let path): "the journal \(path) exists already"
        case .journalInUse(let path): "another process records into \(path)"
        case .runEnded(let path): "the run in \(path) has ended"
        case .otherRun(let path): "the journal \(path) is of another agent or skill"
        case .socketInUse(let path): "another process listens at \(path)"
        case .socketPathTooLong(let path): "the path of the socket is too long: \(path)"
        }
    }
}

extension RecordingError {
    /// Runs `body`; a file's error becomes one of this room.
    @discardableResult
    static func naming<Result: ~Copyable>(_ body: () throws(FileError) -> Result) throws(RecordingError) -> Result {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }
}
