public import Objects

/// Why a repository is not opened or created.
public enum RepositoryError: Error, Hashable, Sendable {
    case notARepository(String)
    case alreadyExists(String)
    /// The folder for a new repository is not empty.
    case notEmpty(String)
    /// A new repository would be in a folder of git's or of a repository.
    case reservedPlace(String, ReservedName)
    /// The settings do not state the repository's format.
    case formatMissing(String)
    /// A repository whose creation was interrupted.
    case unfinished(String)
    case newerFormat(found: String, known: Int)
    /// There is no working tree.
    case bare
    /// A further working tree whose store is not where its link says; or is one that does not know it.
    case lostStore(String, store: String)
}

extension RepositoryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notARepository(let path): "'\(path)' is not in an at1 repository"
        case .alreadyExists(let path): "'\(path)' is a repository already"
        case .notEmpty(let path): "'\(path)' exists already, and is not empty"
        case .reservedPlace(let path, let name):
            "'\(path)' is in a folder '\(name.rawValue)', or in one that some file systems treat as that"
        case .formatMissing(let path): "'\(path)' is damaged: it does not say core.format"
        case .unfinished(let path): "the repository in '\(path)' is incomplete"
        case .newerFormat(let found, let known):
            "the repository has format \(found); this at1 knows formats up to \(known)"
        case .lostStore(let path, let store):
            "'\(path)' is a working tree of '\(store)', which is not there or does not know it"
        case .bare: "this repository is bare: it has no working tree"
        }
    }
}
