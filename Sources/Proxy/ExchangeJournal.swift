internal import Files
package import Objects
package import Recording
internal import Synchronization

/// The journal of a proxy, which many connections write to.
///
/// Whoever waits for an event to become durable writes all that were added by then: the number of syncs depends on the
/// speed of the disk, not on the number of connections.
package final class ExchangeJournal: Sendable {
    private struct Waiting {
        var events: [ReplayEvent] = []
        var nextIndex: Int
        var lastTime: UInt64 = 0
        var exchanges = 0
        /// Why nothing more is written: events must not follow others that are missing.
        var failure: RecordingError?
    }

    private let waiting: Mutex<Waiting>
    private let file: Mutex<JournalFile?>

    /// Takes a journal that was just created.
    package init(_ run: ReplayRun, at path: String) throws {
        file = Mutex(try JournalFile.create(run, at: path))
        waiting = Mutex(Waiting(nextIndex: 0))
    }

    /// The number of events.
    package var count: Int { waiting.withLock { $0.nextIndex } }

    /// A number for the next exchange, from 0.
    func nextExchange() -> Int {
        waiting.withLock { waiting in
            defer { waiting.exchanges += 1 }
            return waiting.exchanges
        }
    }

    /// Adds an event that happened now. It is not durable yet.
    package func add(_ kind: ReplayEventKind, _ payload: ReplayPayload) {
        waiting.withLock { waiting in
            // The clock may be set back; the events' times never are.
            waiting.lastTime = max(waiting.lastTime, FileClock.milliseconds)
            waiting.events.append(
                ReplayEvent(index: waiting.nextIndex, kind: kind, timestamp: waiting.lastTime, payload: payload))
            waiting.nextIndex += 1
        }
    }

    /// Makes all that was added durable.
    package func flush() throws(RecordingError) {
        file.withLock { file in
            let events = waiting.withLock { waiting in
                defer { waiting.events = [] }
                return waiting.failure == nil ? waiting.events : []
            }
            guard !events.isEmpty else { return }
            do throws(RecordingError) { try file?.append(events) } catch {
                waiting.withLock { $0.failure = error }
            }
        }
        if let failure = waiting.withLock({ $0.failure }) { throw failure }
    }

    /// Ends the run.
    package func end() throws(RecordingError) {
        try flush()
        let time = FileClock.milliseconds / 1000
        var failure: RecordingError?
        file.withLock { file in
            guard let journal = file.take() else { return }
            do throws(RecordingError) { try journal.end(at: time) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
