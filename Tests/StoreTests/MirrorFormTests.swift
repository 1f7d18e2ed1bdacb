import Objects
import Testing

@testable import Mirror
@testable import Store

/// The forms that names and objects have in a mirror (docs/mirror.md §3, §4).
struct MirrorFormTests {
    @Test(arguments: [
        ("data.csv", false, "data.csv"), (".gitignore", false, ".gitignore"), ("a git~1", false, "a git~1"),
        (".github", false, ".at1name-.github"), (".GITHUB", false, ".at1name-.GITHUB"),
        (".gitmodules", false, ".at1name-.gitmodules"),
        (".gitattributes", false, ".at1name-.gitattributes"), (".gitignore", true, ".at1name-.gitignore"),
        ("git~2", false, ".at1name-git%7E2"), ("x\\.gitk", false, ".at1name-x%5C.gitk"),
        (".g\u{200c}itk", false, ".at1name-.g%E2%80%8Citk"), (".at1name-", false, ".at1name-.at1name-"),
        ("gitmod~1", false, ".at1name-gitmod~1".replacing("~", with: "%7E")),
    ])
    func names(name: String, isLink: Bool, expected: String) throws {
        let name = try EntryName(name)
        let bytes = MirrorName.encode(name, isLink: isLink)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(try MirrorName.decode(bytes) == name)
    }

    @Test(arguments: [
        "..", ".at1name-%2E%2E", ".at1name-.at1store", ".at1name-a%2Fb", ".at1name-%00", ".at1name-%4", ".at1name-%zz",
        ".at1name-.git", ".at1name-.g%E2%80%8Cit", ".at1name-git%7E1",
    ])
    func badNames(name: String) {
        #expect(#expect(throws: DecodeError.self) { try MirrorName.decode(Array(name.utf8)) }?.reason == .badName)
    }

    @Test func namesThatAreNoText() throws {
        let name = try EntryName([0x2e, 0x67, 0x69, 0x74, 0xff])
        #expect(String(decoding: MirrorName.encode(name, isLink: false), as: UTF8.self) == ".at1name-.git%FF")
        #expect(try MirrorName.decode(Array(".at1name-.git%FF".utf8)) == name)
    }

    @Test func layout() throws {
        let json = Array(#"{"a":[1,{"b":"x, {y}: \" \\"}],"c":{},"d":[ ]}"#.utf8)
        let laidOut = try #require(JSONLayout.indented(json, limit: 1000))
        #expect(
            String(decoding: laidOut, as: UTF8.self) == """
                {
                  "a": [
                    1,
                    {
                      "b": "x, {y}: \\" \\\\"
                    }
                  ],
                  "c": {},
                  "d": []
                }
                """)
        #expect(JSONLayout.compact(laidOut) == Array(#"{"a":[1,{"b":"x, {y}: \" \\"}],"c":{},"d":[]}"#.utf8))
        #expect(JSONLayout.indented(json, limit: 40) == nil)
    }

    /// docs/format.md §13.1, R and K.
    private static let recipe = Array(
        #"{"array":"X","encoding":"raw","engine":{"arithmetic":null,"code":"0000000000000000000000000000000000000000000000000000000000000000","name":"at1"},"generator":"np_montecarlo","output":{"length":8,"sha256":"94a96af197c57ccbee3ac591acd548c7e3ac444098b07a5317fb302649836cdf"},"params":{"n_paths":1,"n_steps":1,"seed":0}}"#
            .utf8)

    @Test func recipe() throws {
        let text = try #require(try MirrorDocument.recipe(Self.recipe).text(limit: 10_000))
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        #expect(lines[1] == #"  "at1": "recipe","#)
        #expect(lines[2] == #"  "id": "41c5592f4e178d5b5d856f039e73c7afe2cfd2de0ccc8e4dd70d89097e245e4a","#)
        #expect(lines.contains(#"      "seed": 0"#))
        #expect(try MirrorDocument(parsing: text) == .recipe(Self.recipe))
    }

    @Test func contentThatWouldComeBackAsAnother() throws {
        let bytes = noiseBytes(40_000)
        let pieces = MirrorDocument.chunks(bytes, cuts: [1, 39_999])
        let text = try #require(try pieces.text(limit: 1 << 20))
        #expect(try MirrorDocument(parsing: text) == pieces)
        #expect(pieces.object.id == ObjectID(of: .chunks, MirrorDocument.list(bytes, [1, 39_999]).payload))
        for blob in [[], [0], bytes] {
            let text = try #require(try MirrorDocument.blob(blob).text(limit: 1 << 20))
            #expect(try MirrorDocument(parsing: text) == .blob(blob))
        }
    }

    @Test func pointer() throws {
        let pointer = MirrorDocument.pointer(
            MirrorPointer(kind: .session, id: ObjectID(of: .blob, []), length: .max, sha256: Digest(of: [])))
        let text = try #require(try pointer.text(limit: 1000))
        #expect(String(decoding: text, as: UTF8.self).contains(#""length": "18446744073709551615""#))
        #expect(try MirrorDocument(parsing: text) == pointer)
    }

    /// Every byte that is changed, every length that it is cut to: refused, or another object; never a trap.
    @Test func damage() throws {
        let documents = [
            MirrorDocument.recipe(Self.recipe), .blob(Array("text".utf8)), .chunks([1, 2, 3], cuts: [1, 2]),
            .pointer(MirrorPointer(kind: .blob, id: ObjectID(of: .blob, []), length: 5, sha256: Digest(of: []))),
        ]
        for document in documents {
            let text = try #require(try document.text(limit: 1 << 20))
            for length in 0..<text.count {
                #expect(throws: (any Error).self) { try MirrorDocument(parsing: Array(text[..<length])) }
            }
            for index in text.indices {
                for byte: UInt8 in [0, 0x22, 0x0a, 0x5d, text[index] ^ 1, 0xff] where byte != text[index] {
                    var changed = text
                    changed[index] = byte
                    if let other = try? MirrorDocument(parsing: changed) { #expect(other != document) }
                }
            }
        }
    }

    private func noiseBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
    }
}
