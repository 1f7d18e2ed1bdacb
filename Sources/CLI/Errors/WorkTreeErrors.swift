import Store

extension WorktreeError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .unknown, .inside, .isFirst, .isCurrent: .usage
        case .unsaved: .no
        }
    }

    var hint: String? {
        switch self {
        case .unknown: "'at1 worktree list' lists them"
        case .inside: "choose a folder beside it"
        case .isCurrent: "go to another one first, or use -C"
        case .unsaved: "save it first, or give it up with --force"
        case .isFirst: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .unsaved: "would-lose"
        case .unknown, .inside, .isFirst, .isCurrent: nil
        }
    }
}

extension WorkTreeError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .notFound, .outside, .behindLink, .specialFile, .isFolder, .ignored, .movedIntoItself, .exists: .usage
        case .wouldLose, .interrupted, .noRecipeAnyMore: .no
        case .changedWhileRead, .namesCollide, .noSpace, .noSpaceForFiles: .environment
        }
    }

    var hint: String? {
        switch self {
        case .interrupted:
            "save what you changed and 'at1 restore' the files, or discard it: repeat the command with --force"
        case .namesCollide:
            "check out on a file system that tells case and Unicode forms apart, or rename one of the two"
        case .noRecipeAnyMore: "'at1 recipes set' makes another; without --strict the bytes are stored"
        case .exists: "choose another name, or replace it with --force"
        case .isFolder: "remove it with -r, with everything in it"
        case .changedWhileRead: "add it again when nothing writes to it"
        case .wouldLose:
            "commit or remove them first; 'at1 switch' and 'at1 checkout' can discard them with --force"
        case .noSpace, .noSpaceForFiles:
            "nothing was changed: make room, name fewer paths, or set core.checkSpace to false if there is room"
        case .ignored: "add it anyway with --force"
        case .specialFile: "name it in .at1ignore"
        case .notFound, .outside, .behindLink, .movedIntoItself: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .notFound: "path-not-found"
        case .outside: "path-outside"
        case .exists: "file-exists"
        case .namesCollide: "names-collide"
        case .ignored: "ignored"
        case .wouldLose: "would-lose"
        case .noRecipeAnyMore: "recipe-differs"
        case .behindLink, .specialFile, .isFolder, .changedWhileRead, .movedIntoItself, .interrupted, .noSpace,
            .noSpaceForFiles:
            nil
        }
    }
}
