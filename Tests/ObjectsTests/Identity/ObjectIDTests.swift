import Objects
import Testing

/// Identities as Python's hashlib computes them: sha256(b"<kind> <length>\0" + payload).
@Suite struct ObjectIDTests {
    @Test(arguments: [
        (ObjectKind.blob, [], "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"),
        (.blob, Array("hello\n".utf8), "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"),
        (.blob, Array(0...255), "a48b8cb64916e81947ff26bb9e96eec5228bbca67e70154027bcba7544c0d308"),
        (.tree, [], "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"),
    ])
    func vectors(_ kind: ObjectKind, _ payload: [UInt8], _ id: String) {
        #expect(ObjectID(of: kind, payload).hex == id)
        var pieces = ObjectHasher(kind, length: UInt64(payload.count))
        for byte in payload {
            let piece = [byte]
            pieces.update(piece.span.bytes)
        }
        #expect(pieces.finish().hex == id)
    }

    /// Two kinds of object with the same bytes are two objects.
    @Test func theKindCounts() {
        let ids = ObjectKind.allCases.map { ObjectID(of: $0, [1]) }
        #expect(Set(ids).count == ObjectKind.allCases.count)
    }

    @Test func hexadecimalIsLowerCaseAndWhole() throws {
        #expect(ObjectID(hex: Samples.a)?.hex == Samples.a)
        #expect(try ObjectID(hex: Samples.a)?.digest.bytes == Samples.bytes(Samples.a))
        for text in [
            Samples.a.uppercased(), String(Samples.a.dropLast()), Samples.a + "0", " " + Samples.a.dropFirst(), "",
        ] {
            #expect(ObjectID(hex: text) == nil, "'\(text)'")
        }
    }

    @Test func theOrderIsThatOfTheBytes() throws {
        let hex = [Samples.b, Samples.c, Samples.a, "00" + Samples.a.dropFirst(2), "ff" + Samples.a.dropFirst(2)]
        #expect(try hex.map(Samples.id).sorted().map(\.hex) == hex.sorted())
    }

    @Test func contentInPieces() {
        var hasher = ContentHasher()
        hasher.update(Array("hel".utf8))
        hasher.update("lo\n".utf8)
        #expect(hasher.count == 6)
        // sha256sum of a file with the line "hello".
        #expect(hasher.finish().hex == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
    }
}
