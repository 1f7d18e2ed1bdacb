public import Objects

/// Why a merge, or a similar operation, does not begin or continue.
public enum MergeError: Error, Hashable, Sendable {
    /// There are unresolved conflicts.
    case unresolved([TreePath])
    /// Another operation has stopped and must be completed or aborted first.
    case inProgress(InProgress)
    /// There is none to continue or abort.
    case nothingInProgress(InProgress.Kind)
    /// The two histories have no commit in common.
    case unrelated
    /// A fast-forward is not possible, and nothing else was permitted.
    case notFastForward
    /// The index differs from the last commit.
    case stagedChanges([TreePath])
    /// A merge commit has several parents, and none was chosen for the comparison.
    case mergeCommit(ObjectID)
    case noSuchParent(ObjectID, Int)
    case noSuchStash(Int)
    /// A file to be resolved has no conflict; nil for the whole tree.
    case noConflict(TreePath?)
}

extension MergeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unresolved(let paths): "there are unresolved conflicts in \(Self.list(paths))"
        case .inProgress(let operation): "\(operation) is in progress"
        case .nothingInProgress(let kind): "no \(kind.rawValue) is in progress"
        case .unrelated: "the two histories have no commit in common"
        case .notFastForward: "the branch has commits of its own: a fast-forward is not possible"
        case .stagedChanges(let paths): "the index differs from the last commit: \(Self.list(paths))"
        case .mergeCommit(let id): "commit \(id.short) is a merge, and no parent to compare it with is named"
        case .noSuchParent(let id, let number): "commit \(id.short) has no parent \(number)"
        case .noSuchStash(let number): "there is no stash@{\(number)}"
        case .noConflict(let path): "'\(path?.description ?? ".")' has no conflict"
        }
    }

    private static func list(_ paths: [TreePath]) -> String {
        paths.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
            + (paths.count > 8 ? " and \(paths.count - 8) more" : "")
    }
}
