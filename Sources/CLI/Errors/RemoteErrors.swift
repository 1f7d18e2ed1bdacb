import Mirror
import Remotes
import Store

extension RemoteError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .noSuchRemote, .remoteExists, .badName, .badAddress, .badRefSpec, .noDestination, .noSuchRef, .noUpstream:
            .usage
        case .connection, .unreachable, .nothingThere, .timedOut: .environment
        case .lacksPrerequisites: .no
        case .lied, .refused, .busy, .otherVersion, .notPublic, .credentialsRefused, .notFastForward, .tagDiffers,
            .leaseBroken, .lostRace, .checkedOut, .readOnly, .diverged, .notSigned, .limit:
            .refused
        }
    }

    var hint: String? {
        switch self {
        case .noSuchRemote: "'at1 remote -v' lists them; add one with 'at1 remote add NAME URL'"
        case .remoteExists: "change it with 'at1 remote set-url'"
        case .badAddress:
            "an address is a path, file:///PATH, ssh://HOST/PATH, HOST:PATH, s3://BUCKET/PREFIX or https://HOST/PATH"
        case .noDestination: "say SOURCE:DESTINATION"
        case .noSuchRef: "'at1 remote show' lists what it has"
        case .nothingThere(_, isBucket: true): "check the prefix; 'at1 push' creates a repository in an empty one"
        case .nothingThere(_, isBucket: false):
            "check the address; 'at1 update-server-info' must have been run in the repository"
        case .timedOut: "try again; transfer.timeout sets the seconds"
        case .connection: "try again when it can be reached: a fetch continues with what has arrived"
        case .unreachable:
            "check the address; that of a remote is shown by 'at1 remote -v' and changed by 'at1 remote set-url'"
        case .lied: "nothing of it was accepted; tell the owner of that repository"
        case .refused(_, _, let advice): advice
        case .busy: "try again"
        case .otherVersion: "use the same version of at1 on both sides"
        case .notPublic: "'at1 remote -v' shows the address; a store that is not public is reached by ssh or s3"
        case .credentialsRefused:
            "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the permissions of the bucket"
        case .notFastForward: "run 'at1 fetch' and build on what is there, or overwrite it with --force-with-lease"
        case .tagDiffers: "give yours another name, or overwrite it with '+refs/tags/NAME'"
        case .leaseBroken: "run 'at1 fetch', look at what was pushed, then try again"
        case .lacksPrerequisites: "take the earlier bundle first, or ask for one of the whole history"
        case .lostRace: "nothing was pushed: run 'at1 fetch', then try again"
        case .checkedOut: "push to another branch, or to a repository made with 'at1 init --bare'"
        case .diverged: "'at1 pull' without --ff-only merges the two, and with --rebase puts your commits on top"
        case .noUpstream: "name a remote and a branch, or set one with 'at1 push -u'"
        case .notSigned: "trust the signer with 'at1 key trust', or unset fetch.requireSigned"
        case .limit(_, let setting): "if that is intended, raise \(setting)"
        case .badName, .badRefSpec, .readOnly: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .noSuchRemote: "no-such-remote"
        case .remoteExists: "remote-exists"
        case .noSuchRef: "no-such-ref"
        case .noUpstream: "no-upstream"
        case .unreachable, .nothingThere: "unreachable"
        case .timedOut: "timed-out"
        case .lied: "lied"
        case .notFastForward: "not-fast-forward"
        case .tagDiffers: "tag-differs"
        case .leaseBroken: "lease-broken"
        case .lacksPrerequisites: "prerequisite-missing"
        case .checkedOut: "checked-out"
        case .readOnly: "read-only"
        case .diverged: "diverged"
        case .notSigned: "not-signed"
        case .limit: "limit"
        case .badName, .badAddress, .badRefSpec, .noDestination, .connection, .refused, .busy, .otherVersion,
            .notPublic, .credentialsRefused, .lostRace:
            nil
        }
    }
}

extension BundleError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .notABundle, .noRef: .usage
        case .empty: .no
        }
    }

    var hint: String? {
        switch self {
        case .notABundle: "'at1 bundle create FILE REF' makes one"
        case .empty: "name a branch or a tag, or leave less out"
        case .noRef: "make a branch or a tag there first"
        }
    }
}

extension MirrorError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .foreign, .unrepresentable, .notFastForward, .tagDiffers, .rejected, .credentialsRefused, .notTrusted:
            .refused
        case .noLibrary, .unreachable: .environment
        case .nothing: .no
        }
    }

    var hint: String? {
        switch self {
        case .foreign: "a mirror is written by 'at1 mirror push' alone; what others commit to it cannot be imported"
        case .unrepresentable: "give it another name"
        case .notFastForward: "look at what is there with 'at1 mirror fetch', or overwrite it with --force"
        case .tagDiffers: "overwrite it with --force"
        case .rejected: "see the rules of the repository there; nothing was lost"
        case .credentialsRefused(let url, _):
            url.hasPrefix("http")
                ? "name the account in the URL, and give the password when asked or in AT1_GIT_PASSWORD"
                : "load a key that it knows into ssh-agent, or name one by the setting mirror.sshkey"
        case .notTrusted(let url, _):
            url.hasPrefix("http")
                ? "check its certificate" : "compare its key, then put it into ~/.ssh/known_hosts ('ssh' asks for it)"
        case .noLibrary: "install libgit2 (Debian: libgit2-1.5)"
        case .unreachable, .nothing: nil
        }
    }
}
