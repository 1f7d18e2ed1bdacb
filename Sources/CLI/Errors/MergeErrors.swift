import Store

extension MergeError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .unresolved, .inProgress, .stagedChanges: .no
        case .unrelated, .notFastForward: .refused
        case .nothingInProgress, .mergeCommit, .noSuchParent, .noSuchStash, .noConflict: .usage
        }
    }

    var hint: String? {
        switch self {
        case .unresolved:
            "resolve them and 'at1 add' the files; 'at1 checkout --ours PATH' or '--theirs' takes one side"
        case .inProgress(let operation):
            "complete it with 'at1 \(operation.kind.rawValue) --continue', or abort it with '--abort'"
        case .nothingInProgress, .noSuchParent, .noConflict: nil
        case .noSuchStash: "'at1 stash list' lists the stashes"
        case .unrelated: "merge them anyway with --allow-unrelated-histories"
        case .notFastForward: "merge with 'at1 merge', or put your commits on top with 'at1 rebase'"
        case .stagedChanges: "commit them, stash them with 'at1 stash', or unstage them with 'at1 reset'"
        case .mergeCommit: "say which parent with -m, 1 for the first"
        }
    }

    var stableCode: String? {
        switch self {
        case .unresolved: "unresolved"
        case .inProgress: "in-progress"
        case .nothingInProgress: "nothing-in-progress"
        case .unrelated: "unrelated-histories"
        case .notFastForward: "not-fast-forward"
        case .stagedChanges: "staged-changes"
        case .mergeCommit: "merge-commit"
        case .noSuchParent: "no-such-parent"
        case .noSuchStash: "no-such-stash"
        case .noConflict: nil
        }
    }
}
