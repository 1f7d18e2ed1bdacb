internal import Files
public import Objects
internal import Packs
public import Store

/// Sends a remote what it lacks, and moves its refs: all of them, or none.
public struct Push {
    /// The expected value of a remote ref, so that it may be overwritten.
    public enum Lease: Hashable, Sendable {
        /// Any move must be a fast-forward.
        case none
        /// The value that was last fetched.
        case fetched
        /// The values in the call, by the names of the remote's refs; all other moves must be fast-forwards. Nil for a
        /// ref that must not exist.
        case exactly([RefName: ObjectID?])
    }

    /// Under which conditions refs are moved.
    public struct Options: Sendable {
        public var lease = Lease.none
        public var force = false
        /// Whether to include annotated tags of what is pushed.
        public var followsTags = true
        public var environment: [String: String] = [:]
        /// Whether it is a dry run.
        public var isDryRun = false
        /// Called with the number of bytes sent so far.
        public var progress: @Sendable (UInt64) -> Void = { _ in }

        public init() {}
    }

    /// A ref of the remote, its previous value and its new one.
    public struct Change: Hashable, Sendable {
        public let name: RefName
        public let old: ObjectID?
        /// Nil for a ref that is removed.
        public let new: ObjectID?
        /// Whether the ref lost commits.
        public let isForced: Bool
    }

    /// The result of a push.
    public struct Report: Sendable {
        public var changes: [Change] = []
        /// Refs that had the right value already.
        public var upToDate: [RefName] = []
        public var objects = 0
        public var bytes: UInt64 = 0
    }

    private let repository: Repository
    private let remote: RemoteSettings
    private let options: Options
    private let who: Person

    public init(_ repository: Repository, _ remote: RemoteSettings, who: Person, _ options: Options = Options()) {
        self.repository = repository
        self.remote = remote
        self.who = who
        self.options = options
    }

    /// The requested value of a ref.
    struct Wish {
        var name: RefName
        let new: ObjectID?
        let isForced: Bool
    }

    /// Sends the objects that the remote lacks, then moves its refs.
    public func run(_ specs: [RefSpec]) throws -> Report {
        let wishes = try specs.flatMap(wishes(of:))
        let end = try Transport.open(
            remote.pushURL, remote: remote, repository.configuration, repository.options,
            environment: options.environment, mayBeNew: true)
        defer { end.close() }
        return try run(to: end, wishes)
    }

    /// The updates that a spec requests.
    func wishes(of spec: RefSpec) throws -> [Wish] {
        if spec.isPattern {
            let full = try RefSpec((spec.isForced ? "+" : "") + spec.source + ":" + (spec.destination ?? spec.source))
            return try repository.refs.list().compactMap { name, id in
                try full.destination(of: name).map { Wish(name: $0, new: id, isForced: spec.isForced) }
            }
        }
        if spec.source.isEmpty, let destination = spec.destination {
            return [Wish(name: try RefSpec.name(destination), new: nil, isForced: true)]
        }
        let name = try spec.source == "HEAD" ? headBranch() : Revision.name(spec.source, in: repository)
        let id = try name.flatMap { try repository.refs.find($0) } ?? repository.resolve(spec.source)
        if let destination = spec.destination {
            let isTag = name?.isTag == true && !destination.hasPrefix("refs/")
            return [
                Wish(
                    name: try RefSpec.name(isTag ? RefName.tags + destination : destination), new: id,
                    isForced: spec.isForced)
            ]
        }
        guard let name, !name.isRemote else {
            throw RemoteError.noDestination(spec.source)
        }
        return [Wish(name: name, new: id, isForced: spec.isForced)]
    }

    private func headBranch() throws -> RefName? {
        if case .branch(let name) = try repository.refs.head() { return name }
        return nil
    }

    func run(to end: any RemoteEnd, _ wishes: [Wish]) throws -> Report {
        let listing = try end.listing()
        var report = Report()
        var wishes = wishes
        if options.followsTags { wishes += try followingTags(wishes, listing) }
        for var wish in wishes {
            // A short name to be removed is a branch or a tag, whichever exists.
            if wish.new == nil, listing.find(wish.name) == nil, let tag = try? RefName.tag(wish.name.short),
                listing.find(tag) != nil
            {
                wish.name = tag
            }
            let old = listing.find(wish.name)
            if old == wish.new {
                if old == nil { throw RemoteError.noSuchRef(wish.name.short, remote: remote.label) }
                report.upToDate.append(wish.name)
                continue
            }
            guard !report.changes.contains(where: { $0.name == wish.name }) else { continue }
            report.changes.append(
                Change(name: wish.name, old: old, new: wish.new, isForced: try isLoss(wish, old)))
        }
        if options.isDryRun { return report }
        // A push that was killed may have moved them without noting it here.
        try remember(report.upToDate.map { ($0, listing.find($0)) })
        if report.changes.isEmpty { return report }
        let updates = report.changes.map {
            RefUpdate(
                $0.name, expected: .exactly($0.old), new: $0.new,
                message: "push: \($0.isForced ? "forced" : "from elsewhere")")
        }
        do {
            try end.receive(updates, who: who) { held, put in
                try give(report.changes, held, listing, isChecked: end.checksWhatComes, &report, put)
            }
        } catch RefError.moved(let name, _, _) {
            throw RemoteError.lostRace(name, remote: remote.label)
        }
        try remember(report.changes.map { ($0.name, $0.new) })
        return report
    }

