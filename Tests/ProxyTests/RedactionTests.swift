import Objects
import TestSupport
import Testing

@testable import Proxy

@Suite struct RedactionTests {
    private func body(_ pieces: [String]) -> RecordedBody {
        var body = RecordedBody()
        for (number, piece) in pieces.enumerated() {
            Array(piece.utf8).withUnsafeBytes { body.append($0, at: UInt64(number * 10)) }
        }
        return body
    }

    private func redacted(_ pieces: [String], _ patterns: String...) throws -> RecordedBody {
        var redaction = try Redaction(patterns, nil)
        return body(pieces).redacted(&redaction)
    }

    private func text(_ body: RecordedBody) -> String { String(decoding: body.bytes, as: UTF8.self) }

    private func event(_ content: String) -> String { #"data: {"c":[{"d":"\#(content)"}]}"# + "\n\n" }

    @Test func findsAPatternThatIsSplitOverPieces() throws {
        let clean = try redacted(["my sec", "ret-12", "34 is"], "secret-[0-9]+")
        #expect(text(clean) == "my [redacted] is" && clean.pieces.map(\.length) == [16])
    }

    /// As a model writes it: a few characters in each event.
    @Test func findsAPatternThatIsSplitOverEvents() throws {
        let clean = try redacted(
            [event("a se"), event("cret-"), event("12"), event("3 b"), "data: [DONE]\n\n"], "secret-[0-9]+")
        let expected = [event("a [redacted]"), event(""), event(""), event(" b"), "data: [DONE]\n\n"]
        #expect(text(clean) == expected.joined())
        #expect(clean.pieces.map(\.length).reduce(0, +) == clean.bytes.count)
        #expect(clean.pieces.map(\.time) == [0, 10, 20, 30, 40])
    }

    @Test func whatDoesNotMatchStaysAsItCame() throws {
        let pieces = [event("a"), "data: {not json\n", "\n"]
        #expect(try redacted(pieces, "secret") == body(pieces))
    }

    @Test func findsItInJSONHoweverItIsWritten() throws {
        let clean = try redacted([#"{"a": "x\u0073ecret-1", "#, #""b": [1.0, {"secret-2": null}]}"#], "secret-[0-9]")
        #expect(text(clean) == #"{"a":"x[redacted]","b":[1,{"[redacted]":null}]}"#)
    }

    @Test func aSecretOfTheHeadIsFoundInTheBody() throws {
        let request = try ClientRequest(head: Array("POST / HTTP/1.1\r\nAuthorization: Bearer abcdefgh12".utf8)[...])
        var redaction = try Redaction([], request)
        #expect(redaction.redact("it is abcdefgh12.") == "it is [redacted]." && redaction.count == 1)
    }

    @Test func refusesAPatternThatIsNone() {
        #expect(throws: ProxyError.badPattern("(")) { try Redaction(["("], nil) }
    }

    @Test func aBodyReadsBackFromItsEvent() throws {
        for pieces in [["ab", "ü", "c"], [], ["x"]] {
            var payload = JSONObject()
            body(pieces).describe(in: &payload)
            #expect(RecordedBody(payload) == body(pieces))
        }
        var binary = RecordedBody()
        [UInt8(0xff), 0].withUnsafeBytes { binary.append($0, at: 1) }
        var payload = JSONObject()
        binary.describe(in: &payload)
        #expect(payload["body_base64"] == "/wA=" && RecordedBody(payload) == binary)
        for pieces: JSONValue in [[[0, 1]], [[0, 3]], [[0, 2], ["a", 0]], [[0]], "x", [[-1, 2]]] {
            payload["pieces"] = pieces
            #expect(RecordedBody(payload) == nil)
        }
    }
}
