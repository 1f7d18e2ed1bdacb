import Synchronization

/// Standard error, where messages and the progress line take turns: one writer, so that they do not mix.
enum Messages {
    /// Whether a progress line is the last thing on the terminal.
    private static let isDrawn = Mutex(false)
    private static let erasure = "\r\u{1b}[K"

    /// Writes whole lines, replacing a progress line.
    static func write(_ text: String) {
        isDrawn.withLock { isDrawn in
            StandardStream.error.write(isDrawn ? erasure + text : text)
            isDrawn = false
        }
    }

    /// Shows a progress line, which the next message or progress line replaces.
    static func draw(_ line: String) {
        isDrawn.withLock { isDrawn in
            StandardStream.error.write(erasure + line)
            isDrawn = true
        }
    }

    /// Erases the progress line, if there is one.
    static func erase() {
        isDrawn.withLock { isDrawn in
            if isDrawn { StandardStream.error.write(erasure) }
            isDrawn = false
        }
    }
}
