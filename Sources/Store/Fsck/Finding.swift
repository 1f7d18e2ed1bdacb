public import Objects

/// Something that is not as it should be.
public struct Finding: Hashable, Sendable {
    /// A stable word for what is wrong.
    public enum Code: String, Hashable, Sendable {
        case packDamaged = "pack-damaged"
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

    /// What is wrong, for a program.
    public let code: Code
    /// The object that is meant; nil when a file of the store is.
    public let object: ObjectID?
    /// The object's kind, where it is known.
    public let kind: ObjectKind?
    /// One line for a person.
    public let what: String
    /// Files that cannot be had because of it, as `path` with the refs' newest commit that has them.
    public var paths: [String] = []
    /// Commits that it touches.
    public var commits: [ObjectID] = []
    /// The refs that stand for the object itself.
    public var refs: [RefName] = []

    init(_ code: Code, _ object: ObjectID? = nil, _ kind: ObjectKind? = nil, _ what: String) {
        self.code = code
        self.object = object
        self.kind = kind
        self.what = what
    }
}

/// What a check has come to.
public struct FsckReport: Sendable {
    /// How many objects of each kind were checked.
    public internal(set) var objects: [ObjectKind: Int] = [:]
    public internal(set) var packs = 0
    /// The recipes that were executed and gave what they say.
    public internal(set) var executed = 0
    /// The computations that were executed and made what they state.
    public internal(set) var computed = 0
    /// The computations that may not, or cannot, be executed here.
    public internal(set) var waiting = 0
    /// The bytes they gave.
    public internal(set) var bytesReproduced: UInt64 = 0
    /// The bytes of all objects whose identity was computed again.
    public internal(set) var bytesHashed: UInt64 = 0
    /// All signatures, by the objects they are of.
    public internal(set) var signatures: [Signature] = []
    /// The sessions, in whatever kind of object.
    public internal(set) var sessions = 0
    /// The sessions whose signature is good.
    public internal(set) var sessionsVerified = 0
    /// The files that sessions name by SHA-256, and the objects that have them.
    public internal(set) var artifacts: [ArtifactLink] = []
    /// Objects that nothing leads to.
    public internal(set) var unreachable = 0
    /// Content that is away, and meant to be: left where a lazy copy came from, or left out of a mirror.
    public internal(set) var absent: [ObjectID] = []
    /// Everything that is wrong.
    public internal(set) var findings: [Finding] = []

    /// Whether nothing is wrong.
    public var isClean: Bool { findings.isEmpty }
}
