public import Objects

/// Why a revision, or a path in one, does not name anything.
public enum RevisionError: Error, Hashable, Sendable {
    case unknown(String)
    case ambiguous(String, candidates: [ObjectID])
    /// The tree has no such path.
    case pathNotFound(String)
    /// A file without lines: it is not text, or is too long to be read as text.
    case noLines(TreePath)
}

extension RevisionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let text): "'\(text)' names no commit, tag or object"
        case .ambiguous(let text, let ids):
            "'\(text)' is ambiguous: \(ids.count) objects match: \(ids.prefix(4).map(\.short).joined(separator: ", "))"
        case .pathNotFound(let path): "'\(path)' matches no file"
        case .noLines(let path): "'\(path)' is not text of at most 8 MiB: it has no lines to blame"
        }
    }
}
