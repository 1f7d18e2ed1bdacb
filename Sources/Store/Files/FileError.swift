internal import Glibc

/// A system call that failed: on what, and why.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried: "open", "write to", …
    public let operation: String
    /// On which file, as a person would name it.
    public let path: String
    /// The system's errno.
    public let code: Int32

    init(_ operation: String, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }

    public var description: String {
        "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
    }
}

/// Repeats a system call that a signal interrupted, and turns -1 into a ``FileError``.
@discardableResult
func system<Value: SignedInteger>(_ operation: String, _ path: String, _ call: () -> Value) throws(FileError) -> Value {
    while true {
        let value = call()
        if value != -1 { return value }
        if errno != EINTR { throw FileError(operation, path) }
    }
}
