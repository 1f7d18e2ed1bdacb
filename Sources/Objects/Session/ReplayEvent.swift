/// One step of a run.
public struct ReplayEvent: Hashable, Sendable {
    /// The step's place in its session, from 0. The wire calls it `idx`; order is by this alone.
    public let index: Int
    public let kind: ReplayEventKind
    /// When it was recorded, in milliseconds since 1970. The wire calls it `ts_ms`.
    public let timestamp: UInt64
    public let payload: ReplayPayload

    public init(index: Int, kind: ReplayEventKind, timestamp: UInt64, payload: ReplayPayload = .empty) {
        self.index = index
        self.kind = kind
        self.timestamp = timestamp
        self.payload = payload
    }

    /// Appends the event's JSON; returns where in `bytes` the payload stands.
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
