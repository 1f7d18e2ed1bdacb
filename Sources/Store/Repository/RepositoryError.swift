public import Objects

/// What a repository refuses, in the words of the person who asked.
public enum RepositoryError: Error, Sendable {
    case notARepository(String)
    case alreadyExists(String)
    /// A repository that was begun and is not one yet.
    case unfinished(String)
    /// A checkout that was cut short and cannot be completed without losing something.
    case interrupted(PendingCheckout, because: String)
    case newerFormat(found: String, known: Int)
    case bare
    case locked(String, waited: Duration)
    case objectMissing(ObjectID)
    /// Content that is meant to be away, and that nobody is known to have.
    case contentAbsent(ObjectKind, ObjectID)
    case wrongKind(ObjectID, found: ObjectKind, wanted: ObjectKind)
    /// Bytes in the store are not what their identity or their checksum says.
    case damaged(String, what: String)
    case unknownRevision(String)
    case ambiguous(String, candidates: [ObjectID])
    case refMoved(RefName, expected: ObjectID?, found: ObjectID?)
    case refConflict(RefName, with: RefName)
    case refExists(RefName)
    case refMissing(RefName)
    case badConfiguration(String)
    case pathNotFound(String)
    case pathOutside(String)
    case specialFile(String)
    case ignored(String)
    case changedWhileRead(String)
    case wouldLose([TreePath], because: String)
    case behindLink(String)
    case recipeDiffers(ObjectID, what: String)
    case noEvaluator
    case notSupported(String)
    case nothingToCommit
    case tooLarge(String)
    /// A library that this needs is not on the machine.
    case unavailable(String)
}

extension RepositoryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notARepository(let path): "'\(path)' is not in an at1 repository"
        case .alreadyExists(let path): "'\(path)' is a repository already"
        case .unfinished(let path): "the repository in '\(path)' was begun and is not finished"
        case .interrupted(let pending, let why): "\(pending) was cut short, and cannot be completed: \(why)"
        case .newerFormat(let found, let known):
            "the repository has format \(found); this at1 knows formats up to \(known)"
        case .bare: "this repository is bare: it has no work tree"
        case .locked(let path, let waited): "another at1 holds '\(path)' (waited \(waited.components.seconds) s)"
        case .objectMissing(let id): "object \(id) is not in the store"
        case .contentAbsent(let kind, let id):
            "the bytes of \(kind.rawValue) \(id) are not here: the mirror that this repository came from leaves them out"
        case .wrongKind(let id, let found, let wanted):
            "object \(id.short) is a \(found.rawValue), not a \(wanted.rawValue)"
        case .damaged(let what, let how): "\(what) is damaged: \(how)"
        case .unknownRevision(let text): "'\(text)' names no commit, tag or object"
        case .ambiguous(let text, let ids):
            "'\(text)' is short for \(ids.count) objects: \(ids.prefix(4).map(\.short).joined(separator: ", "))"
        case .refMoved(let name, let expected, let found):
            "\(name) is at \(found?.short ?? "nothing") and not at \(expected?.short ?? "nothing") any more"
        case .refConflict(let name, let other): "\(name) cannot be beside \(other): one would be a folder of the other"
        case .refExists(let name): "\(name.isTag ? "tag" : "branch") '\(name.short)' exists already"
        case .refMissing(let name): "there is no \(name.isTag ? "tag" : "branch") '\(name.short)'"
        case .badConfiguration(let what), .unavailable(let what): what
        case .pathNotFound(let path): "'\(path)' matches no file"
        case .pathOutside(let path): "'\(path)' is outside the work tree"
        case .specialFile(let path): "'\(path)' is neither a file nor a folder nor a symbolic link"
        case .ignored(let path): "'\(path)' is left out by .at1ignore"
        case .changedWhileRead(let path): "'\(path)' changed while it was read"
        case .wouldLose(let paths, let why):
            "\(why): " + paths.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
                + (paths.count > 8 ? " and \(paths.count - 8) more" : "")
        case .behindLink(let path): "'\(path)' is behind a symbolic link"
        case .recipeDiffers(let id, let what): "recipe \(id.short) ran, and differs: \(what)"
        case .noEvaluator: "there is nothing here that can execute recipes"
        case .notSupported(let what): what
        case .nothingToCommit: "nothing to commit"
        case .tooLarge(let what): what
        }
    }

    /// What to do about it, where there is something.
    public var mend: String? {
        switch self {
        case .notARepository: "make one with 'at1 init', or name one with -C DIR"
        case .unfinished: "finish it with 'at1 init'"
        case .interrupted:
            "save what you changed and 'at1 restore' the files, or give it up: repeat the command with --force"
        case .newerFormat: "use a newer at1"
        case .bare: "work in a clone that has a work tree"
        case .locked: "try again, or wait longer with --lock-wait SECONDS"
        case .objectMissing, .damaged: "run 'at1 fsck' to see what is damaged, and which files that touches"
        case .contentAbsent: "put the file in its place and 'at1 add' it: then its bytes are here"
        case .unknownRevision: "'at1 log', 'at1 branch' and 'at1 tag' list what there is"
        case .ambiguous: "give more digits"
        case .refMoved: "look at what the other process did, then try again"
        case .refExists: "choose another name, or replace it with --force"
        case .changedWhileRead: "add it again when nothing writes to it"
        case .wouldLose: "commit or remove them first, or discard them with --force"
        case .ignored: "take it all the same with --force"
        case .specialFile: "name it in .at1ignore"
        case .recipeDiffers: "the recipe is kept; run 'at1 fsck' for the whole picture"
        default: nil
        }
    }
}
