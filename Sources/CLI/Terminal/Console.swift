import Files
import Glibc
import Objects
import Synchronization

/// Where a command's output goes: results to stdout, messages to stderr.
final class Console: Sendable {
    private let quiet: Bool
    private let pending = Mutex<[UInt8]>([])
    /// Where results go, and whether that is a terminal, on which other people's text must be escaped.
    private let place = Mutex((stream: StandardStream.output, isTerminal: StandardStream.output.isTerminal))
    private let hasColours: Bool
    /// What stands before each line of the result.
    private let margin = Mutex<[UInt8]>([])
    private let hasLostReader = Atomic(false)

    /// Whether the reader of the results has gone away, as `head` does.
    var isCutOff: Bool { hasLostReader.load(ordering: .relaxed) }

    init(quiet: Bool, hasColours: Bool = false) {
        self.quiet = quiet
        self.hasColours = hasColours
    }

    /// Leaves standard output to a file that the command writes; messages about the file go to standard error.
    func giveWay() {
        place.withLock { $0 = (.error, StandardStream.error.isTerminal) }
    }

    /// A line of the result.
    func print(_ line: String) {
        add(line.utf8)
    }

    /// A line of the result, in this style if the output has colours.
    func print(_ line: String, _ style: Style?) {
        print(Array(line.utf8), style)
    }

    /// The same for a line that need not be UTF-8.
    func print(_ line: [UInt8], _ style: Style?) {
        guard let style, hasColours else { return print(line) }
        let bytes = style.around(isTerminal ? TerminalText.escaped(line) : line)
        let margin = margin.withLock { $0 }
        pending.withLock { $0 += margin + bytes + [UInt8(ascii: "\n")] }
    }

    /// A line of the result that need not be UTF-8.
    func print(_ line: [UInt8]) {
        add(line)
    }

    private var isTerminal: Bool { place.withLock { $0.isTerminal } }

    private func add(_ line: some Sequence<UInt8> & Sendable) {
        let isTerminal = isTerminal
        let margin = margin.withLock { $0 }
        pending.withLock { pending in
            var bytes = isTerminal ? TerminalText.escaped(Array(line)) : Array(line)
            if !margin.isEmpty {
                // Some results are several lines at once.
                let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                bytes = Array(lines.map { margin + $0 }.joined(separator: [UInt8(ascii: "\n")]))
            }
            pending += bytes
            pending.append(UInt8(ascii: "\n"))
        }
    }

    /// Puts `text` before each line that `body` prints.
    func indented(by text: String, _ body: () throws -> Void) rethrows {
        margin.withLock { $0 = Array(text.utf8) }
        defer { margin.withLock { $0 = [] } }
        try body()
    }

    /// Writes bytes of the result at once, unchanged unless they go to a terminal.
    func write(_ bytes: RawSpan) throws {
        try write(bytes.withUnsafeBytes { Array($0) })
    }

    /// Writes bytes of the result at once, unchanged unless they go to a terminal.
    func write(_ bytes: [UInt8]) throws {
        try flush()
        try put(isTerminal ? TerminalText.escaped(bytes) : bytes)
    }

    private func put(_ bytes: [UInt8]) throws {
        do throws(FileError) {
            try place.withLock { $0.stream }.write(bytes)
        } catch {
            if error.hasLostReader { hasLostReader.store(true, ordering: .relaxed) }
            throw error
        }
    }

    /// The result as a JSON value: canonical, on a line of its own.
    func print(_ value: JSONValue) {
        print(isTerminal ? TerminalText.escapedJSON(value.canonicalBytes) : value.canonicalBytes)
    }

    /// A line that reports what the command has done. It goes where results go, but the user can do without it.
    func report(_ line: String) {
        guard !quiet else { return }
        print(line)
    }

    /// A line for the user; not part of the result.
    func message(_ line: String) {
        guard !quiet else { return }
        Messages.write("at1: \(TerminalText.oneLine(line))\n")
    }

    /// What to do about a result, formatted like the hint of an error.
    func hint(_ line: String) {
        guard !quiet else { return }
        Messages.write("hint: \(TerminalText.oneLine(line))\n")
    }

    /// Writes out what was printed.
    func flush() throws {
        let bytes = pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
        try put(bytes)
    }
}

/// The streams that the process writes to.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes a message. If that fails there is nobody to tell.
    func write(_ text: String) { try? write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) throws(FileError) {
        try Descriptor(rawValue, self == .output ? "standard output" : "standard error").write(bytes)
    }
}
