/// Why no commit is made.
public enum CommitError: Error, Hashable, Sendable {
    /// The index equals the tree of the last commit.
    case nothing
    case noMessage
}

extension CommitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nothing: "nothing to commit"
        case .noMessage: "a commit needs a message"
        }
    }
}
