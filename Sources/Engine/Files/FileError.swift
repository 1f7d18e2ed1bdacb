internal import Glibc

/// The system refused an operation on a file.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    public let path: String
    /// What was tried: `open`, `write`.
    public let operation: String
    /// The system's error number, 0 when the refusal is ours.
    public let number: Int32
    /// The reason in a few words.
    public let reason: String

    init(_ operation: String, _ path: String, _ number: Int32 = errno) {
        self.path = path
        self.operation = operation
        self.number = number
        reason = String(cString: strerror(number))
    }

    init(_ operation: String, _ path: String, reason: String) {
        self.path = path
        self.operation = operation
        number = 0
        self.reason = reason
    }

    public var description: String { "cannot \(operation) \(path): \(reason)" }
}
