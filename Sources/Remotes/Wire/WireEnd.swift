internal import Glibc
internal import Objects
internal import Store

/// A repository behind a connection: the asking side of the protocol.
final class WireEnd: RemoteEnd {
    private let channel: WireChannel
    private let process: ChildProcess?
    private let label: String
    private var isOver = false
    let checksWhatComes = true

    init(_ channel: WireChannel, _ process: ChildProcess?) throws {
        self.channel = channel
        self.process = process
        label = channel.label
        do {
            try channel.greet()
            try channel.readGreeting()
            _ = try channel.read(.welcome)
            channel.keepAlive()
        } catch let error as RemoteError {
            close()
            // ssh prints the reason on stderr; its exit status tells whose fault it was.
            if case .connection = error, let status = process?.exitStatus, status != 0 {
                throw RemoteError.unreachable(
                    label,
                    what: status == 127
                        ? "there is no at1 on the other side"
                        : "ssh, or at1 on the other side, ended with exit code \(status)")
            }
            throw error
        }
    }

    deinit { close() }

    func listing() throws -> RefListing {
        try channel.write(.list)
        var listing = RefListing()
        while true {
            let message = try channel.read()
            switch message.kind {
            case .ref:
                let ref = try channel.naming { () throws(DecodeError) in
                    var reader = ByteReader(message.body)
                    return RefListing.Ref(
                        name: try reader.ref("a ref"), id: ObjectID(try reader.digest("an identity")),
                        peeled: try reader.optionalID("what a tag points to"))
                }
                guard !ref.name.isRemote, listing.refs.last.map({ $0.name < ref.name }) ?? true else {
                    throw RemoteError.lied(label, what: "refs out of order")
                }
                listing.refs.append(ref)
                guard listing.refs.count <= RefListing.maximumCount else {
                    throw RemoteError.lied(label, what: "refs without end")
                }
            case .head:
                listing.head = try channel.naming { () throws(DecodeError) in
                    var reader = ByteReader(message.body)
                    return try reader.ref("HEAD")
                }
                guard listing.head?.isBranch == true else {
                    throw RemoteError.lied(label, what: "HEAD is not a branch")
                }
            case .end: return listing
            default: throw channel.unexpected(message)
            }
        }
    }

    func known(_ ids: [ObjectID]) throws -> Set<ObjectID> {
        try channel.write(ids, .known)
        try channel.write(.known)
        let asked = Set(ids)
        var known: Set<ObjectID> = []
        while true {
            let message = try channel.read()
            switch message.kind {
            case .ids: known.formUnion(try channel.ids(message.body).ids.filter(asked.contains))
            case .end: return known
            default: throw channel.unexpected(message)
            }
        }
    }

    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws {
        try channel.write(request.wants, .wants)
        try channel.write(request.haves, .haves)
        try channel.write(Array(request.held), .held)
        var body: [UInt8] = [
            (request.isExact ? 1 : 0) | (request.followsTags ? 2 : 0) | (request.blobLimit == nil ? 0 : 4)
        ]
        body.append(integer: request.blobLimit ?? 0)
        try channel.write(.send, body)
        try channel.readFrames(take)
    }

    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        for update in updates {
            var body: [UInt8] = []
            body.append(text: update.name.text)
            guard case .exactly(let expected) = update.expected else { preconditionFailure("a push expects something") }
            body.append(optional: expected)
            body.append(optional: update.new)
            body.append(text: String(update.message.prefix(500)))
            try channel.write(.update, body)
        }
        var body: [UInt8] = []
        body.append(text: who.text)
        try channel.write(.receive, body)
        var held: Set<ObjectID> = []
        waiting: while true {
            let message = try channel.read()
            switch message.kind {
            case .ids: held.formUnion(try channel.ids(message.body).ids)
            case .ready: break waiting
            default: throw channel.unexpected(message)
            }
            guard held.count <= WireMessage.maximumIDs else { throw RemoteError.lied(label, what: "lists without end") }
        }
        var count: UInt64 = 0
        try give(held) { frame in
            try channel.write(frame)
            count += 1
        }
        try channel.writeEnd(frames: count)
        _ = try channel.read(.end)
    }

    func close() {
        guard !isOver else { return }
        isOver = true
        channel.stop()
        try? channel.write(.goodbye)
        try? channel.flush()
        process?.end()
    }
}
