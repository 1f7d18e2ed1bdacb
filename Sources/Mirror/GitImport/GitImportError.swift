/// Why a git repository is not imported.
public enum GitImportError: Error, Hashable, Sendable {
    /// An object is malformed, or cannot be converted: which, and why.
    case malformed(String, what: String)
    /// An object is larger, or a tree deeper, than the store accepts.
    case tooLarge(String, what: String)
    /// A commit whose parent is missing.
    case shallow(parent: String)
    /// git ended in the middle of an object.
    case cutShort
}

extension GitImportError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let object, let what): "\(object) is damaged: \(what)"
        case .tooLarge(let object, let what): "\(object) \(what)"
        case .shallow(let parent): "git commit \(parent.prefix(10)) is missing: this is a shallow clone"
        case .cutShort: "the git repository is damaged: git ended in the middle of an object"
        }
    }
}
