import Testing

@testable import Objects

/// The quick way to read a commit takes nothing that the careful one would not.
@Suite struct PlainCommitTests {
    private static let payload = Array(
        """
        tree 90aeff82a3ea51ea48c3e602c50ee4ca9863dedeb2933dcb4da8bd2420690206
        parent 83067612df0c6c7375f87d65a87664cf85de774e6ef760f8755ffa26c3a1f6f4
        author Grüße <ada@example.org> 1800000000 +0100
        committer B C <> 0 -0930

        subject

        more

        """.utf8)

    @Test func readsWhatIsPlain() throws {
        let commit = try #require(Commit.plain(Self.payload))
        #expect(commit.payload == Self.payload)
        #expect(commit.author.name == "Grüße" && commit.author.date == Timestamp(seconds: 1_800_000_000, offset: 60))
        #expect(commit.committer.email == "" && commit.committer.date == Timestamp(seconds: 0, offset: -570))
        #expect(commit.parents.count == 1 && commit.message == "subject\n\nmore\n")
    }

    @Test func everyByteChanged() throws {
        var taken = 0
        for index in Self.payload.indices {
            for byte in Set([0, 1, 9, 10, 13, 32, 43, 45, 48, 57, 60, 62, 65, 102, 127, 128, 255] as [UInt8]) {
                var bytes = Self.payload
                bytes[index] = byte
                guard let commit = Commit.plain(bytes) else { continue }
                taken += 1
                #expect(commit.payload == bytes, "byte \(index) is \(byte)")
                for person in [commit.author, commit.committer] {
                    #expect(try Person(name: person.name, email: person.email, date: person.date) == person)
                    #expect(try Person(parsing: person.text) == person, "byte \(index) is \(byte)")
                }
            }
        }
        #expect(taken > 100)
    }

    @Test(arguments: [
        "+1800000000 +0100", "01800000000 +0100", "1800000000 -0000", "1800000000 +0160", "1800000000 +2400",
        "1800000000  +0100", "1800000000 +01000", "-0 +0100", "99999999999999999999 +0100", "1800000000 +0100 ",
    ])
    func datesThatAreNone(_ date: String) {
        let text = String(decoding: Self.payload, as: UTF8.self)
            .split(separator: "1800000000 +0100", omittingEmptySubsequences: false).joined(separator: date)
        #expect(Commit.plain(Array(text.utf8)) == nil)
        let error = #expect(throws: DecodeError.self) { try Commit(payload: Array(text.utf8)) }
        #expect(error?.reason == .syntax)
    }

    /// Parents are compared with those before them, in time that follows their number.
    @Test(arguments: [1, 8, 9, 10, 1023, 1024]) func parentsStandOnce(_ count: Int) throws {
        let ids = (0..<count).map { ObjectID(of: .commit, Array("\($0)".utf8)) }
        func payload(_ parents: [ObjectID]) -> [UInt8] {
            let lines = parents.map { "parent \($0)\n" }.joined()
            let text = String(decoding: Self.payload, as: UTF8.self)
            let parts = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
            return Array("\(parts[0])\n\(lines)\(parts[2])".utf8)
        }
        #expect(try #require(Commit.plain(payload(ids))).parents == ids)
        #expect(try Commit(payload: payload(ids)).payload == payload(ids))
        for again in Set([0, count / 2, count - 1]) where count < 1024 {
            #expect(Commit.plain(payload(ids + [ids[again]])) == nil)
            let error = #expect(throws: DecodeError.self) { try Commit(payload: payload(ids + [ids[again]])) }
            #expect(error?.reason == .order)
        }
        guard count == 1024 else { return }
        let more = ids + [ObjectID(of: .commit, [])]
        #expect(Commit.plain(payload(more)) == nil)
        let error = #expect(throws: DecodeError.self) { try Commit(payload: payload(more)) }
        #expect(error?.reason == .outOfRange)
    }
}
