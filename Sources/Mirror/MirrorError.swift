public import Objects

/// Why a mirror is not written, or not accepted.
public enum MirrorError: Error, Hashable, Sendable {
    /// Something in the mirror was not written by at1: its name, and the reason.
    case foreign(String, what: String)
    /// Something in the repository has no form in git.
    case unrepresentable(String, what: String)
    /// The update of a mirror's ref is not a fast-forward.
    case notFastForward(RefName)
    /// A tag refers to different objects in the mirror and in the repository.
    case tagDiffers(RefName)
    /// The other side accepted the objects but did not move these refs.
    case rejected([String])
    /// The other side wants credentials that it was not given.
    case credentialsRefused(String, what: String)
    /// The identity of the other side could not be verified.
    case notTrusted(String, what: String)
    /// libgit2 is not available.
    case noLibrary(String)
    /// The connection, or the repository at its end.
    case unreachable(String, what: String)
    /// There is nothing to mirror.
    case nothing(String)
}

extension MirrorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .foreign(let object, let what): "\(object) is not what at1 writes: \(what)"
        case .unrepresentable(let object, let what): "\(object) has no form in git: \(what)"
        case .notFastForward(let name): "\(name) of the mirror has commits that are not in yours"
        case .tagDiffers(let name): "tag '\(name.short)' names another object there"
        case .rejected(let refs): "the mirror did not move \(refs.joined(separator: ", "))"
        case .credentialsRefused(let url, let what): "'\(url)' refuses the credentials: \(what)"
        case .notTrusted(let url, let what): "'\(url)' cannot be trusted: \(what)"
        case .noLibrary(let what): what
        case .unreachable(let url, let what): "cannot use '\(url)': \(what)"
        case .nothing(let what): what
        }
    }
}
