internal import Files
public import Objects

/// Makes a repository of what another one has.
public struct Clone {
    /// What is cloned, and what is checked out.
    public struct Options: Sendable {
        public var isBare = false
        /// What the new repository calls the one it came from.
        public var origin = "origin"
        /// The branch to go to; the one that HEAD is on over there for nil.
        public var branch: String?
        /// Whether to leave the work tree empty.
        public var skipsCheckout = false
        public var fetch = Fetch.Options()
        public var checkout = Repository.CheckoutOptions()

        public init() {}
    }

    /// The new repository, and what was fetched into it.
    public struct Report: Sendable {
        public let repository: Repository
        public let fetch: Fetch.Report
        /// The branch that HEAD is on; nil when there is none over there, or none of that name.
        public let branch: RefName?
    }

    /// The setting that marks a clone as not yet whole, so that the same call goes on with it.
    private static let mark = "clone.unfinished"

    /// Makes the repository in `folder`. One that was left half done by the same call before is gone on with.
    public static func run(
        _ url: String, into folder: String, who: Person, _ repositoryOptions: Repository.Options, _ options: Options
    ) throws -> Report {
        let url = try absolute(url)
        let place = try Place(folder, url, repositoryOptions)
        let repository: Repository
        do {
            repository =
                try place.exists
                ? Repository.open(at: folder, repositoryOptions)
                : begin(url, folder, repositoryOptions, options)
        } catch {
            place.clear()
            throw error
        }
        let report: Report
        do {
            report = try fill(repository, who, repositoryOptions, folder, options)
        } catch {
            // What has come is worth keeping only when something has.
            if !(try hasArrivals(repository)) { place.clear() }
            throw error
        }
        let outcome = Result { try checkOut(report, who, url, options) }
        // Where the system said no, the same call goes on from here.
        if case .failure(let error as FileError) = outcome { throw error }
        // All has come: what went wrong is that a file cannot be made, and restore makes it when it can.
        try report.repository.configure { settings in
            settings[mark] = nil
            settings.removeIfEmpty(section: "clone")
        }
        try outcome.get()
        return report
    }

    /// Goes to the branch, with index and work tree. Where a file cannot be made the branch is gone to all the same; where
    /// the process is killed, or the system says no, the next command goes on.
    private static func checkOut(_ report: Report, _ who: Person, _ url: String, _ options: Options) throws {
        guard !options.isBare, !options.skipsCheckout, let branch = report.branch, let id = report.fetch.refs[branch]
        else { return }
        let repository = report.repository
        try repository.withWriteLock { lock in
            guard try repository.refs.headCommit() == nil else { return }
            let pending = PendingCheckout(
                .switch, from: (try repository.refs.head(), nil), to: (.branch(branch), id), force: false, who: who,
                message: "clone: from \(RemoteAddress.shown(url))")
            do {
                try repository.carryOut(pending, rollsBack: false, options.checkout, lock)
            } catch let error as FileError {
                throw error
            } catch {
                try repository.arrive(pending, lock)
                throw error
            }
        }
    }

    private static func begin(
        _ url: String, _ folder: String, _ repositoryOptions: Repository.Options, _ options: Options
    ) throws -> Repository {
        let repository = try Repository.create(at: folder, bare: options.isBare, repositoryOptions)
        try repository.configure { settings in
            settings[mark] = url
            settings["remote.\(options.origin).url"] = url
            settings["remote.\(options.origin).fetch"] =
                options.isBare ? "+refs/heads/*:refs/heads/*" : "+refs/heads/*:refs/remotes/\(options.origin)/*"
            if let limit = options.fetch.blobLimit {
                settings["core.lazy"] = "true"
                settings["lazy.blobsize"] = "\(limit)"
                settings["lazy.remote"] = options.origin
            }
        }
        return try Repository.open(at: folder, repositoryOptions)
    }

    private static func fill(
        _ repository: Repository, _ who: Person, _ repositoryOptions: Repository.Options, _ folder: String,
        _ options: Options
    ) throws -> Report {
        guard RemoteSettings.isValid(options.origin) else { throw RemoteError.badName(options.origin) }
        let remote = try RemoteSettings(named: options.origin, in: repository.configuration)
        var fetchOptions = options.fetch
        fetchOptions.isInitial = true
        let report = try Fetch(repository, remote, who: who, fetchOptions).run()
        var branch = report.head.flatMap { report.refs[$0] == nil ? nil : $0 }
        if let name = options.branch {
            guard let found = try? RefName.branch(name), report.refs[found] != nil else {
                throw RemoteError.noSuchRef(name, remote: remote.label)
            }
            branch = found
        }
        if let name = branch ?? report.head {
            try repository.withWriteLock { lock in
                // With a work tree, HEAD comes with it.
                guard options.isBare || options.skipsCheckout || branch == nil else { return }
                let message = "clone: from \(remote.shownURL)"
                var updates: [RefUpdate] = []
                if let id = report.refs[name], try repository.refs.find(name) == nil {
                    updates = [RefUpdate(name, expected: .exactly(nil), new: id, message: message)]
                }
                let isThere = try repository.refs.head() == .branch(name)
                let head = isThere ? nil : HeadUpdate(.branch(name), message: message)
                try repository.update(updates, head: head, who: who, lock)
            }
            if !options.isBare { try repository.setUpstream(of: name, to: options.origin, name) }
        }
        return Report(
            repository: try Repository.open(at: folder, repositoryOptions), fetch: report, branch: branch)
    }

    private static func hasArrivals(_ repository: Repository) throws -> Bool {
        guard let folder = try repository.folder.findFolder("incoming"), let size = try folder.find("frames")?.size
        else { return false }
        return size > UInt64(PackFooter.magic.count)
    }

    /// A path stays what it is when the clone is somewhere else.
    ///
    /// - Throws: ``RemoteError/unreachable(_:what:)`` for a path at which there is nothing.
    private static func absolute(_ url: String) throws -> String {
        guard case .path(let path) = try RemoteAddress(url) else { return url }
        do throws(FileError) {
            let folder = try Folder(at: path)
            return url.utf8.starts(with: "file://".utf8) ? url : try folder.resolvedPath()
        } catch {
            // The folder of the clone could come to be what is cloned.
            guard !error.isMissing else { throw RemoteError.unreachable(url, what: "there is nothing at '\(path)'") }
            return url
        }
    }

    /// Where the clone goes: a folder that is not there, or is empty, or holds the same clone half done.
    private struct Place {
        let exists: Bool
        private let path: String
        private let isOurs: Bool

        init(_ path: String, _ url: String, _ options: Repository.Options) throws {
            self.path = path
            guard let folder = try? Folder(at: path) else {
                (exists, isOurs) = (false, true)
                return
            }
            if let repository = try? Repository.open(at: path, options), repository.configuration[Clone.mark] == url {
                (exists, isOurs) = (true, false)
                return
            }
            guard try folder.names().isEmpty else {
                throw RepositoryError.notEmpty(path)
            }
            (exists, isOurs) = (false, false)
        }

        /// Takes away what this call has made.
        func clear() {
            guard !exists, let folder = try? Folder(at: path) else { return }
            folder.clear()
            if isOurs { Folder.removeEmpty(path) }
        }
    }
}
