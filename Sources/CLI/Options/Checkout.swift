import Objects
import Remotes
import Store

/// Moving to another branch or commit, for switch and checkout.
struct Checkout {
    private let access: RepositoryAccess
    private let options: Repository.CheckoutOptions
    private let progress: Progress
    private let isLazy: Bool
    private let reportsJSON: Bool

    init(
        _ access: RepositoryAccess, _ options: GlobalOptions, reportsJSON: Bool = false, force: Bool,
        isLazy: Bool = false
    ) {
        self.access = access
        self.reportsJSON = reportsJSON
        self.isLazy = isLazy
        let progress = Progress("checking out", options)
        var checkout = Repository.CheckoutOptions()
        checkout.force = force
        checkout.isLazy = isLazy || access.repository.isLazy
        checkout.progress = { progress.advance(by: $0) }
        self.options = checkout
        self.progress = progress
    }

    func toBranch(_ name: RefName, _ console: Console) throws {
        try go(.branch(name), name.short)
        try tell("switched to branch '\(name.short)'", console)
    }

    func toCommit(_ revision: String, _ console: Console) throws {
        let (id, commit) = try access.repository.resolveCommit(revision)
        try go(.detached(id), revision)
        try tell("HEAD is now at \(id.short) \(commit.subject)", console)
    }

    /// Switches to a branch that remotes have and this repository lacks: creates it at the remote's commit, with that
    /// branch as its upstream, as git does.
    ///
    /// - Returns: false if no remote has it.
    func toRemoteBranch(_ name: RefName, _ console: Console) throws -> Bool {
        let repository = access.repository
        let settings = repository.configuration
        let found = try RemoteSettings.names(in: settings).compactMap { remote -> (remote: String, id: ObjectID)? in
            guard let tracking = try RemoteSettings(named: remote, in: settings).trackingRef(of: name) else {
                return nil
            }
            return try repository.refs.find(tracking).map { (remote, $0) }
        }
        guard let first = found.first else { return false }
        guard found.count == 1 else {
            let places = found.map { "\($0.remote)/\(name.short)" }
            throw CommandError(
                .usage, "several remotes have a branch '\(name.short)': \(places.joined(separator: ", "))",
                hint: "say which: at1 switch -c \(name.short) \(places[0])")
        }
        try make(name, at: repository.commit(peeling: first.id).id, following: (first.remote, name), console)
        return true
    }

    func toNewBranch(_ name: RefName, at start: String?, _ console: Console) throws {
        let repository = access.repository
        if let start {
            // A branch that starts at a remote-tracking branch gets that as its upstream, as in git.
            let id = try repository.resolveCommit(start).id
            return try make(name, at: id, following: access.remoteBranch(start), console)
        }
        try repository.startBranch(name, who: access.person(.committer), message: "checkout: moving to \(name.short)")
        try tell("switched to a new branch '\(name.short)'", console, isNew: true)
    }

    private func make(
        _ name: RefName, at id: ObjectID, following upstream: (remote: String, branch: RefName)?, _ console: Console
    ) throws {
        try go(.branch(name), making: id, name.short)
        guard let upstream else {
            return try tell("switched to a new branch '\(name.short)'", console, isNew: true)
        }
        try access.repository.setUpstream(of: name, to: upstream.remote, upstream.branch)
        let label = "\(upstream.remote)/\(upstream.branch.short)"
        try tell(
            "switched to a new branch '\(name.short)' with the upstream '\(label)'", console, isNew: true,
            upstream: label)
    }

    private func tell(_ message: String, _ console: Console, isNew: Bool = false, upstream: String? = nil) throws {
        if reportsJSON {
            let refs = access.repository.refs
            var object: JSONObject = [
                "branch": try access.currentBranch().map { .string($0.short) } ?? .null,
                "head": try refs.headCommit().map { .string($0.hex) } ?? .null, "created": .bool(isNew),
            ]
            object["upstream"] = upstream.map { .string($0) }
            console.print(.object(object))
        }
        console.message(message)
        try ComputationAccess.tellWaiting(access.repository, console)
    }

    func restore(_ paths: [TreePath?], from tree: ObjectID?, staging: Bool) throws {
        defer { progress.finish() }
        // Files that are named are always wanted.
        var options = options
        options.isLazy = isLazy
        try access.repository.restore(paths, from: tree, staging: staging, options)
    }

    private func go(_ head: Head, making start: ObjectID? = nil, _ name: String) throws {
        defer { progress.finish() }
        try access.repository.switchTo(
            head, making: start, who: access.person(.committer), message: "checkout: moving to \(name)", options)
    }
}
