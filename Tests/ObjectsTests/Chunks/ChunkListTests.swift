import Objects
import Testing

@Suite struct ChunkListTests {
    /// Written by hand: length, SHA-256, then identity and length of each chunk.
    static let payload: String =
        "0000000001011170" + Samples.c + Samples.a + "00011170" + Samples.b + "01000000"

    @Test func vector() throws {
        let list = ChunkList(
            sha256: try Samples.digest(Samples.c),
            chunks: [
                .init(id: try Samples.id(Samples.a), length: 70_000),
                .init(id: try Samples.id(Samples.b), length: 16 << 20),
            ])
        #expect(list.length == 16_847_216)
        #expect(Hex.encode(list.payload) == Self.payload)
        #expect(try ChunkList(payload: Samples.bytes(Self.payload)) == list)
        #expect(
            ObjectID(of: .chunks, list.payload).hex
                == "9059d2a3aad459dcea24e67f20e959f8569f1c3c8bd21aafc6a9d7dd1a6f0ff3")
    }

    private static func bad(_ name: String, _ hex: String, _ reason: DecodeError.Reason, at offset: Int) -> BadVector {
        BadVector(name, Hex.decode(hex)!, reason, at: offset)
    }

    @Test(arguments: [
        bad("nothing", "", .truncated, at: 0),
        bad("half a length", "00000000", .truncated, at: 0),
        bad("no SHA-256", "0000000001011170" + Samples.c.dropLast(2), .truncated, at: 8),
        bad("no chunks", "0000000000000000" + Samples.c, .truncated, at: 40),
        bad("one chunk", "0000000000011170" + Samples.c + Samples.a + "00011170", .truncated, at: 40),
        bad("half a chunk", payload + Samples.a, .truncated, at: 144),
        bad(
            "an empty chunk", "0000000000011170" + Samples.c + Samples.a + "00011170" + Samples.b + "00000000",
            .outOfRange, at: 108),
        bad(
            "a chunk too long", "0000000001011171" + Samples.c + Samples.a + "00011170" + Samples.b + "01000001",
            .outOfRange, at: 108),
        bad("a wrong sum", "0000000001011171" + payload.dropFirst(16), .notCanonical, at: 0),
        bad("a file without end", "ffffffffffffffff" + payload.dropFirst(16), .outOfRange, at: 0),
        bad("one byte more than a file may have", "0000010000000001" + payload.dropFirst(16), .outOfRange, at: 0),
    ])
    func refuses(_ vector: BadVector) {
        vector.expect(ChunkList.init(payload:))
    }
}
