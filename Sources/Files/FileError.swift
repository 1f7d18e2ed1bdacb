internal import Glibc

/// A system call that failed: what was tried, on which file, and why.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the call was for.
    public let operation: Operation
    /// The file, or whatever else was acted on, as the user would name it.
    public let path: String
    /// The system's error number (`errno`); 0 where the refusal is not the system's.
    public let code: Int32
    private let why: String?

    /// - Parameter code: by default, what the last call of this thread left behind.
    package init(_ operation: Operation, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
        why = nil
    }

    /// A refusal that is not the system's.
    package init(_ operation: Operation, _ path: String, because why: String) {
        self.operation = operation
        self.path = path
        code = 0
        self.why = why
    }

    /// A file is there that the caller would not have replaced.
    package static func existing(_ path: String) -> FileError { FileError(.replace, path, code: EEXIST) }

    package static func missing(_ path: String) -> FileError { FileError(.open, path, code: ENOENT) }

    /// More is in the file than the caller takes.
    package static func tooLarge(_ path: String) -> FileError { FileError(.read, path, code: EFBIG) }

    /// What a system call is for, in the words of the message "cannot … 'path'".
    public enum Operation: String, Hashable, Sendable {
        case open, read, sync, truncate, list, lock, remove, link, start
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

    /// Whether there is no such file.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// Whether a file was in the way.
    public var isExisting: Bool { code == EEXIST }
    /// Whether there is more in the file than the caller takes.
    public var isTooLarge: Bool { code == EFBIG }
    /// Whether the user may not write there, or nobody may.
    public var isNotWritable: Bool { code == EACCES || code == EPERM || code == EROFS }
    public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
    /// Whether a descriptor that does not wait has nothing to read, or no room.
    public var isNotReady: Bool { code == EAGAIN }
    /// Whether nobody reads the other end of a pipe any more.
    public var hasLostReader: Bool { code == EPIPE }
    /// Whether the file system does not support locks.
    public var isWithoutLocks: Bool {
        operation == .lock && [ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL].contains(code)
    }

    /// What the system says about the error number.
    public var reason: String { why ?? Self.reason(code) }

    public var description: String {
        // Nothing was to be replaced: a file stands where a new one was to appear.
        operation == .replace && isExisting
            ? "'\(path)' exists already" : "cannot \(operation.rawValue) '\(path)': \(reason)"
    }

    /// What the system says about an error number.
    package static func reason(_ code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard strerror_r(code, buffer.baseAddress!, buffer.count) == 0 else { return "error \(code)" }
            return String(cString: buffer.baseAddress!)
        }
    }
}
