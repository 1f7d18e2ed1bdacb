import Store

extension RefError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .exists, .missing, .conflict, .namedTwice, .isCurrent, .detached: .usage
        case .moved: .no
        case .checkedOut: .refused
        case .blocked: .environment
        }
    }

    var hint: String? {
        switch self {
        case .moved: "look at what the other process did, then try again"
        case .exists: "choose another name, or replace it with --force"
        case .blocked: "move that file out of the store and try again; no ref was changed"
        case .checkedOut:
            "work there, or switch to another branch there first; 'at1 worktree list' lists the working trees"
        case .isCurrent: "use 'at1 reset' to move it"
        case .conflict, .namedTwice, .missing, .detached: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .moved: "ref-moved"
        case .exists: "ref-exists"
        case .missing: "ref-missing"
        case .checkedOut: "checked-out"
        case .conflict, .blocked, .namedTwice, .isCurrent, .detached: nil
        }
    }
}

extension RevisionError: TableError {
    var exitStatus: ExitStatus { .usage }

    var hint: String? {
        switch self {
        case .unknown: "'at1 log', 'at1 branch' and 'at1 tag' list what there is"
        case .ambiguous: "give more digits"
        case .pathNotFound, .noLines: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .unknown: "unknown-revision"
        case .ambiguous: "ambiguous"
        case .pathNotFound: "path-not-found"
        case .noLines: nil
        }
    }
}

extension UndoError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .nothing, .moved: .no
        case .unknown, .ambiguous: .usage
        }
    }

    var hint: String? {
        switch self {
        case .nothing: nil
        case .unknown: "'at1 op log' lists the operations"
        case .ambiguous: "give more digits"
        case .moved: "'at1 reflog' says where it has been; 'at1 reset' or 'at1 branch -f' moves it"
        }
    }

    var stableCode: String? {
        switch self {
        case .nothing: "nothing-to-undo"
        case .unknown: "unknown-operation"
        case .ambiguous: "ambiguous"
        case .moved: "ref-moved"
        }
    }
}
