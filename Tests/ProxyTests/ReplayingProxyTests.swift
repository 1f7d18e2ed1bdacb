import Files
import Glibc
import Objects
import TestSupport
import Testing

@testable import Proxy

@Suite struct ReplayingProxyTests {
    private func session(_ exchanges: [(String, JSONObject)]) -> ReplaySession {
        var events = [ReplayEvent(index: 0, kind: .skillStart, timestamp: 0)]
        for (number, exchange) in exchanges.enumerated() {
            let call: JSONObject = [
                "exchange": .integer(number), "method": "POST", "path": "/x", "request": ["text": .string(exchange.0)],
            ]
            var response = exchange.1
            response["exchange"] = .integer(number)
            for (kind, payload) in [(ReplayEventKind.llmCall, call), (.llmResponse, response)] {
                events.append(
                    ReplayEvent(index: events.count, kind: kind, timestamp: 0, payload: ReplayPayload(payload)))
            }
        }
        return ReplaySession(ReplayRun(sessionID: "s", agentName: "a", skillName: "k"), events: events)
    }

    private let good: JSONObject = [
        "status": 200, "headers": ["content-type": "text/plain"], "body": "abcd", "pieces": [[0, 1], [5, 3]],
    ]

    /// What a client is sent, and whether its connection can be used again.
    private func ask(_ proxy: ReplayingProxy, _ text: String) throws -> (String, Bool) {
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let reader = File(descriptor: ends[1], path: "reader")
        var isPersistent = false
        do {
            let connection = ClientConnection(File(descriptor: ends[0], path: "client"))
            var request = try ClientRequest(head: Array("POST /x HTTP/1.1".utf8)[...])
            request.body = Array(#"{"text":"\#(text)"}"#.utf8)
            isPersistent = proxy.answer(request, ProxyAnswer(connection, isLast: false))
        }
        return (String(decoding: try reader.stream.contents(limit: 1 << 20), as: UTF8.self), isPersistent)
    }

    @Test func answersOnceWithTheSamePieces() throws {
        let proxy = try ReplayingProxy(session([("a", good), ("b", good)]), isStrict: false, keepsTime: false)
        let (told, isPersistent) = try ask(proxy, "b")
        #expect(told.hasPrefix("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n") && isPersistent)
        #expect(told.hasSuffix("\r\n\r\n1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n"))
        #expect(try ask(proxy, "b").0.hasPrefix("HTTP/1.1 409"))
        #expect(try ask(proxy, "a").0.hasPrefix("HTTP/1.1 200"))
        #expect(proxy.progress == (2, 2, 1))
    }

    @Test func saysWhereARequestDiffers() throws {
        let proxy = try ReplayingProxy(session([("a", good), ("b", good)]), isStrict: true, keepsTime: false)
        let (told, isPersistent) = try ask(proxy, "b")
        #expect(
            told.contains(#""path":"$.request.text""#)
                && told.contains(#""recorded":"\"a\"","recorded_idx":1,"requested":"\"b\"""#))
        #expect(isPersistent && told.contains("x-should-retry: false"))
        #expect(try ask(proxy, "a").0.hasPrefix("HTTP/1.1 200") && ask(proxy, "b").0.hasPrefix("HTTP/1.1 200"))
    }

    /// Sessions that no proxy recorded, or that were made to look like it.
    @Test func hostileExchangesAreRefused() throws {
        for change: (String, JSONValue) in [
            ("status", 99), ("status", 100), ("status", "200"), ("pieces", [[0, 5]]), ("pieces", [[0, 3]]), ("body", 1),
        ] {
            var response = good
            response[change.0] = change.1
            let proxy = try ReplayingProxy(session([("a", response)]), isStrict: false, keepsTime: true)
            #expect(try ask(proxy, "a").0.hasPrefix("HTTP/1.1 500"), "\(change)")
        }
        var header = good
        header["headers"] = ["a": "x\r\nset-cookie: y", "b\r\nc": "d", "e": 1, "f": "g"]
        let told = try ask(try ReplayingProxy(session([("a", header)]), isStrict: false, keepsTime: false), "a").0
        #expect(!told.contains("set-cookie") && !told.contains("c: d") && told.contains("f: g"))
        #expect(throws: ProxyError.noExchanges) { try ReplayingProxy(session([]), isStrict: false, keepsTime: false) }
    }

    @Test func anAnswerThatWasCutOffIsCutOffAgain() throws {
        var response = good
        response["complete"] = false
        let proxy = try ReplayingProxy(session([("a", response)]), isStrict: false, keepsTime: false)
        let (told, isPersistent) = try ask(proxy, "a")
        #expect(told.hasSuffix("3\r\nbcd\r\n") && !isPersistent)
    }
}
