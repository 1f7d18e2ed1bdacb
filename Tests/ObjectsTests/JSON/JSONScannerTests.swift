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

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "01", "-", "1.", "1e", "+1", ".5", "nul",
        "tru e",
        #""a"#, #""\x""#, #""\u12""#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, "\"\u{1}\"", "[1 2]", "[1]]",
        "NaN", "Infinity",
    ])
    func refuses(_ text: String) {
        #expect(throws: DecodeError.self) { try JSONValue(parsing: text) }
        #expect(throws: DecodeError.self) {
            var scanner = JSONScanner(Array(text.utf8))
            scanner.skipSpace()
            try scanner.value()
            try scanner.end()
        }
    }

    @Test func refusesWhatIsNotUTF8() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
            let error = #expect(throws: DecodeError.self) { try JSONValue(parsing: bytes) }
            #expect(error?.reason == .badText)
            #expect(error?.offset == 1)
        }
    }

    @Test func repeatedKeys() throws {
        #expect(throws: DecodeError.self) { try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#) }
        #expect(try JSONValue(parsing: Array(#"{"a":1,"b":2,"a":3}"#.utf8), as: .pydantic) == ["a": 3, "b": 2])
    }
}
