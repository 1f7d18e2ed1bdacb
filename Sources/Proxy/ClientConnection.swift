internal import Files
internal import Glibc
internal import Objects

/// A connection with a client: requests one after the other, and their answers.
final class ClientConnection {
    private let file: File
    private var pending: [UInt8] = []
    /// What the requests of the connection share.
    var shared: AnyObject?

    private static let patience = 600

    init(_ file: consuming File) {
        self.file = file
        var wait = timeval(tv_sec: Self.patience, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(self.file.descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, length)
        setsockopt(self.file.descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, length)
        var yes: Int32 = 1
        setsockopt(self.file.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: Reading

    /// The next request; nil if the client is done.
    func next() throws(RequestRefusal) -> ClientRequest? {
        guard let head = try readHead() else { return nil }
        var request = try ClientRequest(head: head[...])
        let framing = try request.framing()
        if request["expect"]?.lowercased() == "100-continue", framing != .length(0) {
            guard send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { throw .lost }
        }
        request.body =
            switch framing {
            case .length(let length): try take(length)
            case .chunks: try takeChunks()
            }
        return request
    }

    private func fill() throws(RequestRefusal) -> Bool {
        do throws(FileError) {
            let bytes = try file.stream.read(upTo: 1 << 18)
            pending += bytes
            return !bytes.isEmpty
        } catch {
            throw .lost
        }
    }

    /// The bytes before the next empty line; nil at the end of the connection.
    private func readHead() throws(RequestRefusal) -> [UInt8]? {
        let end = Array("\r\n\r\n".utf8)
        var from = 0
        while true {
            if let at = Self.position(of: end, in: pending, from: from) {
                let head = Array(pending[..<at])
                pending.removeFirst(at + end.count)
                return head
            }
            guard pending.count <= ClientRequest.headLimit else { throw .malformed("a head without an end") }
            from = max(0, pending.count - end.count + 1)
            guard try fill() else {
                guard pending.isEmpty else { throw .lost }
                return nil
            }
        }
    }

    private static func position(of mark: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        return (from...(bytes.count - mark.count)).first { bytes[$0...].starts(with: mark) }
    }

    private func take(_ count: Int) throws(RequestRefusal) -> [UInt8] {
        while pending.count < count { guard try fill() else { throw .lost } }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    private func takeLine() throws(RequestRefusal) -> String {
        while true {
            if let end = pending.firstIndex(of: 0x0a) {
                let line = try take(end + 1)
                guard line.suffix(2) == [0x0d, 0x0a] else { throw .malformed("a chunk that does not end with CR LF") }
                return String(decoding: line.dropLast(2), as: UTF8.self)
            }
            guard pending.count <= 1024 else { throw .malformed("a chunk without a length") }
            guard try fill() else { throw .lost }
        }
    }

    private func takeChunks() throws(RequestRefusal) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let digits = try takeLine().prefix { $0 != ";" }
            guard (1...8).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit),
                let length = Int(digits, radix: 16)
            else { throw .malformed("the length of a chunk is not a number") }
            guard length <= ClientRequest.bodyLimit - body.count else { throw .tooLong }
            guard length > 0 else { break }
            body += try take(length)
            guard try takeLine().isEmpty else { throw .malformed("a chunk that is longer than it says") }
        }
        for _ in 0..<64 where try takeLine().isEmpty { return body }
        throw .malformed("too many lines after the last chunk")
    }

    // MARK: Writing; false once the client is gone

    /// Sends the head of an answer.
    func sendHead(_ status: Int, _ fields: [ClientRequest.Field], length: Int?, isLast: Bool) -> Bool {
        var text = "HTTP/1.1 \(status) \(status == 200 ? "OK" : "-")\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        text += length.map { "content-length: \($0)\r\n" } ?? (isLast ? "" : "transfer-encoding: chunked\r\n")
        if isLast { text += "connection: close\r\n" }
        return send(Array((text + "\r\n").utf8))
    }

    /// Sends a piece of a body of unknown length.
    func sendChunk(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [0x0d, 0x0a])
    }

    /// Ends such a body.
    func sendEnd() -> Bool { send(Array("0\r\n\r\n".utf8)) }

    /// Sends a whole answer of JSON.
    func send(_ status: Int, _ value: JSONValue, isLast: Bool) -> Bool {
        let body = value.canonicalBytes
        let fields = [
            ClientRequest.Field(name: "content-type", value: "application/json"),
            // The clients of model providers send a request again unless they are told not to.
            ClientRequest.Field(name: "x-should-retry", value: "false"),
        ]
        return sendHead(status, fields, length: body.count, isLast: isLast) && send(body)
    }

    func send(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            do throws(FileError) {
                done += try system(.write, "client") {
                    bytes.withUnsafeBytes {
                        Glibc.send(
                            file.descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, Int32(MSG_NOSIGNAL))
                    }
                }
            } catch {
                return false
            }
        }
        return true
    }
}

extension JSONValue {
    /// An error as the APIs of model providers report one.
    static func failure(_ message: String, _ more: JSONObject = JSONObject()) -> JSONValue {
        var error = more
        error["message"] = .string("at1 proxy: \(message)")
        error["type"] = "at1_proxy"
        return ["error": .object(error)]
    }
}
