/// One step of a run.
public struct ReplayEvent: Hashable, Sendable {
    /// The step's position in its session, from 0: `idx` in JSON. Events are ordered by this alone.
    public let index: Int
    public let kind: ReplayEventKind
    /// When it was recorded, in milliseconds since 1970: `ts_ms` in JSON.
    public let timestamp: UInt64
    public let payload: ReplayPayload

    public init(index: Int, kind: ReplayEventKind, timestamp: UInt64, payload: ReplayPayload = .empty) {
        self.index = index
        self.kind = kind
        self.timestamp = timestamp
        self.payload = payload
    }

    /// Appends the event's JSON; returns the range of the payload in `bytes`.
    @discardableResult
    package func append(to bytes: inout [UInt8]) -> Range<Int> {
        bytes.append(contentsOf: #"{"idx":\#(index),"kind":"\#(kind.rawValue)","ts_ms":\#(timestamp),"payload":"#.utf8)
        let start = bytes.count
        bytes.append(contentsOf: payload.text)
        let place = start..<bytes.count
        bytes.append(UInt8(ascii: "}"))
        return place
    }
}
