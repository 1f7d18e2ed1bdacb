/// git's requests to a filter.
package struct FilterRequest: Hashable, Sendable {
    package enum Command: String, Sendable {
        /// What to store for a file of the working tree. Its content follows.
        case clean
        /// The file of the working tree that was stored as this content, which follows.
        case smudge
        /// Which delayed files are ready.
        case listAvailable = "list_available_blobs"
    }

    package let command: Command
    /// Relative to the top of the working tree; empty for a list.
    package let path: [UInt8]
    /// Whether the answer may come later.
    package let mayDelay: Bool
}

/// Git's long-running filter process protocol, version 2 (gitattributes, "Long Running Filter Process").
package struct FilterConversation: ~Copyable {
    private var stream: PacketStream

    package init(_ stream: consuming PacketStream) {
        self.stream = stream
    }

    /// Negotiates the version and the capabilities.
    package mutating func greet() throws(FilterError) {
        let hello = try list()
        guard hello.first == "git-filter-client", hello.contains("version=2") else {
            throw FilterError("this is not git, or one that does not speak version 2 of the filter protocol")
        }
        try stream.write(line: "git-filter-server")
        try stream.write(line: "version=2")
        stream.flush()
        try stream.send()
        let offered = try list()
        for capability in ["clean", "smudge", "delay"] where offered.contains("capability=\(capability)") {
            try stream.write(line: "capability=\(capability)")
        }
        stream.flush()
        try stream.send()
    }

    /// The next request; nil if git has no more.
    package mutating func next() throws(FilterError) -> FilterRequest? {
        guard let first = try stream.next() else { return nil }
        var lines: [[UInt8]] = []
        var packet: PacketStream.Packet? = first
        while case .data(let line)? = packet {
            guard lines.count < 64 else { throw FilterError("git asks with more than 64 lines") }
            lines.append(line.last == UInt8(ascii: "\n") ? line.dropLast() : line)
            packet = try stream.next()
        }
        guard packet != nil else { throw FilterError("git ended in the middle of a request") }
        func value(_ key: String) -> [UInt8]? {
            lines.first { $0.starts(with: "\(key)=".utf8) }.map { Array($0.dropFirst(key.utf8.count + 1)) }
        }
        let word = value("command").map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let command = FilterRequest.Command(rawValue: word) else {
            throw FilterError("git asks for '\(word.prefix(40))'")
        }
        let path = value("pathname") ?? []
        guard command == .listAvailable || !path.isEmpty else { throw FilterError("git asks for no path") }
        return FilterRequest(command: command, path: path, mayDelay: value("can-delay") == [UInt8(ascii: "1")])
    }

    /// Passes on the content that follows a request.
    package mutating func content(_ consume: ([UInt8]) throws -> Void) throws {
        while true {
            switch try stream.next() {
            case .data(let bytes)?: try consume(bytes)
            case .flush?: return
            case nil: throw FilterError("git ended in the middle of a file")
            }
        }
    }

    // MARK: Answers

    /// Begins a successful answer; the content follows, and ``end()``.
    package mutating func succeed() throws(FilterError) {
        try stream.write(line: "status=success")
        stream.flush()
    }

    package mutating func write(_ content: some Collection<UInt8>) throws(FilterError) {
        try stream.write(content)
    }

    package mutating func end() throws(FilterError) {
        stream.flush()
        stream.flush()
        try stream.send()
    }

    /// Reports an error; git then stops, because the filter is required.
    package mutating func fail() throws(FilterError) {
        try stream.write(line: "status=error")
        stream.flush()
        try stream.send()
    }

    /// Says that the answer comes later.
    package mutating func delay() throws(FilterError) {
        try stream.write(line: "status=delayed")
        stream.flush()
        try stream.send()
    }

    /// Lists the delayed answers that are ready; none if all have been given.
    package mutating func list(available paths: [[UInt8]]) throws(FilterError) {
        for path in paths { try stream.write(Array("pathname=".utf8) + path + [UInt8(ascii: "\n")]) }
        stream.flush()
        try stream.write(line: "status=success")
        stream.flush()
        try stream.send()
    }

    /// Lines up to a flush.
    private mutating func list() throws(FilterError) -> [String] {
        var lines: [String] = []
        while true {
            switch try stream.next() {
            case .data(let line)?:
                guard lines.count < 64 else { throw FilterError("git greets with more than 64 lines") }
                lines.append(String(decoding: line.last == UInt8(ascii: "\n") ? line.dropLast() : line, as: UTF8.self))
            case .flush?: return lines
            case nil: throw FilterError("git ended before it asked")
            }
        }
    }
}
