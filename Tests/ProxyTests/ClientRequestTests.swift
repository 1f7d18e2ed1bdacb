import TestSupport
import Testing

@testable import Proxy

@Suite struct ClientRequestTests {
    private func request(_ head: String) throws(RequestRefusal) -> ClientRequest {
        try ClientRequest(head: Array(head.utf8)[...])
    }

    @Test func readsAHead() throws {
        let request = try request("POST /v1/x?a=1&b HTTP/1.1\r\nHost: y\r\nContent-Length:  12 \r\nX-A: \"q\"")
        #expect(request.method == "POST" && request.path == "/v1/x" && request.query == "a=1&b")
        #expect(request["host"] == "y" && request["x-a"] == "\"q\"" && request.isPersistent)
        #expect(try request.framing() == .length(12))
        #expect(
            try !self.request("GET / HTTP/1.0").isPersistent
                && !self.request("GET / HTTP/1.1\r\nconnection: Close").isPersistent)
    }

    /// What two servers could read differently, and what is not HTTP.
    @Test(arguments: [
        "GET / HTTP/1.1\nhost: x", "GET  / HTTP/1.1", "GET / HTTP/2.0", "GET http://x/ HTTP/1.1", "", "GET /",
        "GET / HTTP/1.1\r\n folded: x", "GET / HTTP/1.1\r\nno colon", "GET / HTTP/1.1\r\n: x",
        "GET / HTTP/1.1\r\na b: x",
        "GET / HTTP/1.1\r\na: \u{1}", "GET / HTTP/1.1\r\na: x\rb: y",
    ])
    func refusesAHead(_ head: String) {
        let refusal = #expect(throws: RequestRefusal.self) { try request(head) }
        #expect(refusal?.status == 400)
    }

    @Test(arguments: [
        ("content-length: 1\r\ncontent-length: 1", 400), ("content-length: +1", 400), ("content-length: ", 400),
        ("content-length: 1\r\ntransfer-encoding: chunked", 400), ("transfer-encoding: gzip, chunked", 400),
        ("transfer-encoding: chunked\r\ntransfer-encoding: chunked", 400),
        ("content-length: 99999999999999999999", 413),
        ("content-length: 67108865", 413),
    ])
    func refusesABody(_ fields: String, _ status: Int) throws {
        let request = try request("POST / HTTP/1.1\r\n\(fields)")
        let refusal = #expect(throws: RequestRefusal.self) { try request.framing() }
        #expect(refusal?.status == status)
    }

    @Test func refusesOtherMethods() {
        #expect(throws: RequestRefusal.method) { try request("CONNECT / HTTP/1.1") }
    }
}
