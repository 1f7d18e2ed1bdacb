import Objects
import Testing

@Suite struct SessionComparisonTests {
    typealias Step = (kind: ReplayEventKind, payload: String)

    private func session(_ steps: [Step], skill: String = "k") throws -> ReplaySession {
        ReplaySession(
            ReplayRun(sessionID: "\(steps.count)", agentName: "a", skillName: skill),
            events: try steps.enumerated().map {
                ReplayEvent(
                    index: $0.offset, kind: $0.element.kind, timestamp: UInt64($0.offset),
                    payload: try ReplayPayload(parsing: Array($0.element.payload.utf8)))
            })
    }

    static let steps: [Step] = [
        (.skillStart, #"{"args":{"n":1}}"#), (.toolCall, #"{"name":"t","args":[1,{"x":2.0}],"trace":"r1"}"#),
        (.workspaceRead, #"{"path":"a","data":"old"}"#), (.toolResponse, #"{"response":[1,2]}"#),
        (.skillEnd, #"{"status":"ok"}"#),
    ]

    private func compare(_ change: (inout [Step]) -> Void) throws -> SessionComparison {
        var steps = Self.steps
        change(&steps)
        return try session(Self.steps).compare(with: session(steps))
    }

    @Test func sameInAnotherOrderOfKinds() throws {
        let result = try compare { $0.swapAt(1, 2) }
        #expect(result.divergence == nil)
        #expect(result.agreeing == 5)
    }

    @Test func whatTheDoublesDoNotCompareDoesNotCount() throws {
        let same = try compare {
            $0[1].payload = #"{"args":[true,{"x":2}],"name":"t","more":1}"#
            $0[2].payload = #"{"path":"a"}"#
        }
        #expect(same.divergence == nil)
    }

    @Test func namesTheCallAndThePlace() throws {
        let divergence = try #require(try compare { $0[1].payload = #"{"name":"t","args":[1,{"x":3}]}"# }.divergence)
        #expect(divergence.kind == .toolCall)
        #expect(divergence.ordinal == 0)
        #expect(divergence.path == "$.args[1].x")
        #expect(divergence.observed == "3")
        #expect((divergence.recordedIndex, divergence.observedIndex) == (1, 1))
        #expect(divergence.isRaisedByDoubles)
    }

    @Test func aResponsePartsTheSessionsButDoesNotRaise() throws {
        let result = try compare { $0[3].payload = #"{"response":[1]}"# }
        #expect(result.divergence?.path == "$.response[1]")
        #expect(result.divergence?.observed == nil)
        #expect(result.raised == nil)
    }

    @Test func moreAndLess() throws {
        let more = try compare { $0.insert((.toolCall, #"{"name":"t"}"#), at: 2) }
        #expect(more.divergence?.reason == .notRecorded)
        #expect(more.raised == more.divergence)
        let less = try compare { $0.remove(at: 2) }
        #expect(less.divergence?.reason == .notObserved)
        #expect(less.divergence?.recordedIndex == 2)
        #expect(try session(Self.steps).compare(with: session([], skill: "other")).divergence?.reason == .skill)
    }
}
