public import Objects

/// Gets from a remote what is not here yet, checks all of it, and moves the refs that stand for the remote's.
public struct Fetch {
    /// Which tags are fetched beside what is asked for.
    public enum Tags: Hashable, Sendable {
        /// Those that stand for something that is here, or comes.
        case following
        case all
        case none
    }

    /// How much is checked before a ref is moved.
    public enum Verification: String, CaseIterable, Sendable {
        /// Every object is hashed and parsed, and everything a ref leads to is there.
        case hash
        /// The same, and every new recipe is executed and gives what it says.
        case execute
    }

    /// What is fetched, and on which conditions.
    public struct Options: Sendable {
        public var tags = Tags.following
        /// Whether refs go away here that stand for nothing there any more.
        public var prunes = false
        public var verification = Verification.hash
        /// Whether only what a trusted signature covers is let in.
        public var requiresSigned = false
        public var signers = TrustedSigners()
        /// Blobs of more bytes than this stay away.
        public var blobLimit: UInt32?
        /// Whether every update may lose commits, as `+` says it of one.
        public var force = false
        /// Whether the branch that is checked out may be moved: for a new repository, which has nothing to lose.
        public var isInitial = false
        public var environment: [String: String] = [:]
        /// Called with the bytes that have come so far.
        public var progress: @Sendable (UInt64) -> Void = { _ in }

        public init() {}
    }

    /// A ref that was moved, or could not be.
    public struct Change: Hashable, Sendable {
        /// What happened to the ref.
        public enum Kind: String, Sendable { case new, forward, forced, removed, refused }
        public let kind: Kind
        /// The ref over there; nil for one that is gone.
        public let source: RefName?
        public let name: RefName
        public let old: ObjectID?
        public let new: ObjectID?
    }

    /// What a fetch did.
    public struct Report: Sendable {
        public var changes: [Change] = []
        public var objects = 0
        public var bytes: UInt64 = 0
        public var executed = 0
        /// The branch that HEAD is on over there.
        public var head: RefName?
        /// The branches over there, and what was asked for by name.
        public var refs: [RefName: ObjectID] = [:]
        /// What a fetch without specs asked for by name, in order: what pull goes on with.
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

    /// - Parameter specs: what to get; what the settings say for none.
    public func run(_ specs: [RefSpec] = []) throws -> Report {
        let end = try Transport.open(
            remote.url, remote: remote, repository.configuration, repository.options, environment: options.environment)
        defer { end.close() }
        return try run(from: end, specs)
    }

    func run(from end: any RemoteEnd, _ specs: [RefSpec]) throws -> Report {
        let listing = try end.listing()
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
            _ = try repository.raiseFormat(for: incoming.entries.lazy.map(\.kind), lock)
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
        // What is here by name only, from a transfer that broke, may lack what it leads to.
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
