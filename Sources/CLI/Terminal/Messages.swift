import Synchronization

/// Standard error, where messages and the progress line take turns: one writer, so that neither runs into the other.
enum Messages {
    /// Whether a progress line is the last thing on the terminal.
    private static let isDrawn = Mutex(false)
    private static let erasure = "\r\u{1b}[K"

    /// Writes whole lines, in the place of a progress line that is there.
    static func write(_ text: String) {
        isDrawn.withLock { isDrawn in
            StandardStream.error.write(isDrawn ? erasure + text : text)
            isDrawn = false
        }
    }

    /// Shows a progress line, which the next message or line replaces.
    static func draw(_ line: String) {
        isDrawn.withLock { isDrawn in
            StandardStream.error.write(erasure + line)
            isDrawn = true
        }
    }

    /// Takes the progress line away, if there is one.
    static func erase() {
        isDrawn.withLock { isDrawn in
            if isDrawn { StandardStream.error.write(erasure) }
            isDrawn = false
        }
    }
}
