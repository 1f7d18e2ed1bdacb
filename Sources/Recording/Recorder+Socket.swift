internal import Files
internal import Glibc

extension Recorder {
    /// Records the lines of clients that connect to a Unix socket at `path`, and answers each on its own connection.
    ///
    /// Continues until the process receives SIGINT or SIGTERM; what clients have sent by then is recorded. Then the
    /// signal takes its usual effect.
    package mutating func record(listeningAt path: String) throws {
        let end = try EndSignals()
        let listener = try Listener(at: path)
        var clients: [Client] = []
        while true {
            var polls = [end.poll, listener.poll]
            for client in clients { polls.append(client.poll) }
            try RecordingError.naming { () throws(FileError) in
                try system(.wait, path) { poll(&polls, nfds_t(polls.count), -1) }
            }
            let isEnding = polls[0].revents != 0
            for (client, poll) in zip(clients, polls.dropFirst(2)) where poll.revents != 0 || isEnding { client.read() }
            while let file = listener.accept() {
                let client = Client(file)
                client.read()
                clients.append(client)
            }
            try serve(clients)
            clients.removeAll(where: \.isDone)
            if isEnding { return }
        }
    }

    /// Records what all clients have sent as one batch, and answers.
    private mutating func serve(_ clients: [Client]) throws {
        var answers = try record(clients.flatMap(\.lines))[...]
        for client in clients {
            let count = client.lines.count { !$0.isBlank }
            client.answer(answers.prefix(count))
            answers = answers.dropFirst(count)
        }
    }
}

extension [UInt8] {
    /// Whether there is nothing but white space.
    var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d } }
}

/// One connection: the lines it sent since the last batch, and the answers that it has yet to receive.
private final class Client {
    private let file: File
    private var input = LineBuffer()
    private(set) var lines: [[UInt8]] = []
    private var output: [UInt8] = []
    private var isAtEnd = false
    private var isBroken = false

    /// A client that does not read its answers is disconnected.
    private static let maximumOutput = 4 << 20

    init(_ file: consuming File) {
        self.file = file
    }

    /// Whether nothing more will come from it or go to it.
    var isDone: Bool { isBroken || (isAtEnd && output.isEmpty) }

    var poll: pollfd {
        var events: Int32 = 0
        if !isAtEnd, output.count < Self.maximumOutput { events |= POLLIN }
        if !output.isEmpty { events |= POLLOUT }
        return pollfd(fd: file.descriptor, events: Int16(events), revents: 0)
    }

    /// Reads what has arrived.
    func read() {
        guard !isAtEnd, output.count < Self.maximumOutput else { return }
        do throws(FileError) {
            let bytes = try file.stream.read(upTo: 1 << 20)
            lines += input.lines(bytes)
            isAtEnd = bytes.isEmpty
            if bytes.isEmpty, let last = input.last() { lines.append(last) }
        } catch {
            isBroken = !error.isNotReady
        }
    }

    /// Sends the answers to all its lines, or queues what cannot be sent now.
    func answer(_ answers: ArraySlice<String>) {
        lines = []
        for answer in answers { output.append(contentsOf: (answer + "\n").utf8) }
        while !output.isEmpty {
            do throws(FileError) {
                let count = try system(.write, "client") {
                    output.withUnsafeBytes { send(file.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                }
                output.removeFirst(count)
            } catch {
                isBroken = !error.isNotReady
                return
            }
        }
    }
}
