internal import Objects

/// Turns lines into durable events and acknowledges them: the part of a recording that knows nothing of descriptors.
///
/// The lines that arrived while the last batch was made durable are the next batch, so the number of syncs depends on
/// the speed of the disk and not on the number of events.
package struct Recorder: ~Copyable {
    private var journal: JournalFile
    private let now: () -> UInt64
    /// How many lines were not events.
    package private(set) var refusedCount = 0

    /// `now` gives the milliseconds since 1970.
    package init(into journal: consuming JournalFile, now: @escaping () -> UInt64) {
        self.journal = journal
        self.now = now
    }

    package var eventCount: Int { journal.eventCount }

    /// Records the events in `lines` and returns an answer for each line that is not blank, once they are durable.
    ///
    /// An answer is a line of JSON: `{"idx":…,"ts_ms":…}`, or `{"error":…}` for a line that is not an event. Such a
    /// line leaves no trace in the journal.
    package mutating func record(_ lines: [[UInt8]]) throws(RecordingError) -> [String] {
        var events: [ReplayEvent] = []
        var answers: [String] = []
        var firstStated: UInt64?
        for line in lines where !line.isBlank {
            do throws(DecodeError) {
                guard line.count <= LineBuffer.maximumLength else {
                    throw DecodeError(
                        .outOfRange, "a line of more than \(LineBuffer.maximumLength) bytes, which is the limit")
                }
                let draft = try EventDraft(parsing: line)
                let event = try draft.event(at: journal.eventCount + events.count, now: now())
                if events.isEmpty { firstStated = draft.timestamp }
                events.append(event)
                answers.append(#"{"idx":\#(event.index),"ts_ms":\#(event.timestamp)}"#)
            } catch {
                refusedCount += 1
                answers.append(JSONValue.object(["error": .string(error.description)]).canonicalText)
            }
        }
        if let firstStated { journal.start(at: firstStated) }
        try journal.append(events)
        return answers
    }

    /// Whether the times of the run are those that its events state.
    package var hasStatedTimes: Bool { journal.run.hasStatedTimes }

    /// Ends the run, now or, if its times are those that its events state, with its last event.
    package consuming func end() throws(RecordingError) {
        let time = journal.run.hasStatedTimes ? journal.lastTimestamp.map { $0 / 1000 } : nil
        try journal.end(at: max(time ?? now() / 1000, journal.run.startedAt))
    }
}
