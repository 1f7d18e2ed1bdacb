import Objects
import Testing

@Suite struct ReplaySessionTests {
    static let run: ReplayRun = {
        var run = ReplayRun(
            sessionID: "session://soc2-mesh/q1-2026/a47c91", agentName: "planner-agent",
            skillName: "collect_quarterly_evidence")
        run.agentVersion = "v2.0.0"
        run.caller = "compliance-lead@acme"
        run.taskID = "task-soc2-q1-2026"
        run.randomSeed = "seed-9f3a2c8e"
        run.inputHash = "7c3a"
        run.startedAt = 1_779_975_662
        run.endedAt = 1_779_975_855
        run.receiptID = "r"
        run.nonce = "00112233"
        return run
    }()

    static func payload(_ text: String) throws -> ReplayPayload { try ReplayPayload(parsing: Array(text.utf8)) }

    @Test func encodesTheBytesThatAreSigned() throws {
        let first =
            #" { "b" : 1, "a": {"\u00e9\u2028": [1.0, 1e16, 0.000001, -0.0, 1180591620717411303424, null, true]}}"#
        let events = [
            ReplayEvent(index: 0, kind: .skillStart, timestamp: 1_779_975_662_000, payload: try Self.payload(first)),
            ReplayEvent(
                index: 7, kind: .toolCall, timestamp: 1_779_975_662_100,
                payload: try Self.payload(#"{"x":"\u003c\/script>\u0000\u007f\"\\\/\n\ud83d\ude00"}"#)),
            ReplayEvent(index: 2, kind: .skillEnd, timestamp: 1_779_975_662_200),
        ]
        let session = ReplaySession(Self.run, events: events)
        let token = try SealedToken(parsing: TokenVectors.session.utf8)
        #expect(String(decoding: session.bytes, as: UTF8.self) == String(decoding: token.payload, as: UTF8.self))
        #expect(session.sealed(by: try TokenVectors.key) == token)
        #expect(try ReplaySession(verifying: TokenVectors.session.utf8, by: TokenVectors.key.publicKey) == session)

        let read = try ReplaySession(parsing: token.payload)
        #expect(read == session)
        #expect(read.run == Self.run)
        #expect(read.events.map(\.kind) == [.skillStart, .toolCall, .skillEnd])
        #expect(read.events.map(\.index) == [0, 1, 2])
        #expect(try read.events[1].payload.object()["x"] == .string("</script>\0\u{7f}\"\\/\n😀"))
        #expect(Array(read.events(of: [.skillEnd])).map(\.index) == [2])
    }

    @Test func readsSessionsThatLeaveOutWhatMayBeLeftOut() throws {
        let session = try parse(
            #" {"agent_name":"a", "events": [ {"ts_ms":5,"kind":"eval","idx":0} ],"skill_name":"k","session_id":"s"} "#)
        #expect(session.run == ReplayRun(sessionID: "s", agentName: "a", skillName: "k"))
        #expect(session.events[0].payload == .empty)
        #expect(session.events[0].timestamp == 5)
    }

    @Test(arguments: [
        (#""x":1"#, DecodeError.Reason.unknownField),
        (#""session_id":"t""#, .duplicateKey),
        (#""events":null"#, .wrongType),
        (#""events":{}"#, .wrongType),
        (#""caller":null"#, .wrongType),
        (#""started_at":-1"#, .outOfRange),
        (#""started_at":99999999999999999999"#, .outOfRange),
        (#""started_at":1.0"#, .wrongType),
        (#""events":[{"idx":0,"kind":"eval","ts_ms":1},{"idx":0,"kind":"eval","ts_ms":1}]"#, .order),
        (#""events":[{"idx":1,"kind":"eval","ts_ms":1}]"#, .order),
        (#""events":[{"idx":0,"kind":"nope","ts_ms":1}]"#, .badName),
        (#""events":[{"idx":0,"kind":"eval","ts_ms":1,"x":1}]"#, .unknownField),
        (#""events":[{"idx":0,"idx":0,"kind":"eval","ts_ms":1}]"#, .duplicateKey),
        (#""events":[{"idx":"0","kind":"eval","ts_ms":1}]"#, .wrongType),
        (#""events":[{"kind":"eval","ts_ms":1}]"#, .missing),
        (#""events":[{"idx":0,"kind":"eval","ts_ms":1,"payload":null}]"#, .wrongType),
        (#""events":[{"idx":0,"kind":"eval","ts_ms":1,"payload":{"a":NaN}}]"#, .syntax),
        (#""events":[{"idx":0,"kind":"eval","ts_ms":1,"payload":{"a":"\ud800"}}]"#, .badText),
        (#""events":[{"idx":0,"kind":"eval","ts_ms":1}"#, .syntax),
    ])
    func refuses(_ member: String, _ reason: DecodeError.Reason) {
        let error = #expect(throws: DecodeError.self) {
            try parse(#"{"session_id":"s","agent_name":"a","skill_name":"k",\#(member)}"#)
        }
        #expect(error?.reason == reason)
    }

    @Test func refusesBytesAroundTheSession() {
        let session = #"{"session_id":"s","agent_name":"a","skill_name":"k"}"#
        func reason(_ bytes: [UInt8]) -> DecodeError.Reason? {
            #expect(throws: DecodeError.self) { try ReplaySession(parsing: bytes) }?.reason
        }
        #expect(reason(Array("\u{feff}\(session)".utf8)) == .wrongType)
        #expect(reason(Array("\(session)x".utf8)) == .trailingBytes)
        #expect(reason(Array("[]".utf8)) == .wrongType)
        #expect(reason(Array(session.utf8.dropLast()) + [0xff]) == .badText)
    }

    @Test func boundsTheDepth() throws {
        func session(_ depth: Int) -> String {
            let payload = #"{"x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            return #"{"session_id":"s","agent_name":"a","skill_name":"k","events":[{"idx":0,"kind":"eval","ts_ms":1,"#
                + #""payload":\#(payload)}]}"#
        }
        // As deep as pydantic dumps.
        #expect(try parse(session(254)).events[0].payload.object().keys == ["x"])
        for depth in [255, 1_000_000] {
            #expect(#expect(throws: DecodeError.self) { try parse(session(depth)) }?.reason == .outOfRange)
        }
    }

    @Test func lastOfRepeatedKeysHoldsInForeignPayloads() throws {
        let session = try parse(
            #"{"session_id":"s","agent_name":"a","skill_name":"k","events":[{"idx":0,"kind":"eval","ts_ms":1,"#
                + #""payload":{"1":"a","b":0,"1":"c"}}]}"#)
        #expect(try session.events[0].payload.object() == ["1": "c", "b": 0])
        let error = #expect(throws: DecodeError.self) { try Self.payload(#"{"1":"a","b":0,"1":"c"}"#) }
        #expect(error?.reason == .duplicateKey)
    }

    private func parse(_ text: String) throws -> ReplaySession { try ReplaySession(parsing: Array(text.utf8)) }
}
