internal import Glibc
internal import Objects
public import Store

/// The answering side of the protocol: `at1 serve --stdio` (docs/protocol.md).
public struct WireServer {
    private let channel: WireChannel
    private let repository: Repository
    private let end: LocalEnd
    private let isReadOnly: Bool
    private let advice: (any Error) -> String?

    /// Answers on standard input and output.
    ///
    /// - Parameters:
    ///   - repository: what is served.
    ///   - isReadOnly: whether pushes are refused.
    ///   - advice: what to advise the other side about an error.
    public init(_ repository: Repository, isReadOnly: Bool, advice: @escaping (any Error) -> String? = { _ in nil })
        throws
    {
        try self.init(repository, isReadOnly: isReadOnly, input: 0, output: 1, advice: advice)
    }

    /// Answers on a pair of file descriptors.
    init(
        _ repository: Repository, isReadOnly: Bool, input: Int32, output: Int32,
        advice: @escaping (any Error) -> String? = { _ in nil }
    ) throws {
        self.repository = repository
        self.advice = advice
        self.isReadOnly = isReadOnly
        end = LocalEnd(repository, label: "the other side")
        channel = WireChannel(
            input: input, output: output, label: "the other side",
            timeout: try RemoteSettings.timeout(repository.configuration))
    }

    /// Answers until the other side ends the conversation, or is gone.
    public func run() throws {
        try channel.greet()
        try channel.readGreeting()
        try channel.write(.welcome, [isReadOnly ? 1 : 0])
        try channel.flush()
        channel.keepAlive()
        defer { channel.stop() }
        do {
            while try answer() {}
        } catch {
            try? channel.write(.failure, WireFailure(error, advice: advice(error)).body)
            try? channel.flush()
            throw error
        }
    }

    /// Tells a new client why the repository cannot be served.
    public static func refuse(_ error: any Error, advice: String?) {
        let channel = WireChannel(input: 0, output: 1, label: "the other side", timeout: .seconds(10))
        try? channel.greet()
        try? channel.write(.failure, WireFailure(error, advice: advice).body)
        try? channel.flush()
    }

    /// - Returns: false at the end of the conversation.
    private func answer() throws -> Bool {
        var lists: [WireRole: [ObjectID]] = [:]
        var updates: [RefUpdate] = []
        var total = 0
        while true {
            let message = try channel.read()
            switch message.kind {
            case .ids:
                let (role, ids) = try channel.ids(message.body)
                total += ids.count
                guard total <= WireMessage.maximumIDs else {
                    throw RemoteError.lied(channel.label, what: "lists without end")
                }
                lists[role, default: []] += ids
                continue
            case .update:
                updates.append(try update(message.body))
                guard updates.count <= WireMessage.maximumUpdates else {
                    throw RemoteError.lied(channel.label, what: "updates without end")
                }
                continue
            case .list: try list()
            case .known:
                try channel.write(Array(try end.known(lists[.known] ?? [])), .known)
                try channel.writeEnd(frames: 0)
            case .send: try send(lists, message.body)
            case .receive: try receive(updates, message.body)
            case .goodbye: return false
            default: throw channel.unexpected(message)
            }
            return true
        }
    }

    private func list() throws {
        let listing = try end.listing()
        for ref in listing.refs {
            var body: [UInt8] = []
            body.append(text: ref.name.text)
            body.append(ref.id.digest)
            body.append(optional: ref.peeled)
            try channel.write(.ref, body)
        }
        if let head = listing.head {
            var body: [UInt8] = []
            body.append(text: head.text)
            try channel.write(.head, body)
        }
        try channel.writeEnd(frames: 0)
    }

    private func send(_ lists: [WireRole: [ObjectID]], _ body: [UInt8]) throws {
        var request = ObjectRequest(wants: lists[.wants] ?? [])
        request.haves = lists[.haves] ?? []
        request.held = Set(lists[.held] ?? [])
        try channel.naming { () throws(DecodeError) in
            var reader = ByteReader(body)
            let flags = try reader.byte("flags")
            let limit = try reader.integer(UInt32.self, "a limit")
            request.isExact = flags & 1 != 0
            request.followsTags = flags & 2 != 0
            request.blobLimit = flags & 4 != 0 ? limit : nil
        }
        var count: UInt64 = 0
        try end.send(request) { frame in
            try channel.write(frame)
            count += 1
        }
        try channel.writeEnd(frames: count)
    }

    private func update(_ body: [UInt8]) throws -> RefUpdate {
        try channel.naming { () throws(DecodeError) in
            var reader = ByteReader(body)
            return RefUpdate(
                try reader.ref("a ref"), expected: .exactly(try reader.optionalID("what a ref is at")),
                new: try reader.optionalID("the new value of a ref"), message: try reader.text("a message"))
        }
    }

    private func receive(_ updates: [RefUpdate], _ body: [UInt8]) throws {
        let who = try channel.naming { () throws(DecodeError) in
            var reader = ByteReader(body)
            return try Person(parsing: try reader.text("a person"))
        }
        guard !isReadOnly else {
            throw RemoteError.refused(channel.label, what: "this repository is served read-only")
        }
        guard Set(updates.map(\.name)).count == updates.count else {
            throw RemoteError.lied(channel.label, what: "two moves of one ref")
        }
        try end.receive(updates, who: who) { held, put in
            try channel.write(Array(held.prefix(WireMessage.maximumIDs)), .held)
            try channel.write(.ready)
            try channel.flush()
            try channel.readFrames(put)
        }
        try channel.writeEnd(frames: 0)
    }
}
