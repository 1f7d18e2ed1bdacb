public import Objects
internal import Packs
public import Store
internal import Threads

/// Fetches missing objects from a remote, checks all of them, and moves the refs that track the remote's.
public struct Fetch {
    /// Which tags are fetched besides what is requested.
    public enum Tags: Hashable, Sendable {
        /// Those of objects that are present, or being fetched.
        case following
        case all
        case none
    }

    /// How much is checked before a ref is moved.
    public enum Verification: String, CaseIterable, Sendable {
        /// Every object is hashed and parsed, and everything reachable from a ref is present.
        case hash
        /// The same, and every new recipe is executed and gives what it states.
        case execute
    }

    /// What is fetched, and under which conditions.
    public struct Options: Sendable {
        public var tags = Tags.following
        /// Whether to remove refs whose counterpart no longer exists.
        public var prunes = false
        public var verification = Verification.hash
        /// Whether to accept only what a trusted signature covers.
        public var requiresSigned = false
        public var signers = TrustedSigners()
        /// Larger blobs are not fetched.
        public var blobLimit: UInt32?
        /// Whether every update may lose commits, like `+` for a single one.
        public var force = false
        /// Whether the checked-out branch may be moved: for a new repository, which has nothing to lose.
        public var isInitial = false
        public var environment: [String: String] = [:]
        /// Called with the number of bytes received so far.
        public var progress: @Sendable (UInt64) -> Void = { _ in }

        public init() {}
    }

    /// A ref that was moved, or could not be.
    public struct Change: Hashable, Sendable {
        /// What happened to the ref.
        public enum Kind: String, Sendable { case new, forward, forced, removed, refused }
        public let kind: Kind
        /// The remote's ref; nil for one that is gone.
        public let source: RefName?
        public let name: RefName
        public let old: ObjectID?
        public let new: ObjectID?
    }

    /// The result of a fetch.
    public struct Report: Sendable {
        public var changes: [Change] = []
        public var objects = 0
        public var bytes: UInt64 = 0
        public var executed = 0
        /// The branch that the remote's HEAD is on.
        public var head: RefName?
        /// The remote's branches, and what was requested by name.
        public var refs: [RefName: ObjectID] = [:]
        /// What a fetch without specs requested by name, in order: what pull continues with.
        public var fetched: [(name: RefName, id: ObjectID)] = []
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

    /// - Parameter specs: what to fetch; by default, what the settings say.
    public func run(_ specs: [RefSpec] = []) throws -> Report {
        let end = try Transport.open(
            remote.url, remote: remote, repository.configuration, repository.options, environment: options.environment)
        defer { end.close() }
        return try run(from: end, specs)
    }

    func run(from end: any RemoteEnd, _ specs: [RefSpec]) throws -> Report {
        let report = try get(from: end, specs)
        repository.maintain()
        return report
    }

    private func get(from end: any RemoteEnd, _ specs: [RefSpec]) throws -> Report {
        let listing = try end.listing()
        let lacking = try listing.requires.filter { try repository.objects.find($0)?.kind != .commit }
        guard lacking.isEmpty else { throw RemoteError.lacksPrerequisites(remote.label, lacking) }
        var report = Report()
        report.head = listing.head
        for ref in listing.refs where ref.name.isBranch { report.refs[ref.name] = ref.id }
        var plan = try FetchPlan(listing, specs, remote, repository, options)
        report.fetched = plan.fetched
        let incoming = try IncomingPack(repository, from: remote.label)
        try incoming.forgettingLies {
            try get(plan.wants(repository), from: end, listing, incoming)
            report.objects = incoming.entries.count
            report.bytes = incoming.received
            try check(incoming, &plan, listing, &report)
        }
        try repository.withWriteLock { lock in
            _ = try repository.raiseFormat(
                for: incoming.entries.lazy.map(\.kind), columns: incoming.usesColumns, lock)
            try incoming.publish()
            let (updates, changes) = try plan.updates(repository, remote, options)
            try repository.update(updates, who: who, lock)
            report.changes = changes
        }
        return report
    }

    private func get(
        _ wants: [ObjectID], from end: any RemoteEnd, _ listing: RefListing, _ incoming: IncomingPack
    ) throws {
        let missing = try wants.filter { try !incoming.held.contains($0) && repository.objects.find($0) == nil }
        // Objects left by an interrupted transfer may lack what they refer to.
        guard !missing.isEmpty || wants.contains(where: incoming.held.contains) else { return }
        var request = ObjectRequest(wants: wants)
        request.haves = try Negotiation(repository, end, listing).haves()
        request.held = incoming.held
        request.blobLimit = try options.blobLimit ?? repository.lazyBlobLimit()
        request.isHere = { [repository] in try repository.objects.find($0) != nil }
        request.followsTags = options.tags == .following
        try end.send(request) { frame in
            try incoming.append(frame)
            options.progress(incoming.received)
        }
    }

    private func check(
        _ incoming: IncomingPack, _ plan: inout FetchPlan, _ listing: RefListing, _ report: inout Report
    ) throws {
        let facts = try incoming.check(trusting: options.signers)
        var absent = try repository.absentContent()
        if options.blobLimit != nil { absent.isLazy = true }
        var connectivity = try Connectivity(repository, facts, source: remote.label, absent)
        if options.tags == .following {
            try plan.follow(listing) { try facts.facts[$0] != nil || repository.objects.find($0) != nil }
        }
        for (name, id) in plan.tips {
            try connectivity.check(from: id, name.isBranch ? .commit : nil, name: name.text)
        }
        try incoming.checkFiles(facts, completed: connectivity.completed)
        if options.requiresSigned {
            try SignedHistory(repository, facts, options.signers).check(plan.tips)
        }
        guard options.verification == .execute else { return }
        try Parallel.forEach(facts.recipes) { [repository] in try repository.evaluate($0) { _ in } }
        report.executed = facts.recipes.count
    }
}
