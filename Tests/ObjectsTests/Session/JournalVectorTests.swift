import Objects
import Testing

/// The journal of docs/format.md §13.2, computed with Python's hashlib.
@Suite struct JournalVectorTests {
    static let header = """
        41314a41
        00000000 000000000000006c e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 24b78d0f38a3846e
        00000001 0000000000000157 32bd612bdd717e8c147429c7de8177b7f4cd165b846334bdba55b1d86f0601ba ad38fc0072deb008
        41314a52 00000000 000000d7 d21980b11b51ecb7
        """
    static let run = ReplayRun(sessionID: "s", agentName: "a", skillName: "k")

    private func vector() throws -> [UInt8] {
        let digits = String(Self.header.filter { !$0.isWhitespace })
        return try Samples.bytes(digits) + JournalFrame.run(Self.run).body
    }

    @Test func isWrittenAsTheNormSays() throws {
        let frame = JournalFrame.run(Self.run).encoded(number: 0)
        var hasher = ContentHasher()
        hasher.update(frame)
        let word = JournalAcknowledgement(
            frameCount: 1, length: UInt64(JournalAcknowledgement.headerLength + frame.count), digest: hasher.finish())
        var journal = JournalAcknowledgement.header
        journal.replaceSubrange(word.offset..<word.offset + word.slot.count, with: word.slot)
        #expect(try journal + frame == vector())
    }

    @Test func isReadAsTheNormSays() throws {
        let journal = try #require(try SessionJournal(parsing: vector()))
        #expect(journal.run == Self.run && journal.isAcknowledged && journal.session.events.isEmpty)
        let error = #expect(throws: DecodeError.self) { try SessionJournal(parsing: vector().dropLast()) }
        #expect(error?.detail == "the journal has lost its end: 343 bytes were acknowledged and 342 are there")
    }
}
