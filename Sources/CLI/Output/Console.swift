import Glibc
import Objects
import Synchronization

/// Where a command's words go: results to stdout, messages to stderr.
final class Console: Sendable {
    private let quiet: Bool
    private let pending = Mutex<[UInt8]>([])

    init(quiet: Bool) {
        self.quiet = quiet
    }

    /// A line of the result.
    func print(_ line: String) {
        add(line.utf8)
    }

    /// A line of the result that need not be UTF-8.
    func print(_ line: [UInt8]) {
        add(line)
    }

    private func add(_ line: some Sequence<UInt8> & Sendable) {
        pending.withLock { pending in
            pending += line
            pending.append(UInt8(ascii: "\n"))
        }
    }

    /// Bytes of the result, as they are and without delay.
    func write(_ bytes: RawSpan) throws {
        try write(bytes.withUnsafeBytes { Array($0) })
    }

    /// Bytes of the result, as they are and without delay.
    func write(_ bytes: [UInt8]) throws {
        try flush()
        guard StandardStream.output.write(bytes) else {
            throw CommandError(.environment, "cannot write the result: \(String(cString: strerror(errno)))")
        }
    }

    /// The result as a JSON value: canonical, on a line of its own.
    func print(_ value: JSONValue) {
        print(value.canonicalBytes)
    }

    /// A line for a person who watches; not part of the result.
    func message(_ line: String) {
        guard !quiet else { return }
        StandardStream.error.write("at1: \(line)\n")
    }

    /// Writes out what was printed.
    func flush() throws {
        let bytes = pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
        guard StandardStream.output.write(bytes) else {
            throw CommandError(.environment, "cannot write the result: \(String(cString: strerror(errno)))")
        }
    }
}

/// Where the process writes to.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    func write(_ text: String) {
        _ = write(Array(text.utf8))
    }

    /// False when the system refused; `errno` says why.
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
