public import Objects

/// Why refs are not read or updated as requested. No part of the update has happened.
public enum RefError: Error, Hashable, Sendable {
    /// Another process moved it first.
    case moved(RefName, expected: ObjectID?, found: ObjectID?)
    /// One of the two would be a folder of the other.
    case conflict(RefName, with: RefName)
    /// A file that is not a ref has the name of a ref's file or log.
    case blocked(String, by: String)
    /// Two updates of one ref in one command.
    case namedTwice(RefName)
    case exists(RefName)
    case missing(RefName)
    /// The current branch cannot be moved.
    case isCurrent(RefName)
    /// Another working tree is on the branch: its path.
    case checkedOut(RefName, at: String)
    /// HEAD is detached, so there is no branch to move.
    case detached
}

extension RefError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .moved(let name, let expected, let found):
            "\(name) is at \(found?.short ?? "nothing"), not at \(expected?.short ?? "nothing")"
        case .conflict(let name, let other): "\(name) cannot exist beside \(other): one would be a folder of the other"
        case .blocked(let name, let path): "cannot update \(name): '\(path)' is in the way"
        case .namedTwice(let name): "\(name) is listed twice: one command can update a ref only once"
        case .exists(let name): "\(name.isTag ? "tag" : "branch") '\(name.short)' exists already"
        case .missing(let name): "there is no \(name.isTag ? "tag" : "branch") '\(name.short)'"
        case .isCurrent(let name): "'\(name.short)' is the current branch"
        case .checkedOut(let name, let path): "'\(name.short)' is checked out in '\(path)'"
        case .detached: "HEAD is detached: there is no branch to move"
        }
    }
}
