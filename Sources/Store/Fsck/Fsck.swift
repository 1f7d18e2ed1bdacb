public import Objects
internal import Packs
internal import Synchronization

/// Checks a whole repository: every byte, every object, every link between them, every recipe. Takes no lock.
///
/// Never stops at the first finding.
public final class Fsck: Sendable {
    /// What is checked, and whose signatures are trusted.
    public struct Options: Sendable {
        /// Whether to execute the recipes.
        public var executesRecipes = true
        /// Whether to execute the computations that are trusted here.
        public var executesComputations = true
        /// The trusted signers.
        public var signers = TrustedSigners()
        /// Whether every ref must be covered by a trusted signature.
        public var requiresSignedRefs = false
        /// What the signatures of sessions are verified with.
        public var sealCheck = SealCheck(trusting: TrustedSigners())
        /// The part of the content to check; nil for all of it. The structure (tables of packs, descriptions, refs, the
        /// index and everything that links them) is checked in any case.
        public var shard: Shard?
        /// An earlier check of the same part, which is continued.
        public var beginning: FsckBeginning?
        /// An earlier check that this one builds on, if there is a part.
        public var basis: FsckBasis?
        /// When to end, if there is a part: units that have begun are completed.
        public var deadline: ContinuousClock.Instant?
        /// Called with the number of bytes checked so far, and the approximate total.
        public var progress: @Sendable (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }

        public init() {}
    }

    let repository: Repository
    let options: Options
    let state = Mutex(State())

    struct State {
        var report = FsckReport()
        /// The links of every object that is present.
        var facts = ObjectTable()
        /// Locations whose bytes have been verified.
        var verified: Set<Place> = []
        var recipes: [Recipe] = []
        var computations: Set<ObjectID> = []
        var outputs: [(id: ObjectID, file: ComputedFile)] = []
        /// Blobs that are targets of symbolic links.
        var targets: Set<ObjectID> = []
        var chunkLists: [ObjectID] = []
        /// Files that are stored as their bytes and begin like evidence.
        var suspects: Set<ObjectID> = []
        var artifacts: [(session: ObjectID, artifact: SessionArtifact)] = []
        var done: UInt64 = 0
        var total: UInt64 = 0
        /// Whether a unit of work has been done.
        var hasBegun = false
        private var packNumbers: [Digest: UInt32] = [:]

        /// A location in the pack of this name. There are many, so that they have numbers instead of names.
        mutating func place(_ pack: Digest, frame: UInt32, offset: UInt32) -> Place {
            let next = UInt32(packNumbers.count)
            let number = packNumbers[pack] ?? next
            if number == next { packNumbers[pack] = number }
            return Place(pack: number, frame: frame, offset: offset)
        }
    }

    struct Link {
        let id: ObjectID
        let kind: ObjectKind?
        /// The length of a chunk according to its list.
        var length: UInt32?
    }

    struct Place: Hashable {
        /// The pack's number, as ``State/place(_:frame:offset:)`` gives it.
        let pack: UInt32
        let frame: UInt32
        let offset: UInt32
    }

    public init(_ repository: Repository, _ options: Options = Options()) {
        self.repository = repository
        self.options = options
    }

    /// Checks everything. Damage is a finding; an error is only thrown if nothing can be checked.
    public func run() throws -> FsckReport {
        let (packs, roots) = try readPacks()
        checkPackIndex(packs)
        let shared = state.withLock { $0.report }
        let plan = try checkContent(packs)
        checkOutputs()
        let reachable = checkConnections(from: roots.roots)
        try checkPlainEvidence(from: roots.roots, reachable: reachable, in: plan)
        noteOwn(since: shared)
        try linkArtifacts()
        try checkExtents(from: roots.roots)
        for finding in roots.findings { find(finding) }
        try checkNames()
        try checkSignatures()
        try nameWhatIsTouched()
        nameRefs()
        return state.withLock { $0.report }
    }

    /// Opens and checks every pack, and records the links.
    ///
    /// Others may write meanwhile: the refs are read first, so that the packs that are opened afterwards contain
    /// everything. If a pack is missing all the same, a gc may have replaced it, or its objects may no longer be
    /// needed: then both are read again.
    private func readPacks() throws -> (packs: [Pack], roots: Roots) {
        var packs: [Pack] = []
        var known: Set<Digest> = []
        var before: Set<ObjectID>?
        for _ in 0..<Self.maximumRounds {
            let roots = roots()
            let new = try openPacks(besides: &known)
            if options.shard == nil { _ = try checkPacks(new) }
            try checkDescriptions(new)
            packs += new
            let names = Set(roots.roots.map(\.id))
            if !leadsToMissing(from: roots.roots) || (new.isEmpty && names == before) { return (packs, roots) }
            before = names
        }
        return (packs, roots())
    }

    /// How often packs and refs are read again while they change.
    static let maximumRounds = 10

    /// Notes what only this part of the check has found.
    private func noteOwn(since shared: FsckReport) {
        state.withLock { state in
            state.report.share?.bytesHashed = state.report.bytesHashed - shared.bytesHashed
            state.report.share?.sessions = state.report.sessions - shared.sessions
            state.report.share?.sessionsVerified = state.report.sessionsVerified - shared.sessionsVerified
        }
    }

    // MARK: What several steps need

    func find(_ finding: Finding) {
        state.withLock { $0.report.findings.append(finding) }
    }

    func advance(by bytes: UInt64) {
        let (done, total) = state.withLock { state in
            state.done.add(saturating: bytes)
            return (state.done, state.total)
        }
        options.progress(min(done, total), total)
    }
}
