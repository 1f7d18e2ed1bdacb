package import Files

/// Why a recording cannot start or continue.
package enum RecordingError: Error, Hashable, Sendable {
    /// A system call failed.
    case file(FileError)
    /// The journal exists; it is continued only on request.
    case journalExists(path: String)
    /// Another process is recording into the journal.
    case journalInUse(path: String)
    /// The journal has no room for more events; those that it has can be sealed.
    case journalFull(path: String)
    /// The run of the journal has ended.
    case runEnded(path: String)
    /// The journal to continue belongs to another agent or skill.
    case otherRun(path: String)
    /// Another process listens on the socket.
    case socketInUse(path: String)
    /// A socket's path is longer than the system allows.
    case socketPathTooLong(path: String)
}

extension RecordingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .journalExists(let path): "the journal \(path) exists already"
        case .journalInUse(let path): "another process records into \(path)"
        case .journalFull(let path): "the journal \(path) can hold no more"
        case .runEnded(let path): "the run in \(path) has ended"
        case .otherRun(let path): "the journal \(path) is of another agent or skill"
        case .socketInUse(let path): "another process listens at \(path)"
        case .socketPathTooLong(let path): "the path of the socket is too long: \(path)"
        }
    }
}

extension RecordingError {
    /// Runs `body`; turns a file's error into one of this target.
    @discardableResult
    static func naming<Result: ~Copyable>(_ body: () throws(FileError) -> Result) throws(RecordingError) -> Result {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }
}
