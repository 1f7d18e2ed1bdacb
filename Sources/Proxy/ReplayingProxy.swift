internal import Glibc
package import Objects
internal import Synchronization

/// Answers requests as a session recorded it, without a network.
package final class ReplayingProxy: Sendable {
    private struct Exchange: Sendable {
        let call: Int
        let response: Int?
        let key: Digest
        let place: String
    }

    private struct State {
        var isUsed: [Bool]
        /// For each key, the exchanges that are not used yet, the last one first.
        var waiting: [Digest: [Int]]
        var answered = 0
        var refused = 0
    }

    private let session: ReplaySession
    private let exchanges: [Exchange]
    private let patterns: [String]
    private let isStrict: Bool
    private let keepsTime: Bool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - isStrict: whether requests must come in the order in which they were recorded.
    ///   - keepsTime: whether the pieces of answers come when they came.
    package init(_ session: ReplaySession, isStrict: Bool, keepsTime: Bool) throws(ProxyError) {
        var exchanges: [Exchange] = []
        var calls: [UInt64: Int] = [:]
        var patterns: [String] = []
        for event in session.events(of: [.skillStart, .llmCall, .llmResponse]) {
            guard let payload = try? event.payload.object() else { continue }
            if event.kind == .skillStart, payload["proxy"] != nil, case .array(let values)? = payload["redact"] {
                patterns += values.compactMap { if case .string(let text) = $0 { text.text } else { nil } }
            }
            guard let number = payload["exchange"]?.unsignedInteger else { continue }
            if event.kind == .llmCall, let request = ExchangeRequest(recorded: payload) {
                calls[number] = exchanges.count
                exchanges.append(Exchange(call: event.index, response: nil, key: request.key, place: request.place))
            } else if event.kind == .llmResponse, let place = calls[number], exchanges[place].response == nil {
                let call = exchanges[place]
                exchanges[place] = Exchange(call: call.call, response: event.index, key: call.key, place: call.place)
            }
        }
        // What was not answered cannot be answered again.
        exchanges.removeAll { $0.response == nil }
        guard !exchanges.isEmpty else { throw .noExchanges }
        _ = try Redaction(patterns, nil)
        var waiting: [Digest: [Int]] = [:]
        for (number, exchange) in exchanges.enumerated().reversed() {
            waiting[exchange.key, default: []].append(number)
        }
        self.session = session
        self.exchanges = exchanges
        self.patterns = patterns
        self.isStrict = isStrict
        self.keepsTime = keepsTime
        state = Mutex(State(isUsed: exchanges.map { _ in false }, waiting: waiting))
    }

    /// How many requests were answered from the session, and how many it has; and how many were refused.
    package var progress: (answered: Int, of: Int, refused: Int) {
        state.withLock { ($0.answered, exchanges.count, $0.refused) }
    }

    /// Answers a request; false if the connection cannot be used again.
    package func answer(_ request: ClientRequest, _ answer: ProxyAnswer) -> Bool {
        guard var redaction = try? Redaction(patterns, request) else { return false }
        let asked = ExchangeRequest(request, &redaction)
        let key = asked.key
        let found = state.withLock { state -> Int? in
            let next = isStrict ? state.answered : state.waiting[key]?.popLast()
            guard let next, next < exchanges.count, exchanges[next].key == key else {
                state.refused += 1
                return nil
            }
            state.isUsed[next] = true
            state.answered += 1
            return next
        }
        guard let found else {
            return answer.connection.send(409, refusal(of: asked), isLast: answer.isLast) && !answer.isLast
        }
        return replay(exchanges[found], answer)
    }

    /// How the request differs from what was recorded: from the next exchange or, where the order does not count, from
    /// the next one with the same path.
    private func refusal(of asked: ExchangeRequest) -> JSONValue {
        let used = state.withLock { $0.isUsed }
        let open = exchanges.indices.filter { !used[$0] }
        let nearest = isStrict ? open.first : open.first { exchanges[$0].place == asked.place } ?? open.first
        guard let nearest,
            let recorded = (try? session.events[exchanges[nearest].call].payload.object()).flatMap({
                ExchangeRequest(recorded: $0)
            }), let difference = recorded.compared.difference(from: asked.compared)
        else { return .failure("the session has no further exchange like this one", ["path": "$"]) }
        func text(_ value: JSONValue?) -> JSONValue {
            value.map { .string(String($0.canonicalText.prefix(500))) } ?? .null
        }
        return .failure(
            "the request is not in the session: it differs from exchange \(nearest) at \(difference.path)",
            [
                "path": .string(difference.path), "recorded": text(difference.left),
                "requested": text(difference.right),
                "recorded_idx": .integer(exchanges[nearest].call),
            ])
    }

    private func replay(_ exchange: Exchange, _ answer: ProxyAnswer) -> Bool {
        let connection = answer.connection
        guard let index = exchange.response, let payload = try? session.events[index].payload.object(),
            let status = payload["status"]?.unsignedInteger, (200...599).contains(status),
            let body = RecordedBody(payload)
        else {
            return connection.send(500, .failure("the session's answer cannot be read"), isLast: answer.isLast)
                && !answer.isLast
        }
        var fields: [ClientRequest.Field] = []
        if case .object(let headers)? = payload["headers"] {
            for member in headers.members {
                guard case .string(let value) = member.value, Self.isPlain(value.text), Self.isPlain(member.key.text)
                else { continue }
                fields.append(ClientRequest.Field(name: member.key.text, value: value.text))
            }
        }
        guard
            connection.sendHead(
                Int(status), fields, length: answer.isLast ? body.bytes.count : nil, isLast: answer.isLast)
        else { return false }
        var at = 0
        let start = ContinuousClock.now
        for piece in body.pieces {
            if keepsTime {
                let wait = ContinuousClock.now.duration(
                    to: start + .milliseconds(Int64(clamping: min(piece.time, 600_000))))
                let (seconds, attoseconds) = wait.components
                if seconds >= 0, attoseconds > 0 {
                    usleep(UInt32(clamping: seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
                }
            }
            let bytes = Array(body.bytes[at..<at + piece.length])
            at += piece.length
            guard answer.isLast ? connection.send(bytes) : connection.sendChunk(bytes) else { return false }
        }
        // An answer that was cut off is cut off again.
        if payload["complete"] == .bool(false) { return false }
        return !answer.isLast && connection.sendEnd()
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7e).contains($0) } && !text.isEmpty
    }
}
