public import Objects

/// A problem found by a check.
public struct Finding: Hashable, Sendable {
    /// A stable code for the problem.
    public enum Code: String, Hashable, Sendable {
        case packDamaged = "pack-damaged"
        case packIndexDamaged = "pack-index-damaged"
        case parityDamaged = "parity-damaged"
        case frameDamaged = "frame-damaged"
        case objectDamaged = "object-damaged"
        case objectMalformed = "object-malformed"
        case objectMissing = "object-missing"
        case kindMismatch = "kind-mismatch"
        case linkMalformed = "link-malformed"
        case refDamaged = "ref-damaged"
        case headDamaged = "head-damaged"
        case indexDamaged = "index-damaged"
        case logDamaged = "log-damaged"
        case pendingDamaged = "pending-damaged"
        case movesDamaged = "moves-damaged"
        case tagRenamed = "tag-renamed"
        case contentDiffers = "content-differs"
        case recipeRefused = "recipe-refused"
        case recipeDiffers = "recipe-differs"
        case computationFailed = "computation-failed"
        case computationDiffers = "computation-differs"
        case signatureBad = "signature-bad"
        case refNotSigned = "ref-not-signed"
        case sessionNotSigned = "session-not-signed"
        case evidenceUnsound = "evidence-unsound"
        case limitExceeded = "limit-exceeded"
    }

    /// The problem, for a program.
    public let code: Code
    /// The affected object; nil if a file of the store is affected.
    public let object: ObjectID?
    /// The object's kind, if it is known.
    public let kind: ObjectKind?
    /// The problem in one line, for the user.
    public let what: String
    /// Files that are unavailable because of it: their paths in the newest commit reachable from the refs that contains
    /// them.
    public var paths: [String] = []
    /// The affected commits.
    public var commits: [ObjectID] = []
    /// The refs that point to the object itself.
    public var refs: [RefName] = []

    init(_ code: Code, _ object: ObjectID? = nil, _ kind: ObjectKind? = nil, _ what: String) {
        self.code = code
        self.object = object
        self.kind = kind
        self.what = what
    }
}

/// The result of a check.
public struct FsckReport: Sendable {
    /// How many objects of each kind were checked.
    public internal(set) var objects: [ObjectKind: Int] = [:]
    public internal(set) var packs = 0
    /// The number of recipes that were executed and gave what they state.
    public internal(set) var executed = 0
    /// The number of computations that were executed and made what they state.
    public internal(set) var computed = 0
    /// The number of computations that may not, or cannot, be executed here.
    public internal(set) var waiting = 0
    /// The size of their output in bytes.
    public internal(set) var bytesReproduced: UInt64 = 0
    /// The size of all objects whose identity was recomputed, in bytes.
    public internal(set) var bytesHashed: UInt64 = 0
    /// All signatures, by their objects.
    public internal(set) var signatures: [Signature] = []
    /// The number of sessions, in objects of any kind.
    public internal(set) var sessions = 0
    /// The number of sessions with a good signature.
    public internal(set) var sessionsVerified = 0
    /// The files that sessions name by SHA-256, and the objects with their content.
    public internal(set) var artifacts: [ArtifactLink] = []
    /// The number of unreachable objects.
    public internal(set) var unreachable = 0
    /// Content that is deliberately absent: left at the origin of a lazy copy, or left out of a mirror.
    public internal(set) var absent: [ObjectID] = []
    /// What the check was limited to; nil for everything.
    public internal(set) var share: FsckShare?
    /// The earlier check that it builds on; nil if none.
    public internal(set) var basis: FsckBasis?
    /// All problems.
    public internal(set) var findings: [Finding] = []

    package init() {}

    /// Whether no problem was found.
    public var isClean: Bool { findings.isEmpty }
}
