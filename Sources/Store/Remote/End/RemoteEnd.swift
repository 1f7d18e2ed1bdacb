internal import Objects

/// The other side of a transfer, in plain values: whatever holds refs and objects, near or far.
///
/// One idea for all of them: find what a side lacks by walking from refs, hand over just that as frames of a pack, move
/// refs by compare-and-swap. Nothing that an end says is believed; the receiving side checks (``IncomingPack``).
protocol RemoteEnd: AnyObject {
    /// Whether somebody over there checks what comes before refs move; where nobody does, the sender does.
    var checksWhatComes: Bool { get }

    /// What the refs stand for now.
    func listing() throws -> RefListing

    /// Which of these objects it has.
    func known(_ ids: [ObjectID]) throws -> Set<ObjectID>

    /// Hands over what `request` asks for, frame by frame.
    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws

    /// Takes objects and moves refs: all of it, or nothing.
    ///
    /// `give` is called once with the objects that an interrupted transfer has left there, and with a way to hand over
    /// all others that the refs need.
    /// - Throws: ``RefError/moved(_:expected:found:)`` when somebody else was first.
    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws

    /// Says goodbye. Nothing may be asked after this.
    func close()
}

/// The refs of an end, and the branch that its HEAD is on.
struct RefListing: Sendable {
    struct Ref: Hashable, Sendable {
        let name: RefName
        let id: ObjectID
        /// What a tag object stands for, behind all tags; nil for a ref that names no tag object.
        let peeled: ObjectID?
    }

    /// In order of names, each once.
    var refs: [Ref] = []
    /// Nil when HEAD is on no branch.
    var head: RefName?

    /// The most refs that an end may have.
    static let maximumCount = 1 << 20

    func find(_ name: RefName) -> ObjectID? { refs.first { $0.name == name }?.id }
}

/// What one side asks of the other.
struct ObjectRequest {
    /// All that these lead to …
    var wants: [ObjectID]
    /// … but not what these lead to. What the other side does not know of them is passed over.
    var haves: [ObjectID] = []
    /// Objects that arrived in an earlier attempt and need not come again.
    var held: Set<ObjectID> = []
    /// Blobs of more bytes than this, and the chunks of large files, stay away; nil for everything.
    var blobLimit: UInt32?
    /// Just `wants`, and for a chunk list its chunks; nothing that they lead to.
    var isExact = false
    /// Whether content that the sender has not is passed over. Never asked of others.
    var skipsAbsent = false
    /// What the asker has, for an end that is walked from the asker's side.
    var isHere: ((ObjectID) throws -> Bool)?
    /// Whether tags come along that stand for a commit which comes.
    var followsTags = false
}

/// A frame on its way: its objects lie in it one after the other, without gaps.
struct TransferFrame: Sendable {
    struct Entry: Hashable, Sendable {
        let id: ObjectID
        let kind: ObjectKind
        let length: UInt32
    }

    let codec: FrameCodec
    /// Decoded, in bytes: the sum of the entries' lengths.
    let length: UInt32
    let stored: [UInt8]
    let entries: [Entry]

    /// The most objects in one frame.
    static let maximumEntries = 1 << 20
}
