internal import CGit2
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Ends connections that have been silent for too long, since libgit2 waits for ever.
///
/// Once a second it checks the sockets that were opened since it was created. Bytes that either side confirmed, and
/// work on this side, count as activity. If there was none for too long, it shuts the sockets down, and libgit2's call
/// fails.
final class StallGuard {
    private let watch: Watch
    private let timer: any DispatchSourceTimer

    init(limit: Duration) {
        let watch = Watch(limit: limit)
        self.watch = watch
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler { watch.look() }
        timer.resume()
    }

    /// Notes activity.
    func touch() { watch.touch() }

    /// Whether connections were shut down.
    var isStalled: Bool { watch.isStalled }

    func end() {
        watch.end()
        timer.cancel()
    }
}

/// What a ``StallGuard`` has seen.
private final class Watch: Sendable {
    private struct State {
        var lastSign: ContinuousClock.Instant
        var bytes: [Int32: Int64] = [:]
        var isStalled = false
        var isOver = false
    }

    private let limit: Duration
    private let others: Set<Int32>
    private let state: Mutex<State>

    private static let descriptors: Range<Int32> = 0..<1024

    init(limit: Duration) {
        self.limit = limit
        others = Set(Self.descriptors.filter { at1_tcp_bytes($0) >= 0 })
        state = Mutex(State(lastSign: .now))
    }

    func touch() { state.withLock { $0.lastSign = .now } }

    var isStalled: Bool { state.withLock { $0.isStalled } }

    func look() {
        state.withLock { state in
            guard !state.isOver else { return }
            for descriptor in Self.descriptors where !others.contains(descriptor) {
                let bytes = at1_tcp_bytes(descriptor)
                guard bytes >= 0 else { continue }
                if state.bytes.updateValue(bytes, forKey: descriptor) != bytes { state.lastSign = .now }
            }
            guard ContinuousClock.now - state.lastSign > limit else { return }
            state.isStalled = true
            for descriptor in state.bytes.keys { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Stops watching.
    func end() { state.withLock { $0.isOver = true } }
}
