public import Objects

/// Discarded files that are not kept for undo.
public struct UnkeptFiles: Sendable {
    public let paths: [TreePath]
    public let reason: Reason

    public enum Reason: Sendable {
        /// They exceed the setting undo.maxsize.
        case size(limit: UInt64)
        case error(String)
    }
}
