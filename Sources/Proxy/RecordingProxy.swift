internal import HTTP
package import Objects
internal import Recording
internal import Synchronization

/// Passes requests on to a server, and records them and the answers.
package final class RecordingProxy: Sendable {
    package let journal: ExchangeJournal
    private let upstream: HTTPAddress
    private let patterns: [String]

    private static let silence = 600
    /// The most bytes of an answer.
    private static let limit = 128 << 20
    /// Fields that are about one connection, and not passed on; the length is given anew.
    private static let hopByHop: Set = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "host", "expect", "accept-encoding",
    ]

    /// - Parameters:
    ///   - patterns: regular expressions of what must not be recorded.
    ///   - journal: creates the journal, once the others have been found to be right.
    package init(
        upstream: String, redacting patterns: [String], into journal: () throws -> ExchangeJournal
    ) throws {
        do throws(HTTPError) { self.upstream = try HTTPAddress(upstream) } catch {
            throw ProxyError.badUpstream(upstream, because: error.description)
        }
        _ = try Redaction(patterns, nil)
        self.journal = try journal()
        self.patterns = patterns
    }

    /// The first event of the run.
    package var start: ReplayPayload {
        ReplayPayload([
            "proxy": "at1", "upstream": .string(upstream.text), "redact": .array(patterns.map { .string($0) }),
        ])
    }

    /// Answers a request with what the server answers, piece by piece; false if the connection cannot be used again.
    ///
    /// The end of the answer is sent when both events are durable.
    package func answer(_ request: ClientRequest, _ answer: ProxyAnswer) -> Bool {
        let number = journal.nextExchange()
        guard var redaction = try? Redaction(patterns, request) else { return false }
        var call = ExchangeRequest(request, &redaction).payload
        call["exchange"] = .integer(number)
        if redaction.count > 0 { call["redacted"] = .integer(redaction.count) }
        journal.add(.llmCall, ReplayPayload(call))
        let passing = Passing(answer)
        let failure = send(request, passing)
        if passing.isClientGone, failure == nil { passing.note = "the client did not wait for the end" }
        record(passing, failure, number, redaction)
        do throws(RecordingError) { try journal.flush() } catch {
            // Not acknowledged: the client must not believe that it was recorded.
            return passing.status == 0 && answer.connection.send(500, .failure("\(error)"), isLast: true)
        }
        guard failure == nil else {
            guard passing.status == 0 else { return false }
            return answer.connection.send(502, .failure(failure ?? ""), isLast: answer.isLast)
        }
        return passing.finish()
    }

    /// Why the server has not answered, or not to the end.
    private func send(_ request: ClientRequest, _ passing: Passing) -> String? {
        do throws(HTTPError) {
            // Its connections to the server are used again for the next request of the client.
            let client: HTTPClient
            if let shared = passing.shared as? HTTPClient {
                client = shared
            } else {
                client = try HTTPClient(stallSeconds: Self.silence)
                passing.shared = client
            }
            let base = upstream.text
            var forwarded = HTTPClient.Request((base.hasSuffix("/") ? String(base.dropLast()) : base) + request.target)
            forwarded.method = request.method
            forwarded.headers = request.fields.filter { !Self.hopByHop.contains($0.name) }.map {
                "\($0.name): \($0.value)"
            }
            if request["content-type"] == nil { forwarded.headers.append("Content-Type:") }
            if !request.body.isEmpty || request.method != "GET" { forwarded.body = request.body }
            forwarded.takeHead = { status, fields in
                passing.begin(
                    status,
                    fields.map { ClientRequest.Field(name: $0.name, value: $0.value) }.filter { field in
                        field.name == "content-length" || !Self.hopByHop.contains(field.name)
                    })
            }
            forwarded.takePiece = { passing.take($0, limit: Self.limit) }
            _ = try client.perform(forwarded)
            return passing.isTooLong
                ? "an answer of more than \(Self.limit) bytes" : passing.isIncomplete ? "the answer was cut off" : nil
        } catch {
            return error.description
        }
    }

    private func record(_ passing: Passing, _ failure: String?, _ number: Int, _ before: Redaction) {
        var redaction = before
        guard passing.status > 0 else {
            journal.add(
                .error,
                ReplayPayload([
                    "exchange": .integer(number), "message": .string(redaction.redact(failure ?? "no answer")),
                ]))
            return
        }
        let count = redaction.count
        let body = passing.body.redacted(&redaction)
        var payload: JSONObject = [
            "exchange": .integer(number), "status": .integer(passing.status),
            "complete": .bool(failure == nil && passing.note == nil),
        ]
        var headers = JSONObject()
        for field in passing.fields
        where ["content-type", "request-id", "x-request-id", "retry-after"].contains(field.name) {
            headers[field.name] = .string(redaction.redact(field.value))
        }
        payload["headers"] = .object(headers)
        body.describe(in: &payload)
        if let note = failure ?? passing.note { payload["message"] = .string(redaction.redact(note)) }
        if redaction.count > count || body != passing.body {
            payload["redacted"] = .integer(max(1, redaction.count - count))
        }
        journal.add(.llmResponse, ReplayPayload(payload))
    }
}

/// An answer on its way to the client. Its last piece is held back until ``finish()``.
private final class Passing {
    private let answer: ProxyAnswer
    private let start = ContinuousClock.now
    private(set) var status = 0
    private(set) var fields: [ClientRequest.Field] = []
    private(set) var body = RecordedBody()
    private(set) var isClientGone = false
    private(set) var isTooLong = false
    var note: String?
    /// The length that the server has given.
    private var length: Int?
    private var held: [UInt8] = []

    init(_ answer: ProxyAnswer) {
        self.answer = answer
    }

    /// What the requests of the client's connection share.
    var shared: AnyObject? {
        get { answer.connection.shared }
        set { answer.connection.shared = newValue }
    }

    /// Whether the server promised more.
    var isIncomplete: Bool { length.map { $0 != body.bytes.count } ?? false }

    func begin(_ status: Int, _ fields: [ClientRequest.Field]) -> Bool {
        self.status = status
        let lengths = fields.filter { $0.name == "content-length" }
        length = status == 204 || status == 304 ? 0 : lengths.first.flatMap { Int($0.value) }
        self.fields = fields.filter { $0.name != "content-length" }
        isClientGone = !answer.connection.sendHead(status, self.fields, length: length, isLast: answer.isLast)
        return !isClientGone
    }

    func take(_ piece: UnsafeRawBufferPointer, limit: Int) -> Bool {
        guard piece.count <= limit - body.bytes.count else {
            isTooLong = true
            return false
        }
        let elapsed = start.duration(to: .now).components
        body.append(
            piece,
            at: UInt64(max(0, elapsed.seconds)) * 1000 + UInt64(max(0, elapsed.attoseconds) / 1_000_000_000_000_000))
        var bytes = Array(piece)
        if let length, body.bytes.count >= length {
            (held, bytes) = (bytes, [])
        }
        let isSent =
            length == nil && !answer.isLast ? answer.connection.sendChunk(bytes) : answer.connection.send(bytes)
        isClientGone = !isSent
        return isSent
    }

    /// Sends what was held back; false if the connection cannot be used again.
    func finish() -> Bool {
        guard !isClientGone else { return false }
        if length == nil { return answer.isLast || answer.connection.sendEnd() }
        return answer.connection.send(held) && !answer.isLast
    }
}
