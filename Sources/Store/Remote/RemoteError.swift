public import Objects

/// What goes wrong between two repositories, in the words of the person who asked.
public enum RemoteError: Error, Sendable {
    case noSuchRemote(String)
    case remoteExists(String)
    case badName(String)
    case badAddress(String, what: String)
    case badRefSpec(String)
    case noSuchRef(String, remote: String)
    /// The connection could not be made, or broke.
    case connection(String, what: String)
    /// There is no repository there, or nobody who answers for one.
    case unreachable(String, what: String)
    case timedOut(String, seconds: Int)
    /// What it sent is not what it must be. Nothing of it was let in.
    case lied(String, what: String)
    /// The other side says no.
    case refused(String, what: String, mend: String?)
    /// It has commits that are not here, or not in what is pushed.
    case notFastForward(RefName, remote: String)
    case tagDiffers(RefName, remote: String)
    case leaseBroken(RefName, expected: ObjectID?, found: ObjectID?)
    /// Somebody else pushed in between.
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
        case .badAddress(let text, let what): "'\(text)' is no address of a repository: \(what)"
        case .badRefSpec(let text): "'\(text)' is not of the form [+]SOURCE[:DESTINATION]"
        case .noSuchRef(let name, let remote): "'\(remote)' has no '\(name)'"
        case .connection(let remote, let what), .unreachable(let remote, let what): "'\(remote)': \(what)"
        case .timedOut(let remote, let seconds): "'\(remote)' has said nothing for \(seconds) s"
        case .lied(let remote, let what): "'\(remote)' sent what cannot be right: \(what)"
        case .refused(let remote, let what, _): "'\(remote)' refuses: \(what)"
        case .notFastForward(let name, let remote):
            "\(name.short) at '\(remote)' has commits that would be lost: this is not a fast-forward"
        case .tagDiffers(let name, let remote): "tag '\(name.short)' stands for something else at '\(remote)'"
        case .leaseBroken(let name, let expected, let found):
            "\(name.short) is at \(found?.short ?? "nothing") there, and not at \(expected?.short ?? "nothing") as expected"
        case .lostRace(let name, let remote): "somebody else moved \(name.short) at '\(remote)' meanwhile"
        case .checkedOut(let name): "'\(name.short)' is the branch that is checked out there"
        case .readOnly(let remote): "'\(remote)' can only be read"
        case .diverged(let ahead, let behind):
            "this branch and its upstream have parted: \(ahead) commits here, \(behind) there"
        case .noUpstream(let branch): "branch '\(branch)' has no upstream"
        case .notSigned(let name, let id):
            "no signature by a trusted signer covers \(name), which is at \(id.short)"
        case .limit(let what, _): what
        }
    }

    /// What to do about it, where there is something.
    public var mend: String? {
        switch self {
        case .noSuchRemote: "'at1 remote -v' lists them; add one with 'at1 remote add NAME URL'"
        case .remoteExists: "change it with 'at1 remote set-url'"
        case .badAddress:
            "an address is a path, file:///PATH, ssh://HOST/PATH, HOST:PATH, s3://BUCKET/PREFIX or https://HOST/PATH"
        case .noSuchRef: "'at1 remote show' lists what it has"
        case .timedOut: "what arrived whole is kept: try again; transfer.timeout sets the seconds"
        case .connection: "what arrived whole is kept: try again when it can be reached"
        case .unreachable: "'at1 remote -v' shows the address; 'at1 remote set-url' changes it"
        case .lied: "nothing of it was let in; tell whoever keeps that repository"
        case .refused(_, _, let mend): mend
        case .notFastForward: "run 'at1 fetch' and build on what is there, or overwrite it with --force-with-lease"
        case .tagDiffers: "give yours another name, or overwrite it with '+refs/tags/NAME'"
        case .leaseBroken: "run 'at1 fetch', look at what was pushed, then try again"
        case .lostRace: "nothing was pushed: run 'at1 fetch', then try again"
        case .checkedOut: "push to another branch, or to a repository made with 'at1 init --bare'"
        case .diverged: "at1 does not merge: 'at1 reset --hard' to the upstream, or commit again on top of it"
        case .noUpstream: "name a remote and a branch, or set one with 'at1 push -u'"
        case .notSigned: "trust the signer with 'at1 key trust', or unset fetch.requireSigned"
        case .limit(_, let setting): "if it is right all the same, raise \(setting)"
        case .badName, .badRefSpec, .readOnly: nil
        }
    }
}
