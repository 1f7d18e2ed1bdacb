import Testing

@testable import Objects

/// RFC 8785's own examples.
@Suite struct CanonicalJSONTests {
    /// Appendix B: the bits of a double, and its text.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"), (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"), (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"), (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(_ bits: UInt64, _ text: String) throws {
        let value = Double(bitPattern: bits)
        #expect(JSONValue.number(value).canonicalText == text)
        #expect(try JSONValue(canonical: Array(text.utf8)).canonicalText == text)
    }

    /// §3.2.2.
    @Test func example() throws {
        let text = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let canonical =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try JSONValue(parsing: text).canonicalText == canonical)
        #expect(try JSONValue(canonical: Array(canonical.utf8)) == JSONValue(parsing: text))
    }

    /// §3.2.3: by UTF-16 code units, so that U+1F600 comes before U+FB33.
    @Test func orderOfMembers() throws {
        let text = #"""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """#
        guard case .object(let object) = try JSONValue(parsing: text) else {
            throw DecodeError(.wrongType, "no object")
        }
        #expect(
            object.members.map(\.value) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test func integersBeyondTheDoublesAreText() {
        #expect(JSONValue.integer(9_007_199_254_740_992 as Int).canonicalText == "9007199254740992")
        #expect(JSONValue.integer(9_007_199_254_740_993 as Int).canonicalText == #""9007199254740993""#)
        #expect(JSONValue.integer(-9_007_199_254_740_993 as Int).canonicalText == #""-9007199254740993""#)
        #expect(JSONValue.integer(UInt64.max).canonicalText == #""18446744073709551615""#)
    }

    @Test func textIsComparedByBytes() throws {
        // "é" as one scalar and as two: Swift's strings are equal, JSON's keys are not.
        let value = try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value.canonicalText.utf8.elementsEqual("{\"e\u{301}\":2,\"\u{e9}\":1}".utf8))
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test(arguments: [
        BadVector("nothing", "", .truncated, at: 0),
        BadVector("space before", " 1", .notCanonical, at: 0),
        BadVector("space after", "1 ", .notCanonical, at: 1),
        BadVector("a second value", "1 1", .trailingBytes, at: 2),
        BadVector("members out of order", #"{"b":1,"a":2}"#, .notCanonical, at: 2),
        BadVector("a key twice", #"{"a":1,"a":1}"#, .duplicateKey, at: 0),
        BadVector("a key twice in two spellings", #"[{"a":1,"\u0061":1}]"#, .duplicateKey, at: 1),
        BadVector("an escape that need not be", #""\u0041""#, .notCanonical, at: 1),
        BadVector("an escape in capitals", #""\u000F""#, .notCanonical),
        BadVector("a slash that is escaped", #""\/""#, .notCanonical, at: 1),
        BadVector("a fraction of nothing", "1.0", .notCanonical, at: 1),
        BadVector("minus zero", "-0", .notCanonical, at: 0),
        BadVector("an exponent without a sign", "1e30", .notCanonical),
        BadVector("more digits than the double has", "9007199254740993", .notCanonical),
        BadVector("a number past the doubles", "1e400", .outOfRange, at: 0),
        BadVector("too deep", nested(129), .outOfRange),
        BadVector("half a character", [0x22, 0xe2, 0x82, 0x22], .badText, at: 1),
        BadVector("a lone surrogate", #""\ud800""#, .badText),
        BadVector("a byte order mark", [0xef, 0xbb, 0xbf, 0x31], .syntax, at: 0),
    ])
    func refuses(_ vector: BadVector) {
        vector.expect(JSONValue.init(canonical:))
    }

    /// What no JSON text is, canonical or not.
    @Test(arguments: [
        BadVector("an array that does not end", "[1,", .truncated, at: 3),
        BadVector("something after it", "[1]x", .trailingBytes, at: 3),
        BadVector("a zero in front", "[01]", .syntax, at: 1),
        BadVector("a point and nothing after it", "[1.]", .syntax, at: 3),
        BadVector("a plus", "[+1]", .syntax, at: 1),
        BadVector("a tab in a string", "[\"\t\"]", .syntax, at: 2),
        BadVector("an unknown escape", #"["\x"]"#, .syntax, at: 2),
        BadVector("half of null", "nul", .syntax, at: 0),
        BadVector("a key that is a number", "{1:2}", .syntax, at: 1),
        BadVector("NaN", "NaN", .syntax, at: 0),
        BadVector("a low surrogate", #"["\udc00"]"#, .badText, at: 2),
    ])
    func isNoJSON(_ vector: BadVector) {
        vector.expect { bytes throws(DecodeError) in try JSONValue(parsing: bytes) }
    }

    @Test func depthIsBoundedAndNotLess() throws {
        _ = try JSONValue(parsing: Self.nested(128))
    }
}
