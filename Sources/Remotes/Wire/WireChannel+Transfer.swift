internal import Objects
internal import Packs

/// What both sides send each other: lists of identities, and frames.
extension WireChannel {
    func write(_ ids: some Collection<ObjectID>, _ role: WireRole) throws {
        var rest = ids[...]
        while !rest.isEmpty {
            var body = [role.rawValue]
            for id in rest.prefix(WireMessage.idsAtOnce) { body.append(id.digest) }
            try write(.ids, body)
            rest = rest.dropFirst(WireMessage.idsAtOnce)
        }
    }

    func ids(_ body: [UInt8]) throws -> (role: WireRole, ids: [ObjectID]) {
        guard let role = body.first.flatMap(WireRole.init), (body.count - 1).isMultiple(of: Digest.byteCount) else {
            throw RemoteError.lied(label, what: "a malformed list of identities")
        }
        return (
            role, stride(from: 1, to: body.count, by: Digest.byteCount).map { ObjectID(Digest(body, at: $0)) }
        )
    }

    func write(_ frame: TransferFrame) throws {
        var head = [frame.codec.rawValue]
        head.append(integer: frame.length)
        head.append(integer: UInt32(frame.stored.count))
        head.append(integer: UInt32(frame.entries.count))
        try write(.frame, head)
        var entries = frame.entries[...]
        while !entries.isEmpty {
            var body: [UInt8] = []
            for entry in entries.prefix(WireMessage.idsAtOnce) {
                body.append(entry.id.digest)
                body.append(entry.kind.code)
                body.append(integer: entry.length)
            }
            try write(.entries, body)
            entries = entries.dropFirst(WireMessage.idsAtOnce)
        }
        var data = frame.stored[...]
        while !data.isEmpty {
            try write(.data, data.prefix(WireMessage.maximumLength))
            data = data.dropFirst(WireMessage.maximumLength)
        }
    }

    func writeEnd(frames: UInt64) throws {
        var body: [UInt8] = []
        body.append(integer: frames)
        try write(.end, body)
        try flush()
    }

    /// Reads frames until the other side announces the end.
    func readFrames(_ take: (TransferFrame) throws -> Void) throws {
        var count: UInt64 = 0
        while true {
            let message = try read()
            switch message.kind {
            case .frame:
                try take(try readFrame(message.body))
                count += 1
            case .end:
                guard try naming({ () throws(DecodeError) in try ByteReader.frameCount(message.body) }) == count else {
                    throw RemoteError.lied(label, what: "another number of frames than it says")
                }
                return
            default: throw unexpected(message)
            }
        }
    }

    private func readFrame(_ head: [UInt8]) throws -> TransferFrame {
        let (codec, length, storedLength, count) = try naming { () throws(DecodeError) in try ByteReader.frameHead(head)
        }
        guard length <= PackFooter.maximumFrameLength, storedLength <= PackFooter.maximumFrameLength,
            (1...TransferFrame.maximumEntries).contains(count)
        else { throw RemoteError.lied(label, what: "a frame of \(length) bytes with \(count) objects") }
        var entries: [TransferFrame.Entry] = []
        while entries.count < count {
            let body = try read(.entries)
            let more = try naming { () throws(DecodeError) in try ByteReader.frameEntries(body) }
            guard !more.isEmpty, more.count <= count - entries.count else {
                throw RemoteError.lied(label, what: "more objects in a frame than it says")
            }
            entries += more
        }
        // Grown by what arrives, not by what was announced.
        var stored: [UInt8] = []
        while stored.count < storedLength {
            let body = try read(.data)
            guard !body.isEmpty, body.count <= storedLength - stored.count else {
                throw RemoteError.lied(label, what: "a frame that is longer than it says")
            }
            stored += body
        }
        return TransferFrame(codec: codec, length: UInt32(length), stored: stored, entries: entries)
    }
}

extension ByteReader {
    fileprivate static func frameCount(_ body: [UInt8]) throws(DecodeError) -> UInt64 {
        var reader = ByteReader(body)
        return try reader.integer(UInt64.self, "a number of frames")
    }

    fileprivate static func frameHead(
        _ body: [UInt8]
    ) throws(DecodeError) -> (codec: FrameCodec, length: Int, stored: Int, count: Int) {
        var reader = ByteReader(body)
        guard let codec = FrameCodec(rawValue: try reader.byte("a codec")) else {
            throw DecodeError(.outOfRange, "an unknown codec", at: 0)
        }
        let length = Int(try reader.integer(UInt32.self, "a length"))
        let stored = Int(try reader.integer(UInt32.self, "a length"))
        return (codec, length, stored, Int(try reader.integer(UInt32.self, "a number of objects")))
    }

    fileprivate static func frameEntries(_ body: [UInt8]) throws(DecodeError) -> [TransferFrame.Entry] {
        var reader = ByteReader(body)
        var entries: [TransferFrame.Entry] = []
        while !reader.isAtEnd {
            let id = ObjectID(try reader.digest("an identity"))
            let code = try reader.byte("a kind")
            guard let kind = ObjectKind(code: code) else {
                throw DecodeError(.outOfRange, "an unknown kind \(code)", at: reader.offset - 1)
            }
            entries.append(
                TransferFrame.Entry(id: id, kind: kind, length: try reader.integer(UInt32.self, "a length")))
        }
        return entries
    }
}
