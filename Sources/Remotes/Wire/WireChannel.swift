internal import Dispatch
internal import Files
internal import Glibc
internal import Objects
internal import Synchronization

/// A connection for messages over two file descriptors. Every wait has a time-out.
final class WireChannel {
    let label: String
    private let input: Int32
    private let writer: WireWriter
    private let timeout: Duration
    private var buffer: [UInt8] = []
    private var position = 0

    /// - Parameter label: the name of the other side in errors.
    init(input: Int32, output: Int32, label: String, timeout: Duration) {
        self.input = input
        self.label = label
        self.timeout = timeout
        // A peer that is gone is an error of a write, not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        writer = WireWriter(output, label: label, timeout: timeout)
    }

    var seconds: Int { Int(timeout.components.seconds) }

    /// Lets the other side know that this side is busy, but still there.
    func keepAlive() { writer.keepAlive() }
    func stop() { writer.stop() }

    // MARK: Writing

    func greet() throws { try writer.write(WireMessage.greeting, isUrgent: true) }

    func write(_ kind: WireMessage.Kind, _ body: [UInt8] = []) throws {
        try write(kind, body[...])
    }

    func write(_ kind: WireMessage.Kind, _ body: ArraySlice<UInt8>) throws {
        var bytes = [kind.rawValue]
        bytes.reserveCapacity(WireMessage.headerLength + body.count)
        bytes.append(integer: UInt32(body.count))
        bytes += body
        do {
            try writer.write(bytes, isUrgent: false)
        } catch let error as RemoteError {
            // It may have said why before it went.
            if let failure = try? pendingFailure() { throw failure.error(of: label) }
            throw error
        }
    }

    func flush() throws { try writer.flush() }

    private func pendingFailure() throws -> WireFailure? {
        while true {
            let message = try readRaw()
            if message.kind == .failure { return try WireFailure(parsing: message.body) }
        }
    }

    // MARK: Reading

    func readGreeting() throws {
        let found = try take(WireMessage.greeting.count)
        guard found.dropLast().elementsEqual(WireMessage.greeting.dropLast()) else {
            throw RemoteError.lied(label, what: "it does not speak at1's protocol")
        }
        guard let version = found.last, version == WireMessage.greeting.last else {
            throw RemoteError.otherVersion(label, found: found.last ?? 0)
        }
    }

    /// The next message with content.
    ///
    /// - Throws: the error that the other side reports.
    func read() throws -> WireMessage {
        let message = try readRaw()
        guard message.kind == .failure else { return message }
        throw try naming { () throws(DecodeError) in try WireFailure(parsing: message.body) }.error(of: label)
    }

    /// The next message, which must be of `kind`.
    func read(_ kind: WireMessage.Kind) throws -> [UInt8] {
        let message = try read()
        guard message.kind == kind else { throw unexpected(message) }
        return message.body
    }

    func unexpected(_ message: WireMessage) -> RemoteError {
        .lied(label, what: "a message '\(message.kind)' out of turn")
    }

    /// Turns malformed data into an error of the other side.
    func naming<Value>(_ body: () throws(DecodeError) -> Value) throws -> Value {
        do { return try body() } catch { throw RemoteError.lied(label, what: "\(error)") }
    }

    private func readRaw() throws -> WireMessage {
        try writer.flush()
        while true {
            let header = try take(WireMessage.headerLength)
            guard let kind = WireMessage.Kind(rawValue: header[0]) else {
                throw RemoteError.lied(label, what: "a message of an unknown kind, \(header[0])")
            }
            let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
            guard length <= WireMessage.maximumLength else {
                throw RemoteError.lied(label, what: "a message of \(length) bytes")
            }
            let body = try take(length)
            if kind != .keepAlive { return WireMessage(kind: kind, body: body) }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count { try fill() }
        defer { position += count }
        return Array(buffer[position..<position + count])
    }

    private func fill() throws {
        buffer.removeFirst(position)
        position = 0
        try WireWriter.wait(for: input, event: POLLIN, label: label, timeout: timeout)
        do throws(FileError) {
            let more = try Descriptor(input, label).read(upTo: 1 << 16)
            guard !more.isEmpty else { throw FileError(.read, label, because: "the connection ended early") }
            buffer += more
        } catch {
            if error.isNotReady { return }
            throw RemoteError.connection(label, what: error.reason)
        }
    }
}

/// The writing half of a connection: buffers small messages, and sends keep-alives when nothing else is sent.
private final class WireWriter: Sendable {
    private let descriptor: Int32
    private let label: String
    private let timeout: Duration
    private let state = Mutex<(pending: [UInt8], last: ContinuousClock.Instant, timer: (any DispatchSourceTimer)?)>(
        ([], .now, nil))

    init(_ descriptor: Int32, label: String, timeout: Duration) {
        self.descriptor = descriptor
        self.label = label
        self.timeout = timeout
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    func write(_ bytes: [UInt8], isUrgent: Bool) throws {
        try state.withLock { state in
            state.pending += bytes
            if isUrgent || state.pending.count >= 1 << 18 { try flush(&state.pending, &state.last) }
        }
    }

    func flush() throws {
        try state.withLock { try flush(&$0.pending, &$0.last) }
    }

    private func flush(_ pending: inout [UInt8], _ last: inout ContinuousClock.Instant) throws {
        defer { pending.removeAll(keepingCapacity: true) }
        var done = 0
        while done < pending.count {
            do throws(FileError) {
                done += try system(.write, label) {
                    pending.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
                }
            } catch {
                guard error.isNotReady else {
                    throw RemoteError.connection(label, what: "the connection broke: \(error.reason)")
                }
                try Self.wait(for: descriptor, event: POLLOUT, label: label, timeout: timeout)
            }
        }
        last = .now
    }

    func keepAlive() {
        let pause = timeout / 4
        let timer = DispatchSource.makeTimerSource(queue: .global())
        let milliseconds = max(Int(pause / .milliseconds(1)), 50)
        timer.schedule(deadline: .now() + .milliseconds(milliseconds), repeating: .milliseconds(milliseconds))
        timer.setEventHandler { [weak self] in
            _ = self?.state.withLockIfAvailable { state in
                guard state.pending.isEmpty, ContinuousClock.now - state.last >= pause else { return }
                state.pending = [WireMessage.Kind.keepAlive.rawValue, 0, 0, 0, 0]
                try? self?.flush(&state.pending, &state.last)
            }
        }
        timer.resume()
        state.withLock { $0.timer = timer }
    }

    func stop() {
        state.withLock { state in
            state.timer?.cancel()
            state.timer = nil
        }
    }

    /// Waits until the descriptor is ready, at most for the time-out.
    static func wait(for descriptor: Int32, event: Int32, label: String, timeout: Duration) throws {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        let ready: Int32
        do throws(FileError) {
            ready = try system(.wait, label) {
                let left = max((deadline - clock.now) / .milliseconds(1), 0)
                var poll = pollfd(fd: descriptor, events: Int16(event), revents: 0)
                return Glibc.poll(&poll, 1, Int32(min(left.rounded(.up), 1_000_000_000)))
            }
        } catch {
            throw RemoteError.connection(label, what: error.reason)
        }
        if ready == 0 { throw RemoteError.timedOut(label, seconds: Int(timeout.components.seconds)) }
    }
}
