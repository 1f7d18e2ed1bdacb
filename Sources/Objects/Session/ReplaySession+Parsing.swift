extension ReplaySession {
    /// Reads a session's JSON, which need not be in the form that ``init(_:events:)`` writes.
    ///
    /// Refuses what a2a_pack refuses: members it does not know, a missing session, agent or skill, a kind out of the set,
    /// an `idx` that is not the event's place. Refuses besides, since no dump of it has them: numbers written as strings,
    /// floats or booleans, schema members named twice, NaN, lone surrogates, numbers past 64 bits.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        try JSONScanner.checkText(bytes)
        var parser = SessionParser(bytes)
        self = try parser.session()
    }
}

private struct SessionParser {
    private let bytes: [UInt8]
    private var scanner: JSONScanner

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scanner = JSONScanner(bytes, maximumDepth: JSONDialect.pydantic.maximumDepth)
    }

    mutating func session() throws(DecodeError) -> ReplaySession {
        var run = ReplayRun(sessionID: "", agentName: "", skillName: "")
        var entries: [ReplayEvents.Entry] = []
        var seen: Set<ReplayRun.Field> = []
        scanner.skipSpace()
        try members(of: "the session") { parser, key, start throws(DecodeError) in
            guard let field = ReplayRun.Field(rawValue: key) else {
                throw DecodeError(.unknownField, "'\(key.prefix(40))' is not a member of a session", at: start)
            }
            guard seen.insert(field).inserted else {
                throw DecodeError(.duplicateKey, "the session names \(key) twice", at: start)
            }
            switch field.place {
            case .text(let path): run[keyPath: path] = try parser.scanner.string(key)
            case .number(let path): run[keyPath: path] = try parser.scanner.unsignedInteger(key)
            case .events: entries = try parser.events()
            }
        }
        try scanner.end()
        for field in ReplayRun.Field.allCases where field.isRequired && !seen.contains(field) {
            throw DecodeError(.missing, "\(field.rawValue) is missing")
        }
        return ReplaySession(bytes: bytes, run: run, entries: entries)
    }

    /// Reads an object; `member` takes the value of each key.
    private mutating func members(
        of what: String, _ member: (inout Self, String, Int) throws(DecodeError) -> Void
    ) throws(DecodeError) {
        guard scanner.peek() == UInt8(ascii: "{") else {
            throw DecodeError(.wrongType, "\(what) is not a JSON object", at: scanner.at)
        }
        try scanner.open(0)
        if scanner.peek() != UInt8(ascii: "}") {
            repeat {
                let start = scanner.at
                let found = try scanner.string()
                let key = try scanner.text(found)
                try scanner.get(UInt8(ascii: ":"))
                try member(&self, key, start)
            } while scanner.find(UInt8(ascii: ","))
        }
        try scanner.close(UInt8(ascii: "}"))
    }

    private mutating func events() throws(DecodeError) -> [ReplayEvents.Entry] {
        guard scanner.peek() == UInt8(ascii: "[") else {
            throw DecodeError(.wrongType, "events is not an array", at: scanner.at)
        }
        var entries: [ReplayEvents.Entry] = []
        try scanner.open(0)
        if scanner.peek() != UInt8(ascii: "]") {
            repeat { entries.append(try event(entries.count)) } while scanner.find(UInt8(ascii: ","))
        }
        try scanner.close(UInt8(ascii: "]"))
        return entries
    }

    private mutating func event(_ place: Int) throws(DecodeError) -> ReplayEvents.Entry {
        let start = scanner.at
        var index: UInt64?
        var kind: ReplayEventKind?
        var timestamp: UInt64?
        var payload: Range<Int>?
        try members(of: "event \(place)") { parser, key, start throws(DecodeError) in
            let isFirst: Bool
            switch key {
            case "idx":
                isFirst = index == nil
                index = try parser.scanner.unsignedInteger("idx")
            case "kind":
                isFirst = kind == nil
                kind = try parser.kind(of: place)
            case "ts_ms":
                isFirst = timestamp == nil
                timestamp = try parser.scanner.unsignedInteger("ts_ms")
            case "payload":
                isFirst = payload == nil
                guard parser.scanner.peek() == UInt8(ascii: "{") else {
                    throw DecodeError(.wrongType, "the payload of event \(place) is not a JSON object", at: parser.scanner.at)
                }
                payload = try parser.scanner.value()
            default:
                throw DecodeError(.unknownField, "'\(key.prefix(40))' is not a member of an event", at: start)
            }
            guard isFirst else { throw DecodeError(.duplicateKey, "event \(place) names \(key) twice", at: start) }
        }
        guard let index, let kind, let timestamp else {
            let name = index == nil ? "idx" : kind == nil ? "kind" : "ts_ms"
            throw DecodeError(.missing, "event \(place) has no \(name)", at: start)
        }
        guard index == UInt64(place) else {
            throw DecodeError(.order, "event \(place) has the non-monotonic idx \(index)", at: start)
        }
        return .init(kind: kind, timestamp: timestamp, payload: payload)
    }

    private mutating func kind(of place: Int) throws(DecodeError) -> ReplayEventKind {
        let start = scanner.at
        let text = try scanner.string("kind")
        guard let kind = ReplayEventKind(rawValue: text) else {
            throw DecodeError(.badName, "event \(place) has the unknown kind '\(text.prefix(40))'", at: start)
        }
        return kind
    }
}