    private func give(
        _ changes: [Change], _ held: Set<ObjectID>, _ listing: RefListing, isChecked: Bool, _ report: inout Report,
        _ put: (TransferFrame) throws -> Void
    ) throws {
        let lock = try FileLock("lock", in: repository.packs, .shared, wait: repository.options.lockWait)
        defer { _ = lock }
        try repository.objects.refresh()
        var request = ObjectRequest(wants: changes.compactMap(\.new))
        guard !request.wants.isEmpty else { return }
        request.haves = listing.refs.map(\.id)
        request.held = held
        // What is absent here is where it came from; the receiving side checks that nothing is missing.
        request.skipsAbsent = try repository.isLazy || !repository.absentContent().listed.isEmpty
        let selection = try Selection(repository.objects, request)
        if !isChecked {
            try checkFiles(selection.ids, skipsAbsent: request.skipsAbsent)
            try checkExtents(of: selection.ids)
        }
        report.objects = selection.ids.count
        var bytes: UInt64 = 0
        try OutgoingFrames.send(selection.ids, of: repository.objects) { frame in
            try put(frame)
            bytes += UInt64(frame.stored.count)
            options.progress(bytes)
        }
        report.bytes = bytes
    }

    /// Assembles the large files that are sent to a place where nobody does.
    private func checkFiles(_ ids: [ObjectID], skipsAbsent: Bool) throws {
        for id in ids where try repository.objects.find(id)?.kind == .chunks {
            do { try repository.objects.assembly(of: id).run() } catch ObjectError.missing where skipsAbsent {
                continue
            }
        }
    }

    /// Objects in a bucket are checked only by whoever puts them there.
    private func checkExtents(of ids: [ObjectID]) throws {
        let limits = try TreeLimits(repository.configuration)
        var extents = TreeExtents()
        for id in ids where try repository.objects.find(id)?.kind == .commit {
            let tree = try repository.objects.commit(id).tree
            if let excess = limits.excess(try extents.extent(of: tree, repository.objects.node)) {
                throw LimitExceeded("tree \(tree)", excess.what)
            }
        }
    }

    /// Annotated tags that the remote lacks, of objects that it will have. A lightweight tag is a private mark, which
    /// is pushed only by name.
    private func followingTags(_ wishes: [Wish], _ listing: RefListing) throws -> [Wish] {
        let tips = wishes.filter { $0.name.isBranch }.compactMap(\.new)
        guard !tips.isEmpty else { return [] }
        let there = Set(listing.refs.map(\.name))
        var missing: [(name: RefName, id: ObjectID, commit: ObjectID)] = []
        for (name, id) in try repository.refs.list(RefName.tags) where !there.contains(name) {
            guard let chain = try repository.objects.readableTagChain(from: id), !chain.tags.isEmpty,
                chain.kind == .commit
            else { continue }
            missing.append((name, id, chain.end))
        }
        guard !missing.isEmpty else { return [] }
        var reached: Set<ObjectID> = []
        for (id, _) in try History(repository, from: tips) { reached.insert(id) }
        return missing.filter { reached.contains($0.commit) }.map { Wish(name: $0.name, new: $0.id, isForced: false) }
    }

    /// Whether an update would lose commits, and is permitted to.
    private func isLoss(_ wish: Wish, _ old: ObjectID?) throws -> Bool {
        let leased = try lease(wish.name)
        if let expected = leased {
            guard expected == old else {
                throw RemoteError.leaseBroken(wish.name, expected: expected, found: old)
            }
        }
        guard let old, let new = wish.new else { return wish.new == nil }
        let isForward: Bool
        if wish.name.isTag {
            isForward = false
        } else {
            isForward = try repository.objects.find(old) != nil && repository.isForward(from: old, to: new)
        }
        guard !isForward else { return false }
        guard wish.isForced || options.force || leased != nil else {
            throw wish.name.isTag
                ? RemoteError.tagDiffers(wish.name, remote: remote.label)
                : RemoteError.notFastForward(wish.name, remote: remote.label)
        }
        return true
    }

    /// The expected value of the remote's ref; nil if there is no expectation.
    private func lease(_ name: RefName) throws -> ObjectID?? {
        switch options.lease {
        case .none: return nil
        case .exactly(let expected): return expected[name]
        case .fetched:
            guard name.isBranch else { return nil }
            guard let tracking = try remote.trackingRef(of: name) else {
                throw RemoteError.leaseBroken(name, expected: nil, found: nil)
            }
            return .some(try repository.refs.find(tracking))
        }
    }

    /// Updates the remote-tracking refs to the remote's new values.
    private func remember(_ refs: [(name: RefName, id: ObjectID?)]) throws {
        let updates = try refs.compactMap { ref -> RefUpdate? in
            guard ref.name.isBranch, let name = try remote.trackingRef(of: ref.name), name.isRemote,
                try repository.refs.find(name) != ref.id
            else { return nil }
            return RefUpdate(name, expected: .anything, new: ref.id, message: "push: to \(remote.label)")
        }
        guard !updates.isEmpty else { return }
        try repository.withWriteLock { try repository.update(updates, who: who, $0) }
    }
}
