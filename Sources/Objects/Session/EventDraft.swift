/// An event as the runtime reports it: a line of JSON with a kind and optionally a payload.
///
/// The recorder gives it its index and its time. A line from another log may have both already: then the time is kept,
/// and the index must be the next one.
public struct EventDraft: Hashable, Sendable {
    public let kind: ReplayEventKind
    public let payload: ReplayPayload
    public let timestamp: UInt64?
    public let index: UInt64?

    /// Reads one line, with or without its end.
    public init(parsing line: [UInt8]) throws(DecodeError) {
        try JSONScanner.checkText(line)
        var scanner = JSONScanner(line, .pydantic)
        scanner.skipSpace()
        let members = try EventMembers(&scanner, "the event")
        try scanner.end()
        guard let kind = members.kind else { throw DecodeError(.missing, "the event has no kind") }
        self.kind = kind
        payload =
            try members.payload.map { (place) throws(DecodeError) in
                try ReplayPayload(parsing: Array(line[place]))
            } ?? .empty
        timestamp = members.timestamp
        index = members.index
    }

    /// The event at `index`, recorded at `now`. Throws if the draft states another index.
    public func event(at index: Int, now: UInt64) throws(DecodeError) -> ReplayEvent {
        if let wanted = self.index, wanted != UInt64(index) {
            throw DecodeError(.order, "the event says that its idx is \(wanted), and \(index) is due")
        }
        return ReplayEvent(index: index, kind: kind, timestamp: timestamp ?? now, payload: payload)
    }
}
