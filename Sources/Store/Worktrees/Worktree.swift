public import Objects

/// A working tree of a store.
public struct Worktree: Hashable, Sendable {
    /// What the store calls it; nil for the first.
    public let name: String?
    /// Its top folder; for a bare repository, the repository.
    public let path: String
    /// Nil where it is damaged.
    public let head: Head?
    public let commit: ObjectID?
    /// Whether it is the place of a bare repository, which has no files.
    public let isBare: Bool
    /// Whether its folder is not there any more, or is not this store's.
    public let isGone: Bool
    /// Whether the repository was opened from it.
    public let isCurrent: Bool
}

/// Why a working tree is not added or removed.
public enum WorktreeError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    /// A new working tree would be among the files of another.
    case inside(String, of: String)
    /// The first working tree has the store in it.
    case isFirst(String)
    /// The command works in it.
    case isCurrent(String)
    /// Something in it would be lost.
    case unsaved(String, what: String)

    public var description: String {
        switch self {
        case .unknown(let word): "'\(word)' is no working tree of this repository"
        case .inside(let path, let other): "'\(path)' is inside the working tree '\(other)'"
        case .isFirst(let path): "'\(path)' has the repository in it, and is not removed"
        case .isCurrent(let path): "'\(path)' is the working tree that this command works in"
        case .unsaved(let path, let what): "'\(path)' has \(what) that would be lost"
        }
    }
}
