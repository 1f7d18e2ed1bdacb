import Objects
import Testing

/// Bytes that are almost an object, each with the one failure that it is.
@Suite struct MalformedTests {
    private static let id = [UInt8](repeating: 7, count: 32)
    private static let hex = String(repeating: "07", count: 32)
    private static let ada = "Ada <a@b> 5 +0000"

    private func expect<Value>(
        _ reason: DecodeError.Reason, _ what: String, _ decode: ([UInt8]) throws(DecodeError) -> Value, _ bytes: [UInt8]
    ) {
        do throws(DecodeError) {
            _ = try decode(bytes)
            Issue.record("\(what) was taken")
        } catch {
            #expect(error.reason == reason, "\(what): \(error)")
        }
    }

    private func entry(_ text: String) -> [UInt8] { Array(text.utf8) + [0] + Self.id }

    @Test func trees() {
        let decode = { (bytes: [UInt8]) throws(DecodeError) in try Tree(payload: bytes) }
        expect(.truncated, "half a mode", decode, Array("1006".utf8))
        expect(.truncated, "no identity", decode, Array("100644 blob a\0".utf8))
        expect(.truncated, "half an identity", decode, Array("100644 blob a\0abc".utf8))
        expect(.outOfRange, "an odd mode", decode, entry("100600 blob a"))
        expect(.outOfRange, "an odd kind", decode, entry("100644 blub a"))
        expect(.outOfRange, "a tree that is a file", decode, entry("100644 tree a"))
        expect(.outOfRange, "a folder that is a blob", decode, entry("40000 blob a"))
        expect(.badName, "an empty name", decode, entry("100644 blob "))
        expect(.badName, "a slash", decode, entry("100644 blob a/b"))
        expect(.badName, "dots", decode, entry("100644 blob .."))
        expect(.badName, "the store", decode, entry("40000 tree .At1Store"))
        expect(.badName, "a long name", decode, entry("100644 blob " + String(repeating: "a", count: 256)))
        expect(.order, "out of order", decode, entry("100644 blob b") + entry("100644 blob a"))
        expect(.order, "twice", decode, entry("100644 blob a") + entry("100644 blob a"))
        expect(
            .order, "a file and a folder", decode,
            entry("100644 blob a") + entry("100644 blob a.b") + entry("40000 tree a"))
    }

    @Test func chunks() throws {
        let decode = { (bytes: [UInt8]) throws(DecodeError) in try ChunkList(payload: bytes) }
        func list(_ length: UInt8, _ chunks: [[UInt8]]) -> [UInt8] {
            [0, 0, 0, 0, 0, 0, 0, length] + Self.id + chunks.flatMap { Self.id + $0 }
        }
        #expect(try decode(list(3, [[0, 0, 0, 1], [0, 0, 0, 2]])).length == 3)
        expect(.truncated, "nothing", decode, [])
        expect(.truncated, "one chunk", decode, list(1, [[0, 0, 0, 1]]))
        expect(.truncated, "half a chunk", decode, list(3, [[0, 0, 0, 1], [0, 0, 0, 2]]) + [1])
        expect(.notCanonical, "a wrong sum", decode, list(4, [[0, 0, 0, 1], [0, 0, 0, 2]]))
        expect(.outOfRange, "an empty chunk", decode, list(3, [[0, 0, 0, 3], [0, 0, 0, 0]]))
        expect(.outOfRange, "a huge chunk", decode, list(3, [[0, 0, 0, 3], [2, 0, 0, 0]]))
    }

    @Test func commits() throws {
        let decode = { (bytes: [UInt8]) throws(DecodeError) in try Commit(payload: bytes) }
        func commit(_ tree: String? = nil, _ middle: String = "", _ author: String? = nil, _ end: String = "\nm")
            -> [UInt8]
        {
            Array("tree \(tree ?? Self.hex)\n\(middle)author \(author ?? Self.ada)\ncommitter \(Self.ada)\n\(end)".utf8)
        }
        #expect(try decode(commit()).message == "m")
        expect(.truncated, "no end", decode, commit(nil, "", nil, ""))
        expect(.missing, "no tree", decode, Array("author \(Self.ada)\n\n".utf8))
        expect(.missing, "no committer", decode, Array("tree \(Self.hex)\nauthor \(Self.ada)\n\nm".utf8))
        expect(.syntax, "a short identity", decode, commit("0707"))
        expect(.syntax, "an upper-case identity", decode, commit(String(repeating: "AB", count: 32)))
        expect(.order, "a parent twice", decode, commit(nil, "parent \(Self.hex)\nparent \(Self.hex)\n"))
        expect(.syntax, "no mail", decode, commit(nil, "", "Ada 5 +0000"))
        expect(.syntax, "no zone", decode, commit(nil, "", "Ada <a@b> 5"))
        expect(.syntax, "a zone of 61 minutes", decode, commit(nil, "", "Ada <a@b> 5 +0061"))
        expect(.syntax, "a zone that is minus nothing", decode, commit(nil, "", "Ada <a@b> 5 -0000"))
        expect(.syntax, "a date with a zero in front", decode, commit(nil, "", "Ada <a@b> 05 +0000"))
        expect(.unknownField, "another line", decode, commit(nil, "", nil, "gpgsig x\n\nm"))
        expect(.syntax, "a signature that is none", decode, commit(nil, "", nil, "signature ed25519 AA== AA==\n\nm"))
        expect(.badText, "a NUL", decode, commit(nil, "", nil, "\nm\0"))
        expect(.badText, "no UTF-8", decode, commit() + [0xff])
    }

