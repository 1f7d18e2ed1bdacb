import Objects
import Testing

@Suite struct SessionIrregularityTests {
    private func irregularities(
        _ events: [(ReplayEventKind, UInt64)], _ change: (inout ReplayRun) -> Void = { _ in }
    ) -> [SessionIrregularity] {
        var run = ReplayRun(sessionID: "s", agentName: "a", skillName: "k")
        run.startedAt = 10
        run.endedAt = 20
        change(&run)
        return ReplaySession(run, events: events.map { ReplayEvent(index: 0, kind: $0.0, timestamp: $0.1) })
            .irregularities
    }

    @Test func aWholeRunHasNone() {
        #expect(irregularities([(.skillStart, 1), (.skillEnd, 1), (.eval, 2), (.skillEnd, 2)]).isEmpty)
        #expect(irregularities([(.skillEnd, 1)]) { $0.endedAt = 0 }.isEmpty)
    }

    @Test func eachIsNamed() {
        #expect(irregularities([]) == [.noSkillEnd])
        #expect(irregularities([(.skillStart, 1)]) == [.noSkillEnd])
        #expect(irregularities([(.skillEnd, 1), (.eval, 2), (.eval, 3)]) == [.eventAfterSkillEnd(1)])
        #expect(irregularities([(.eval, 5), (.eval, 4), (.skillEnd, 3)]) == [.timeRunsBackwards(1)])
        #expect(irregularities([(.skillEnd, 1)]) { $0.endedAt = 9 } == [.endsBeforeStart])
        #expect(irregularities([(.skillEnd, 1)]) { $0.schemaVersion = 2 } == [.unknownSchema(2)])
    }

    @Test func integersHave4300DigitsAtMost() throws {
        func parse(_ digits: Int, _ sign: String = "") throws -> ReplaySession {
            let number = sign + String(repeating: "7", count: digits)
            return try ReplaySession(
                parsing: Array(
                    #"{"session_id":"s","agent_name":"a","skill_name":"k","events":[{"idx":0,"kind":"eval","ts_ms":0,"payload":{"n":[\#(number)]}}]}"#
                        .utf8))
        }
        #expect(try parse(4300).events.count == 1)
        #expect(try parse(4300, "-").events.count == 1)
        for sign in ["", "-"] {
            let error = #expect(throws: DecodeError.self) { try parse(4301, sign) }
            #expect(error?.reason == .outOfRange && error?.detail == "an integer has more than 4300 digits")
        }
    }
}
