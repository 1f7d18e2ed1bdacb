public import Objects

/// Errors between two repositories.
public enum RemoteError: Error, Sendable {
    case noSuchRemote(String)
    case remoteExists(String)
    case badName(String)
    case badAddress(String, what: String)
    case badRefSpec(String)
    /// What is to be pushed is neither a branch nor a tag, and no destination was given.
    case noDestination(String)
    case noSuchRef(String, remote: String)
    /// The connection could not be made, or broke.
    case connection(String, what: String)
    /// There is no repository there, or nothing that answers for one.
    case unreachable(String, what: String)
    /// Files can be read there, but there is no store.
    case nothingThere(String, isBucket: Bool)
    case timedOut(String, seconds: Int)
    /// What it sent is invalid. Nothing of it was accepted.
    case lied(String, what: String)
    /// The other side refuses: the reason, and its advice.
    case refused(String, what: String, advice: String? = nil)
    /// Another process holds a lock there.
    case busy(String, what: String)
    /// It speaks another version of the protocol.
    case otherVersion(String, found: UInt8)
    /// A web server requires authorisation, and no credentials were given: its HTTP status.
    case notPublic(String, status: Int)
    /// An object store rejects the credentials: its HTTP status, and its error code.
    case credentialsRefused(String, status: Int, code: String?)
    /// It has commits that are missing here, or in what is pushed.
    case notFastForward(RefName, remote: String)
    case tagDiffers(RefName, remote: String)
    case leaseBroken(RefName, expected: ObjectID?, found: ObjectID?)
    /// A bundle that builds on commits which are not here.
    case lacksPrerequisites(String, [ObjectID])
    /// Another push came first.
    case lostRace(RefName, remote: String)
    case checkedOut(RefName)
    case readOnly(String)
    case diverged(ahead: Int, behind: Int)
    case noUpstream(String)
    case notSigned(RefName, id: ObjectID)
    case limit(String, setting: String)
}

extension RemoteError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchRemote(let name): "there is no remote '\(name)'"
        case .remoteExists(let name): "remote '\(name)' exists already"
        case .badName(let name): "'\(name)' cannot be the name of a remote"
        case .badAddress(let text, let what):
            "'\(RemoteAddress.shown(text))' is not the address of a repository: \(what)"
        case .badRefSpec(let text): "'\(text)' is not of the form [+]SOURCE[:DESTINATION]"
        case .noDestination(let source): "'\(source)' is neither a branch nor a tag"
        case .noSuchRef(let name, let remote): "'\(remote)' has no '\(name)'"
        case .connection(let remote, let what), .unreachable(let remote, let what): "'\(remote)': \(what)"
        case .nothingThere(let remote, let isBucket):
            "'\(remote)' is not an at1 repository: there is no info/store \(isBucket ? "below that prefix" : "at that address")"
        case .timedOut(let remote, let seconds): "'\(remote)' has been silent for \(seconds) s"
        case .lied(let remote, let what): "'\(remote)' sent invalid data: \(what)"
        case .refused(let remote, let what, _), .busy(let remote, let what): "'\(remote)' refuses: \(what)"
        case .otherVersion(let remote, let found):
            "'\(remote)' refuses: it speaks version \(found) of the protocol, and this at1 version 1"
        case .notPublic(let remote, let status): "'\(remote)' refuses: this is not public (HTTP \(status))"
        case .credentialsRefused(let remote, let status, let code):
            "'\(remote)' rejects the credentials (HTTP \(status)\(code.map { ", \($0)" } ?? ""))"
        case .notFastForward(let name, let remote):
            "\(name.short) at '\(remote)' has commits that would be lost: this is not a fast-forward"
        case .tagDiffers(let name, let remote): "tag '\(name.short)' names another object at '\(remote)'"
        case .leaseBroken(let name, let expected, let found):
            "\(name.short) is at \(found?.short ?? "nothing") there, and not at \(expected?.short ?? "nothing") as expected"
        case .lacksPrerequisites(let remote, let ids):
            "'\(remote)' builds on \(ids.count == 1 ? "commit" : "commits") \(ids.prefix(3).map(\.short).joined(separator: ", "))\(ids.count > 3 ? " and \(ids.count - 3) more" : ""), which \(ids.count == 1 ? "is" : "are") not here"
        case .lostRace(let name, let remote): "another push moved \(name.short) at '\(remote)' meanwhile"
        case .checkedOut(let name): "'\(name.short)' is the branch that is checked out there"
        case .readOnly(let remote): "'\(remote)' is read-only"
        case .diverged(let ahead, let behind):
            "this branch and its upstream have diverged: \(ahead) ahead, \(behind) behind"
        case .noUpstream(let branch): "branch '\(branch)' has no upstream"
        case .notSigned(let name, let id):
            "no signature by a trusted signer covers \(name), which is at \(id.short)"
        case .limit(let what, _): what
        }
    }
}
