extension ReplaySession {
    /// Reads a session's JSON, which need not be in the form that ``init(_:events:)`` writes.
    ///
    /// Refuses what a2a_pack refuses: unknown members, a missing session, agent or skill, an unknown kind, an `idx`
    /// that is not the event's position. Also refuses what its dumps never contain: numbers written as strings, floats
    /// or booleans, duplicate schema members, NaN, lone surrogates, numbers beyond 64 bits.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        try JSONScanner.checkText(bytes)
        var scanner = JSONScanner(bytes, .pydantic)
        var run = ReplayRun(sessionID: "", agentName: "", skillName: "")
        var entries: [ReplayEvents.Entry] = []
        var seen: Set<ReplayRun.Field> = []
        scanner.skipSpace()
        try scanner.members(of: "the session") { scanner, key, start throws(DecodeError) in
            guard let field = ReplayRun.Field(rawValue: key) else {
                throw DecodeError(.unknownField, "'\(key.prefix(40))' is not a member of a session", at: start)
            }
            guard seen.insert(field).inserted else {
                throw DecodeError(.duplicateKey, "the session names \(key) twice", at: start)
            }
            switch field.place {
            case .text(let path): run[keyPath: path] = try scanner.string(key)
            case .number(let path): run[keyPath: path] = try scanner.unsignedInteger(key)
            case .events:
                try scanner.elements(of: key) { scanner throws(DecodeError) in
                    entries.append(try ReplayEvents.Entry(&scanner, place: entries.count))
                }
            }
        }
        try scanner.end()
        for field in ReplayRun.Field.allCases where field.isRequired && !seen.contains(field) {
            throw DecodeError(.missing, "\(field.rawValue) is missing")
        }
        self.init(bytes: bytes, run: run, entries: entries)
    }
}

extension ReplayEvents.Entry {
    /// Takes the next event, which must have the index `place`.
    fileprivate init(_ scanner: inout JSONScanner, place: Int) throws(DecodeError) {
        let start = scanner.at
        let members = try EventMembers(&scanner, "event \(place)")
        guard let index = members.index, let kind = members.kind, let timestamp = members.timestamp else {
            let name = members.index == nil ? "idx" : members.kind == nil ? "kind" : "ts_ms"
            throw DecodeError(.missing, "event \(place) has no \(name)", at: start)
        }
        guard index == UInt64(place) else {
            throw DecodeError(.order, "event \(place) has the non-monotonic idx \(index)", at: start)
        }
        self.init(kind: kind, timestamp: timestamp, payload: members.payload)
    }
}

/// The members of an event's JSON, each at most once.
struct EventMembers {
    private(set) var index: UInt64?
    private(set) var kind: ReplayEventKind?
    private(set) var timestamp: UInt64?
    /// The range of an object in the text.
    private(set) var payload: Range<Int>?

    /// Takes the next event; `what` names it in errors.
    init(_ scanner: inout JSONScanner, _ what: @autoclosure () -> String) throws(DecodeError) {
        guard scanner.peek() == UInt8(ascii: "{") else {
            throw DecodeError(.wrongType, "\(what()) is not a JSON object", at: scanner.at)
        }
        var members = EventMembers()
        try scanner.members(of: "") { scanner, key, start throws(DecodeError) in
            let isFirst: Bool
            switch key {
            case "idx":
                isFirst = members.index == nil
                members.index = try scanner.unsignedInteger("idx")
            case "kind":
                isFirst = members.kind == nil
                let text = try scanner.string("kind")
                members.kind = ReplayEventKind(rawValue: text)
                guard members.kind != nil else {
                    throw DecodeError(.badName, "\(what()) has the unknown kind '\(text.prefix(40))'", at: start)
                }
            case "ts_ms":
                isFirst = members.timestamp == nil
                members.timestamp = try scanner.unsignedInteger("ts_ms")
            case "payload":
                isFirst = members.payload == nil
                guard scanner.peek() == UInt8(ascii: "{") else {
                    throw DecodeError(.wrongType, "the payload of \(what()) is not a JSON object", at: scanner.at)
                }
                members.payload = try scanner.value()
            default:
                throw DecodeError(.unknownField, "'\(key.prefix(40))' is not a member of an event", at: start)
            }
            guard isFirst else { throw DecodeError(.duplicateKey, "\(what()) names \(key) twice", at: start) }
        }
        self = members
    }

    private init() {}
}
