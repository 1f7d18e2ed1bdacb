internal import Objects
internal import Packs
internal import Store

/// The other side of a transfer, in plain values: anything that has refs and objects, near or far.
///
/// The same idea works for all of them: find what a side lacks by walking from refs, transfer just that as frames of a
/// pack, move refs by compare-and-swap. Nothing that an end says is trusted; the receiving side checks it
/// (``IncomingPack``).
protocol RemoteEnd: AnyObject {
    /// Whether the other side checks incoming objects before refs move; if it does not, the sender does.
    var checksWhatComes: Bool { get }

    /// The present values of the refs.
    func listing() throws -> RefListing

    /// Which of these objects it has.
    func known(_ ids: [ObjectID]) throws -> Set<ObjectID>

    /// Sends what `request` asks for, frame by frame.
    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws

    /// Receives objects and moves refs: all of it, or nothing.
    ///
    /// `give` is called once with the objects that an interrupted transfer has left there, and with a function to send
    /// all others that the refs need.
    /// - Throws: `RefError/moved(_:expected:found:)` if another process moved a ref first.
    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws

    /// Ends the conversation. No request may follow.
    func close()
}

/// A request of one side to the other.
struct ObjectRequest {
    /// Everything reachable from these …
    var wants: [ObjectID]
    /// … but not from these. Those that the other side does not know are ignored.
    var haves: [ObjectID] = []
    /// Objects that arrived in an earlier attempt and need not be sent again.
    var held: Set<ObjectID> = []
    /// Larger blobs, and the chunks of large files, are not sent; nil to send everything.
    var blobLimit: UInt32?
    /// Only `wants`, and the chunks of a chunk list; nothing else that is reachable from them.
    var isExact = false
    /// Whether content that the sender lacks is skipped. Never requested from others.
    var skipsAbsent = false
    /// Whether the asking side has an object, for an end that is walked from the asking side.
    var isHere: ((ObjectID) throws -> Bool)?
    /// Whether to include tags of commits that are sent.
    var followsTags = false
}

/// A frame in transit: its objects are adjacent, without gaps.
struct TransferFrame: Sendable {
    struct Entry: Hashable, Sendable {
        let id: ObjectID
        let kind: ObjectKind
        let length: UInt32
    }

    let codec: FrameCodec
    /// The decoded length in bytes: the sum of the entries' lengths.
    let length: UInt32
    let stored: [UInt8]
    let entries: [Entry]

    /// The maximum number of objects in one frame.
    static let maximumEntries = 1 << 20
}
