import Objects
import Testing

@Suite struct SessionReadingTests {
    private func event(_ kind: ReplayEventKind, _ payload: String, at time: UInt64 = 0) throws -> ReplayEvent {
        ReplayEvent(index: 0, kind: kind, timestamp: time, payload: try ReplayPayload(parsing: Array(payload.utf8)))
    }

    private func session(_ events: [ReplayEvent]) -> ReplaySession {
        ReplaySession(ReplayRun(sessionID: "s", agentName: "mesh", skillName: "k"), events: events)
    }

    @Test func graphOfHandoffs() throws {
        let graph = SessionGraph(
            session([
                try event(.skillStart, #"{"agent":"planner"}"#),
                try event(.handoffStart, #"{"from":"planner","to":"a","grant_id":"g1","ttl_seconds":900}"#),
                try event(.handoffStart, #"{"caller":"planner","callee":"b","grant_id":"g1"}"#),
                try event(.scopeApprove, #"{"approver":"@aisha"}"#),
                try event(.handoffStart, #"{"from":["a","b"],"to":"c \"x\""}"#),
            ]))
        #expect(graph.agents == ["planner", "a", "b", #"c "x""#])
        #expect(graph.handoffs.map(\.event) == [1, 2, 4])
        #expect(graph.grants.map(\.id) == ["g1"])
        #expect(graph.edges.count == 4)
        #expect(graph.dot.contains(#""a" -> "c \"x\"";"#))
    }

    @Test func grantsByIdByObjectAndByToken() throws {
        let expiring = EventReading(try event(.handoffStart, #"{"grant_id":"g","expires_at":160}"#, at: 100_500))
        #expect(expiring.grant?.lifetime == 60)
        let object = EventReading(try event(.handoffStart, #"{"grant":{"grant_id":"g","ttl":5,"audience":"x"}}"#))
        #expect(object.grant?.audience == "x")
        let token = EventReading(try event(.handoffStart, #"{"grant_token":"\#(TokenVectors.grant)"}"#))
        #expect(token.grant?.id == "g")
        #expect(token.grant?.lifetime == 60)
    }

    @Test func artifactsOnce() throws {
        let digest = String(repeating: "ab", count: 32)
        let session = session([
            try event(.artifactWrite, #"{"path":"p","sha256":"\#(digest)"}"#),
            try event(.artifactWrite, #"{"path":"q","digest":"sha256:\#(digest)"}"#),
            try event(.artifactWrite, #"{"path":"r","sha256":"abc"}"#),
        ])
        #expect(session.artifacts.map(\.name) == ["p"])
    }

    @Test func outcome() throws {
        let ended = SessionOutcome(
            session([try event(.eval, #"{"score":0.5,"reviewer":"r"}"#), try event(.skillEnd, #"{"status":"ok"}"#)]))
        #expect((ended.status, ended.score, ended.reviewer) == ("ok", 0.5, "r"))
        #expect(SessionOutcome(session([try event(.error, "{}")])).status == "error")
        #expect(SessionOutcome(session([])).status == nil)
    }

    @Test func recognisesTokensInFiles() {
        let token = Array(TokenVectors.session.utf8)
        #expect(ContentRecognition.recognise(token).kind == .session)
        #expect(ContentRecognition.recognise(token + Array("\n".utf8)).kind == .session)
        for other in [
            token + Array("\n\n".utf8), token.dropLast(), [UInt8](TokenVectors.grant.utf8), Array("eyJ".utf8), [],
        ] {
            #expect(ContentRecognition.recognise(Array(other)).kind == .blob)
        }
    }
}
