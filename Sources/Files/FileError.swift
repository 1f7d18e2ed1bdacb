internal import Glibc

/// A system call that failed: what it was for, the file, and the reason.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the call was for.
    public let operation: Operation
    /// The file, or whatever else the call worked on, as the user would name it.
    public let path: String
    /// The system's error number (`errno`); 0 if the error is not the system's.
    public let code: Int32
    private let why: String?

    /// - Parameter code: by default, the error number of this thread's last call.
    package init(_ operation: Operation, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
        why = nil
    }

    /// An error that is not the system's.
    package init(_ operation: Operation, _ path: String, because why: String) {
        self.operation = operation
        self.path = path
        code = 0
        self.why = why
    }

    /// A file exists that the caller does not want to replace.
    package static func existing(_ path: String) -> FileError { FileError(.replace, path, code: EEXIST) }

    /// There is no such file.
    package static func missing(_ path: String) -> FileError { FileError(.open, path, code: ENOENT) }

    /// The file is larger than the caller allows.
    package static func tooLarge(_ path: String) -> FileError { FileError(.read, path, code: EFBIG) }

    /// What a system call is for, in the words of the message "cannot … 'path'".
    public enum Operation: String, Hashable, Sendable {
        case open, read, sync, truncate, list, lock, remove, link, start
        case share = "share the blocks of"
        case write = "write to"
        case create
        case status = "access"
        case replace
        case resolve
        case setTime = "set the time of"
        case setMode = "set the permissions of"
        case wait = "wait for"
        case connect = "connect to"
        case listen = "listen on"
        case enter = "change to"
    }

    /// Whether the file does not exist.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// Whether the file exists already.
    public var isExisting: Bool { code == EEXIST }
    /// Whether the file is larger than the caller allows.
    public var isTooLarge: Bool { code == EFBIG }
    /// Whether writing is not permitted, to this user or to anyone.
    public var isNotWritable: Bool { code == EACCES || code == EPERM || code == EROFS }
    public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
    /// Whether a non-blocking descriptor has nothing to read, or no room.
    public var isNotReady: Bool { code == EAGAIN }
    /// Whether the reader of a pipe has gone away.
    public var hasLostReader: Bool { code == EPIPE }
    /// Whether the file system does not support locks.
    public var isWithoutLocks: Bool {
        operation == .lock && [ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL].contains(code)
    }

    /// The reason, in the system's words.
    public var reason: String { why ?? Self.reason(code) }

    public var description: String {
        // No replacement was intended: the name of a new file is taken.
        operation == .replace && isExisting
            ? "'\(path)' exists already" : "cannot \(operation.rawValue) '\(path)': \(reason)"
    }

    /// The system's words for an error number.
    package static func reason(_ code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard strerror_r(code, buffer.baseAddress!, buffer.count) == 0 else { return "error \(code)" }
            return String(cString: buffer.baseAddress!)
        }
    }
}
