public import Objects

/// The part of a check that a report is about: what one of several machines does.
public struct FsckShare: Hashable, Sendable {
    public let shard: Shard
    /// Identifies the work of all shards together: two shards of the same store have the same.
    public let plan: Digest
    /// Identifies the packs of the store.
    public let packs: Digest
    /// The refs that were found.
    public let refs: [Attestation.Subject]
    /// The number of units of work in this shard, in the order in which they are done.
    public let units: Int
    /// How many of them are done, by this check and by those that it continues.
    public internal(set) var done: Int
    /// What this shard has hashed besides the descriptions, which every shard reads, in bytes.
    public internal(set) var bytesHashed: UInt64 = 0
    /// The sessions that it found in files, besides those in objects of their own, which every shard reads.
    public internal(set) var sessions = 0
    /// Those with a good signature.
    public internal(set) var sessionsVerified = 0

    /// Whether nothing is left.
    public var isComplete: Bool { done == units }
}

/// The check of an earlier process that is to be continued.
public struct FsckBeginning: Hashable, Sendable {
    public let shard: Shard
    public let plan: Digest
    /// The number of units that are done.
    public let done: Int

    public init(shard: Shard, plan: Digest, done: Int) {
        self.shard = shard
        self.plan = plan
        self.done = done
    }
}

/// What an earlier check has found right: this one checks what has been added, and a part of the rest.
public struct FsckBasis: Hashable, Sendable {
    /// What the refs named then.
    public let roots: [ObjectID]
    /// The part of the rest that is checked again; nil for none.
    public let part: Shard?

    public init(roots: [ObjectID], part: Shard?) {
        self.roots = roots
        self.part = part
    }
}

/// Why a check cannot be continued.
public enum FsckShareError: Error, Hashable, Sendable, CustomStringConvertible {
    case otherShard(found: Shard, wanted: Shard)
    /// The store has changed since, or other things are executed.
    case otherWork
    /// More was done than there is.
    case tooMuchDone(Int, of: Int)

    public var description: String {
        switch self {
        case .otherShard(let found, let wanted): "the report is of shard \(found), and not of \(wanted)"
        case .otherWork: "the report is of other work: the store has changed since, or other things are executed"
        case .tooMuchDone(let done, let units): "the report says that \(done) of \(units) units are done"
        }
    }
}
