internal import Files
public import Objects
internal import Packs
public import Store

/// Creates a repository as a copy of another one.
public struct Clone {
    /// What is cloned, and what is checked out.
    public struct Options: Sendable {
        public var isBare = false
        /// The name of the remote in the new repository.
        public var origin = "origin"
        /// The branch to check out; nil for the one that the other side's HEAD is on.
        public var branch: String?
        /// Whether to leave the working tree empty.
        public var skipsCheckout = false
        public var fetch = Fetch.Options()
        public var checkout = Repository.CheckoutOptions()

        public init() {}
    }

    /// The new repository, and what was fetched into it.
    public struct Report: Sendable {
        public let repository: Repository
        public let fetch: Fetch.Report
        /// The branch that HEAD is on; nil if the other side has none, or none of that name.
        public let branch: RefName?
    }

    /// The setting that marks an incomplete clone, so that the same call continues it.
    private static let mark = "clone.unfinished"

    /// Creates the repository in `folder`. A previous incomplete attempt of the same call is continued.
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
                : begin(url, in: folder, repository: repositoryOptions, options: options)
        } catch {
            place.clear()
            throw error
        }
        let report: Report
        do {
            report = try fill(repository, who, repositoryOptions, folder, options)
        } catch {
            // The folder is only worth keeping if something has arrived.
            if !(try hasArrivals(repository)) { place.clear() }
            throw error
        }
        let outcome = Result { try checkOut(report, who, url, options) }
        // After a system error, the same call continues from here.
        if case .failure(let error as FileError) = outcome { throw error }
        // Everything has arrived: the remaining problem is a file that cannot be created, and restore creates it once
        // that is possible.
        try report.repository.configure { settings in
            settings[mark] = nil
            settings.removeIfEmpty(section: "clone")
        }
        try outcome.get()
        return report
    }

    /// Switches to the branch, with index and working tree. If a file cannot be created, the switch happens all the
    /// same; if the process is killed, or the system fails, the next command continues.
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
        _ url: String, in folder: String, repository repositoryOptions: Repository.Options, options: Options
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
        var branch = report.head.flatMap { report.refs[$0] == nil ? nil : $0 } ?? otherBranch(report)
        if let name = options.branch {
            guard let found = try? RefName.branch(name), report.refs[found] != nil else {
                throw RemoteError.noSuchRef(name, remote: remote.label)
            }
            branch = found
        }
        if let name = branch ?? report.head {
            try repository.withWriteLock { lock in
                // With a working tree, HEAD is set by the checkout.
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

    /// The branch to be on where the other side is on none that it has: `main`, or the first one.
    private static func otherBranch(_ report: Fetch.Report) -> RefName? {
        let main = try? RefName(RefName.branches + "main")
        return main.flatMap { report.refs[$0] == nil ? nil : $0 } ?? report.refs.keys.min()
    }

    private static func hasArrivals(_ repository: Repository) throws -> Bool {
        guard let folder = try repository.folder.findFolder("incoming"), let size = try folder.find("frames")?.size
        else { return false }
        return size > UInt64(PackFooter.magic.count)
    }

    /// A path must remain valid when the clone is in another folder.
    ///
    /// - Throws: ``RemoteError/unreachable(_:what:)`` for a path that does not exist.
    private static func absolute(_ url: String) throws -> String {
        guard case .path(let path) = try RemoteAddress(url) else { return url }
        if TransferBundle.isBundle(at: path), !url.utf8.starts(with: "file://".utf8) {
            let slash = path.lastIndex(of: "/")
            let folder = try Folder(at: slash.map { String(path[...$0]) } ?? ".")
            return try folder.resolvedPath() + "/" + (slash.map { String(path[path.index(after: $0)...]) } ?? path)
        }
        do throws(FileError) {
            let folder = try Folder(at: path)
            return url.utf8.starts(with: "file://".utf8) ? url : try folder.resolvedPath()
        } catch {
            if (try? File(at: path)) != nil { throw BundleError.notABundle(path) }
            // Otherwise the folder of the clone could become what is cloned.
            guard !error.isMissing else { throw RemoteError.unreachable(url, what: "there is nothing at '\(path)'") }
            return url
        }
    }

    /// The destination of a clone: a folder that is missing, empty, or contains an incomplete clone of the same source.
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

        /// Removes what this call has created.
        func clear() {
            guard !exists, let folder = try? Folder(at: path) else { return }
            folder.clear()
            if isOurs { Folder.removeEmpty(path) }
        }
    }
}
