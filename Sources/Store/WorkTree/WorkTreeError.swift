public import Objects

/// Why the working tree, or the index, is not read or changed as requested.
public enum WorkTreeError: Error, Sendable {
    case notFound(String)
    /// A path that leads out of the working tree.
    case outside(String)
    case behindLink(String)
    /// Neither a file nor a folder nor a symbolic link.
    case specialFile(String)
    /// A folder was named where only files are allowed.
    case isFolder(String)
    case ignored(String)
    case changedWhileRead(String)
    /// A folder would be moved into itself.
    case movedIntoItself(TreePath)
    /// Uncommitted files would be overwritten or removed.
    case wouldLose([TreePath], because: String)
    /// Files whose recipes do not give them any more.
    case noRecipeAnyMore([TreePath])
    /// A file that would be written exists already.
    case exists(TreePath)
    /// Two names in one folder that the file system treats as the same.
    case namesCollide([(TreePath, TreePath)])
    /// An interrupted checkout that cannot be completed without losing something.
    case interrupted(PendingCheckout, because: String)
    /// More bytes would be written than there is space for.
    case noSpace(needed: UInt64, free: UInt64)
    /// More files would be created than the file system permits.
    case noSpaceForFiles(needed: UInt64, free: UInt64)
}

extension WorkTreeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound(let path): "'\(path)' matches no file"
        case .outside(let path): "'\(path)' is outside the working tree"
        case .behindLink(let path): "'\(path)' is a symbolic link, which is not followed"
        case .specialFile(let path): "'\(path)' is neither a file nor a folder nor a symbolic link"
        case .isFolder(let path): "'\(path)' is a folder"
        case .ignored(let path): "'\(path)' is ignored by .at1ignore"
        case .changedWhileRead(let path): "'\(path)' changed while it was read"
        case .movedIntoItself(let path): "'\(path)' cannot be moved into itself"
        case .wouldLose(let paths, let why):
            "\(why): " + paths.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
                + (paths.count > 8 ? " and \(paths.count - 8) more" : "")
        case .noRecipeAnyMore(let paths):
            "\(paths.count == 1 ? "the recipe of" : "the recipes do not give") \(paths.prefix(8).map { "'\($0)'" }.joined(separator: ", "))\(paths.count > 8 ? " and \(paths.count - 8) more" : "")\(paths.count == 1 ? " does not give it" : "") any more"
        case .exists(let path): "'\(path)' exists already"
        case .namesCollide(let pairs):
            "the file system treats two names as one: "
                + pairs.prefix(4).map { "'\($0)' and '\($1)'" }.joined(separator: ", ")
                + (pairs.count > 4 ? " and \(pairs.count - 4) more pairs" : "")
        case .interrupted(let pending, let why): "\(pending) was cut short, and cannot be completed: \(why)"
        case .noSpace(let needed, let free):
            "the files need \(needed) bytes, and \(free) are free where they would be written"
        case .noSpaceForFiles(let needed, let free):
            "there are \(needed) files, and the file system has room for \(free) more"
        }
    }
}
