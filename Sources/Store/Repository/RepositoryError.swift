public import Objects

/// Why a repository is not opened or made.
public enum RepositoryError: Error, Hashable, Sendable {
    case notARepository(String)
    case alreadyExists(String)
    /// A folder for a new repository that has files in it.
    case notEmpty(String)
    /// A new repository would be in a folder that is git's or a repository's own.
    case reservedPlace(String, ReservedName)
    /// The settings do not say which format the repository has.
    case formatMissing(String)
    /// A repository that was begun and is not one yet.
    case unfinished(String)
    case newerFormat(found: String, known: Int)
    /// There is no work tree.
    case bare
}

extension RepositoryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notARepository(let path): "'\(path)' is not in an at1 repository"
        case .alreadyExists(let path): "'\(path)' is a repository already"
        case .notEmpty(let path): "'\(path)' is there already, and is not empty"
        case .reservedPlace(let path, let name):
            "'\(path)' is in a folder '\(name.rawValue)', or in one that some file systems take for it"
        case .formatMissing(let path): "'\(path)' is damaged: it does not say core.format"
        case .unfinished(let path): "the repository in '\(path)' was begun and is not finished"
        case .newerFormat(let found, let known):
            "the repository has format \(found); this at1 knows formats up to \(known)"
        case .bare: "this repository is bare: it has no work tree"
        }
    }
}
