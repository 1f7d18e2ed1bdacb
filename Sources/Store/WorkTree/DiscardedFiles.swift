internal import Files
internal import Objects

/// Files of the working tree that a command is about to overwrite or remove although they are in no commit and not
/// staged, and what will be in their places.
struct DiscardedFiles {
    /// What there is now.
    private(set) var found: [TreePath: (status: FileStatus, entry: Index.Entry?)] = [:]
    /// What there will be; a path without an entry will have no file.
    private(set) var after: [TreePath: Index.Entry] = [:]

    var isEmpty: Bool { found.isEmpty && after.isEmpty }

    /// - Parameters:
    ///   - path: a file or a symbolic link.
    ///   - entry: the index entry of the path, whose kind the content keeps if it is the same.
    ///   - new: what replaces it; nil if it is removed.
    mutating func add(_ path: TreePath, _ status: FileStatus, staged entry: Index.Entry?, replacedBy new: Index.Entry?)
    {
        found[path] = (status, entry)
        after[path] = new
    }

    /// A file that the user has removed comes back.
    mutating func restore(_ entry: Index.Entry) { after[entry.path] = entry }

    /// Leaves out a path: it is discarded for good.
    mutating func forget(_ path: TreePath) {
        found[path] = nil
        after[path] = nil
    }
}
