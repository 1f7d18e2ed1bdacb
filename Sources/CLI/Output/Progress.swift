import Glibc
import Synchronization

/// A bar on a terminal that says how far a command has come. Silent anywhere else.
final class Progress: Sendable {
    private let label: String
    private let unit: String
    private let isShown: Bool
    private let state: Mutex<(last: ContinuousClock.Instant, isDrawn: Bool, done: UInt64)>
    private let start: ContinuousClock.Instant

    /// - Parameter unit: What is counted, shortly; empty for things that the label names.
    init(_ label: String, _ options: GlobalOptions, unit: String = "B") {
        self.label = label
        self.unit = unit
        isShown = !options.quiet && isatty(2) == 1
        start = .now
        state = Mutex((start, false, 0))
    }

    /// Adds to what is done.
    func advance(by bytes: UInt64) {
        guard isShown else { return }
        let done = state.withLock { state in
            state.done += bytes
            return state.done
        }
        show(done, of: nil)
    }

    func show(_ done: UInt64, of total: UInt64?) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard now - state.last > .milliseconds(100) else { return false }
            state.last = now
            state.isDrawn = true
            return true
        }
        guard isDue else { return }
        let seconds = max(Double((now - start) / .milliseconds(1)) / 1000, 0.001)
        let rate = Figures.short(UInt64(Double(done) / seconds), unit) + "/s"
        guard let total, total > 0 else { return draw("\(label) \(Figures.short(done, unit)), \(rate)") }
        let share = min(Double(done) / Double(total), 1)
        let width = 24
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let left = share > 0 ? Int(seconds / share - seconds) : 0
        draw("\(label) [\(bar)] \(Int(share * 100))%, \(rate), \(left) s left")
    }

    private func draw(_ line: String) {
        StandardStream.error.write("\r\u{1b}[K\(line)")
    }

    /// Takes the bar away.
    func finish() {
        let isDrawn = state.withLock { state in
            defer { state.isDrawn = false }
            return state.isDrawn
        }
        if isDrawn { StandardStream.error.write("\r\u{1b}[K") }
    }

    deinit { finish() }
}
