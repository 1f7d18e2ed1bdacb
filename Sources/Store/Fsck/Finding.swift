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
        case refDamaged = "ref-damaged"
        case headDamaged = "head-damaged"
        case indexDamaged = "index-damaged"
        case logDamaged = "log-damaged"
        case pendingDamaged = "pending-damaged"
        case tagRenamed = "tag-renamed"
        case contentDiffers = "content-differs"
        case recipeRefused = "recipe-refused"
        case recipeDiffers = "recipe-differs"
        case signatureBad = "signature-bad"
        case refNotSigned = "ref-not-signed"
        case sessionNotSigned = "session-not-signed"
    }

    public let code: Code
    public let object: ObjectID?
    public let kind: ObjectKind?
    /// One line for a person.
    public let what: String
    /// Files that cannot be had because of it, as `path` with the refs' newest commit that has them.
    public var paths: [String] = []
    /// Commits that it touches.
    public var commits: [ObjectID] = []

    init(_ code: Code, _ object: ObjectID? = nil, _ kind: ObjectKind? = nil, _ what: String) {
        self.code = code
        self.object = object
        self.kind = kind
        self.what = what
    }

    /// What to do about it.
    public var mend: String {
        switch code {
        case .packDamaged, .frameDamaged, .objectDamaged, .objectMalformed, .objectMissing, .kindMismatch,
            .contentDiffers:
            "'at1 fsck --repair' gets back what can be had; for the rest, add the file again from where it came"
        case .parityDamaged: "'at1 fsck --repair' writes it again"
        case .refDamaged: "set it again from the log: 'at1 reflog' shows where it was"
        case .headDamaged: "write 'ref: refs/heads/main' into the file HEAD of the store"
        case .indexDamaged: "remove the file index of the store, then 'at1 reset'"
        case .logDamaged: "take the line out of the file; what refs stand for does not depend on it"
        case .pendingDamaged:
            "see with 'at1 status' whether files are as they should be, then remove the file pending of the store"
        case .tagRenamed: "believe the name that is in the tag, and make the ref again under it"
        case .recipeRefused: "use the at1 that made the recipe, or one that knows its generator"
        case .signatureBad: "believe nothing that it says, and ask its signer for the true one"
        case .refNotSigned: "sign it with 'at1 tag -s', or trust its signer with 'at1 key trust'"
        case .sessionNotSigned:
            "get its signer's public key from somewhere you trust, and trust it with 'at1 key trust'"
        case .recipeDiffers: "the recipe does not give what it says: keep another copy of the file, and report this"
        }
    }
}

/// What a check has come to.
public struct FsckReport: Sendable {
    public internal(set) var objects: [ObjectKind: Int] = [:]
    public internal(set) var packs = 0
    /// The recipes that were executed and gave what they say.
    public internal(set) var executed = 0
    /// The bytes they gave.
    public internal(set) var bytesReproduced: UInt64 = 0
    /// The bytes of all objects whose identity was computed again.
    public internal(set) var bytesHashed: UInt64 = 0
    /// All signatures, by the objects they are of.
    public internal(set) var signatures: [Signature] = []
    /// The sessions whose signature is one of the keys given.
    public internal(set) var sessionsVerified = 0
    /// The files that sessions name by SHA-256, and the objects that have them.
    public internal(set) var artifacts: [ArtifactLink] = []
    /// Objects that nothing leads to.
    public internal(set) var unreachable = 0
    /// Content that is away, and meant to be: left where a lazy copy came from, or left out of a mirror.
    public internal(set) var absent: [ObjectID] = []
    public internal(set) var findings: [Finding] = []

    public var isClean: Bool { findings.isEmpty }
}
