import Objects
import Testing

/// Durations, grants and receipts, as the events of a session have them.
@Suite struct SessionDetailTests {
    private func session(
        _ events: [(ReplayEventKind, UInt64, JSONObject)], receipt: String = ""
    ) -> ReplaySession {
        var run = ReplayRun(sessionID: "s", agentName: "a", skillName: "k")
        run.receiptID = receipt
        return ReplaySession(
            run,
            events: events.enumerated().map { index, event in
                ReplayEvent(index: index, kind: event.0, timestamp: event.1, payload: ReplayPayload(event.2))
            })
    }

    @Test func pairsEndsWithBeginnings() {
        let durations = SessionDurations(
            session([
                (.skillStart, 0, ["skill": "outer"]), (.toolCall, 10, ["tool": "x"]), (.toolCall, 20, ["tool": "y"]),
                (.toolResponse, 50, ["tool": "y"]), (.toolResponse, 60, ["tool": "x"]), (.llmResponse, 70, [:]),
                (.skillStart, 80, [:]), (.skillEnd, 70, [:]), (.skillEnd, 100, [:]),
            ]))
        func span(_ start: Int, _ end: Int, _ elapsed: UInt64) -> SessionDurations.Span? {
            durations.spans.first { $0.start == start && $0.end == end && $0.elapsed == elapsed }
        }
        #expect(durations.spans.count == 4)
        #expect(span(2, 3, 30) != nil && span(1, 4, 50) != nil)
        // Time ran backwards in the inner one.
        #expect(span(6, 7, 0) != nil && span(0, 8, 100) != nil)
        #expect(durations[5] == nil && durations[8]?.start == 0)
    }

    @Test func findsGrantsAndTheirTokens() throws {
        let grant = Grant(grantID: "g1", issuer: "a", audience: "b", bucket: "w")
        let token = try grant.sealed(by: TokenVectors.key).text
        let found = session([
            (.scopeRequest, 1, ["grant_id": "g1"]), (.handoffStart, 2, ["to": "b", "grant_token": .string(token)]),
            (.handoffStart, 3, ["to": "c", "grant_id": "g2", "ttl_seconds": 60]),
        ]).grants
        #expect(found.map(\.id) == ["g1", "g2"])
        #expect(found[0].events == [0, 1] && found[0].sealed?.grant == grant)
        #expect(try found[0].sealed?.token.isSigned(by: TokenVectors.key.publicKey) == true)
        #expect(found[1].sealed == nil && found[1].mention.lifetime == 60)
    }

    @Test func findsReceiptsAndComparesThem() throws {
        var receipt = Receipt(receiptID: "r1", agentName: "a", skillName: "k")
        let token = try receipt.sealed(by: TokenVectors.key).text
        let session = session(
            [(.handoffEnd, 1, ["receipt_id": "r0"]), (.skillEnd, 2, ["receipt": .string(token)])], receipt: "r1")
        #expect(session.receipts.map(\.id) == ["r1", "r0"])
        #expect(session.receipts[0].isOfRun && session.receipts[0].events == [1])
        #expect(session.receipts[0].sealed?.receipt == receipt)
        #expect(receipt.differences(from: session).isEmpty)
        receipt.agentName = "other"
        receipt.inputHash = "h"
        #expect(receipt.differences(from: session) == ["agent_name"])
    }
}
