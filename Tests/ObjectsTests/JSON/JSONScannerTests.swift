import Testing

@testable import Objects

@Suite struct JSONScannerTests {
    /// The parser stands on the scanner, so the two must agree on everything but repeated keys.
    @Test(arguments: [
        "{}", "[]", " [ ] ", "[1,2]", #"{"a":{"b":[null,true,false]}}"#, "-0", "1.5e+3", #""\u00e9\ud83d\ude00""#, "0",
    ])
    func takes(_ text: String) throws {
        var scanner = JSONScanner(Array(text.utf8))
        scanner.skipSpace()
        let place = try scanner.value()
        try scanner.end()
        #expect(scanner.bytes[place].first != UInt8(ascii: " ") && scanner.bytes[place].last != UInt8(ascii: " "))
        _ = try JSONValue(parsing: text)
    }

    @Test(
        arguments: [
            .truncated: ["", " ", "{", "[", "-", "1.", "1e", #""a"#],
            .syntax: [
                "[1,]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "01", "+1", ".5", "nul", "tru e", #""\x""#,
                #""\u12""#, "\"\u{1}\"", "[1 2]", "NaN", "Infinity",
            ],
            .badText: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#],
            .trailingBytes: ["[1]]"],
        ] as [DecodeError.Reason: [String]])
    func refuses(_ reason: DecodeError.Reason, _ texts: [String]) {
        for text in texts { expectRefusal(of: text, reason) }
    }

    private func expectRefusal(of text: String, _ reason: DecodeError.Reason) {
        let parsing = #expect(throws: DecodeError.self) { try JSONValue(parsing: text) }
        let scanning = #expect(throws: DecodeError.self) {
            var scanner = JSONScanner(Array(text.utf8))
            scanner.skipSpace()
            try scanner.value()
            try scanner.end()
        }
        #expect(parsing?.reason == reason, "\(text)")
        #expect(scanning?.reason == reason, "\(text)")
    }

    @Test func refusesWhatIsNotUTF8() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
            let error = #expect(throws: DecodeError.self) { try JSONValue(parsing: bytes) }
            #expect(error?.reason == .badText)
            #expect(error?.offset == 1)
        }
    }

    @Test func repeatedKeys() throws {
        let error = #expect(throws: DecodeError.self) { try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#) }
        #expect(error?.reason == .duplicateKey)
        #expect(try JSONValue(parsing: Array(#"{"a":1,"b":2,"a":3}"#.utf8), as: .pydantic) == ["a": 3, "b": 2])
    }
}
