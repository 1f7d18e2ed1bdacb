import Glibc
import Objects
import Synchronization

/// The progress of a command: a bar on a terminal, a line every 10 seconds elsewhere, nothing with --quiet.
final class Progress: Sendable {
    private enum Form {
        case silent, bar, lines

        /// The time between updates.
        var interval: Duration { self == .bar ? .milliseconds(100) : .seconds(10) }
    }

    private let label: String
    private let unit: String
    private let form: Form
    private let state: Mutex<(last: ContinuousClock.Instant, isDrawn: Bool, done: UInt64)>
    private let start: ContinuousClock.Instant

    /// - Parameter unit: a short name of what is counted; empty for things that the label names.
    init(_ label: String, _ options: GlobalOptions, unit: String = "B") {
        self.label = label
        self.unit = unit
        form = options.quiet ? .silent : isatty(2) == 1 ? .bar : .lines
        start = .now
        state = Mutex((start, false, 0))
    }

    /// Adds to the amount done.
    func advance(by bytes: UInt64) {
        guard form != .silent else { return }
        let done = state.withLock { state in
            state.done.add(saturating: bytes)
            return state.done
        }
        show(done, of: nil)
    }

    func show(_ done: UInt64, of total: UInt64?) {
        guard form != .silent else { return }
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard now - state.last > form.interval else { return false }
            state.last = now
            state.isDrawn = form == .bar
            return true
        }
        guard isDue else { return }
        let line = line(done, of: total, after: now - start)
        if form == .bar {
            Messages.draw(TerminalText.fitted(line, Self.columns - 1))
        } else {
            Messages.write("at1: \(line)\n")
        }
    }

    private func line(_ done: UInt64, of total: UInt64?, after time: Duration) -> String {
        let seconds = max(Double(time / .milliseconds(1)) / 1000, 0.001)
        let rate = Figures.short(UInt64(min(Double(done) / seconds, 1e18)), unit) + "/s"
        guard let total, total > 0 else { return "\(label) \(Figures.short(done, unit)), \(rate)" }
        let share = min(Double(done) / Double(total), 1)
        let left = share > 0 ? Int(min(seconds / share - seconds, 1e9)) : 0
        let percentage = "\(Int(share * 100))%, \(rate), \(left) s left"
        guard form == .bar else { return "\(label) \(percentage)" }
        let width = 24
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "\(label) [\(bar)] \(percentage)"
    }

    /// The terminal's width; a longer line would wrap, and could not be erased.
    private static var columns: Int {
        var size = winsize()
        return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    }

    /// Erases the bar.
    func finish() {
        let isDrawn = state.withLock { state in
            defer { state.isDrawn = false }
            return state.isDrawn
        }
        if isDrawn { Messages.erase() }
    }

    deinit { finish() }
}
