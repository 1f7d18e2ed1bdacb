/// The ordered log of one run, as a sealed token contains it (docs/format.md §3.9).
///
/// The value keeps the exact bytes it was read from: a signature covers them, so nothing here encodes a session again
/// to compare or to seal it.
public struct ReplaySession: Sendable {
    /// The session's JSON.
    public let bytes: [UInt8]
    public let run: ReplayRun
    /// The events in order; `events[i].index == i`.
    public let events: ReplayEvents

    init(bytes: [UInt8], run: ReplayRun, entries: [ReplayEvents.Entry]) {
        self.bytes = bytes
        self.run = run
        events = ReplayEvents(bytes: bytes, entries: entries)
    }

    /// The events of some kinds, in order.
    public func events(of kinds: Set<ReplayEventKind>) -> some Sequence<ReplayEvent> {
        events.lazy.filter { kinds.contains($0.kind) }
    }
}

extension ReplaySession: Hashable {
    public static func == (a: ReplaySession, b: ReplaySession) -> Bool { a.bytes == b.bytes }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A session's events: a view of its bytes, which creates events on demand.
public struct ReplayEvents: RandomAccessCollection, Sendable {
    struct Entry: Sendable {
        let kind: ReplayEventKind
        let timestamp: UInt64
        /// The range of the payload; nil for none, which is `{}`.
        let payload: Range<Int>?
    }

    private let bytes: [UInt8]
    private let entries: [Entry]

    init(bytes: [UInt8], entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    /// The events' kinds, without their payloads.
    public var kinds: some RandomAccessCollection<ReplayEventKind> { entries.lazy.map(\.kind) }

    /// The events' kinds and times, without their payloads.
    var moments: some RandomAccessCollection<(kind: ReplayEventKind, timestamp: UInt64)> {
        entries.lazy.map { ($0.kind, $0.timestamp) }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }

    public subscript(position: Int) -> ReplayEvent {
        let entry = entries[position]
        return ReplayEvent(
            index: position, kind: entry.kind, timestamp: entry.timestamp,
            payload: entry.payload.map { ReplayPayload(checked: bytes[$0]) } ?? .empty)
    }
}
