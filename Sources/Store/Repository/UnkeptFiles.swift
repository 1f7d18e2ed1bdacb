public import Objects

/// Discarded files that are not kept for undo.
public struct UnkeptFiles: Sendable {
    public let paths: [TreePath]
    public let reason: Reason

    /// Why they are not kept.
    public enum Reason: Sendable {
        /// They exceed the setting undo.maxsize.
        case size(limit: UInt64)
        /// The store could not be written to, for a reason in words.
        case error(String)
    }
}