    @Test func tags() {
        let decode = { (bytes: [UInt8]) throws(DecodeError) in try AnnotatedTag(payload: bytes) }
        func tag(_ kind: String, _ name: String) -> [UInt8] {
            Array("object \(Self.hex)\nkind \(kind)\ntag \(name)\ntagger \(Self.ada)\n\nm".utf8)
        }
        expect(.outOfRange, "an odd kind", decode, tag("blub", "v1"))
        expect(.badName, "a name with dots", decode, tag("commit", "a..b"))
        expect(.badName, "an empty name", decode, tag("commit", ""))
        expect(.missing, "no tagger", decode, Array("object \(Self.hex)\nkind commit\ntag v\n\n".utf8))
    }

    @Test func recipes() throws {
        let decode = { (bytes: [UInt8]) throws(DecodeError) in try Recipe(payload: bytes) }
        let good =
            #"{"array":"X","encoding":"raw","engine":{"arithmetic":null,"code":"\#(Self.hex)","name":"at1"},"generator":"g","output":{"length":8,"sha256":"\#(Self.hex)"},"params":{}}"#
        func changed(_ old: String, _ new: String) -> [UInt8] {
            Array(good.split(separator: old, omittingEmptySubsequences: false).joined(separator: new).utf8)
        }
        #expect(try decode(Array(good.utf8)).output.length == 8)
        expect(.notCanonical, "a space", decode, changed(#""length":8"#, #""length": 8"#))
        expect(.notCanonical, "a fraction of nothing", decode, changed(#""length":8"#, #""length":8.0"#))
        expect(.wrongType, "a negative length", decode, changed(#""length":8"#, #""length":-8"#))
        expect(.wrongType, "a length as a string that fits a number", decode, changed(#""length":8"#, #""length":"8""#))
        expect(.wrongType, "a number for a name", decode, changed(#""generator":"g""#, #""generator":7"#))
        expect(.missing, "no generator", decode, changed(#""generator":"g","#, ""))
        expect(.unknownField, "one more member", decode, changed(#""params":{}"#, #""params":{},"zzz":1"#))
        expect(.duplicateKey, "a member twice", decode, changed(#""params":{}"#, #""params":{},"params":{}"#))
        expect(.trailingBytes, "something after it", decode, Array(good.utf8) + [0x7d])
        expect(.truncated, "half of it", decode, Array(good.utf8.prefix(100)))
        #expect(
            try decode(changed(#""length":8"#, #""length":"9007199254740993""#)).output.length == 9_007_199_254_740_993)
    }

    @Test func json() {
        let decode = { (bytes: [UInt8]) throws(DecodeError) in try JSONValue(parsing: bytes) }
        for (text, reason) in [
            ("", .truncated), ("[1,", .truncated), ("[1]x", .trailingBytes), ("[01]", .syntax), ("[1.]", .syntax),
            ("[+1]", .syntax),
            ("{\"a\":1,\"a\":2}", .duplicateKey), (#"["\ud800"]"#, .badText), (#"["\udc00"]"#, .badText),
            ("[\"\t\"]", .syntax),
            (#"["\x"]"#, .syntax), ("nul", .syntax), ("[1e999]", .outOfRange), ("{1:2}", .syntax), ("NaN", .syntax),
            (String(repeating: "[", count: 129), .outOfRange), ("\u{feff}[]", .syntax),
        ] as [(String, DecodeError.Reason)] {
            expect(reason, text.prefix(20).description, decode, Array(text.utf8))
        }
        expect(.badText, "no UTF-8", decode, [0x22, 0xff, 0x22])
    }
}
