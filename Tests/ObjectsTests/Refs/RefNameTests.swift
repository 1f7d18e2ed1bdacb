import Objects
import Testing

@Suite struct RefNameTests {
    /// A combining mark makes one Character of itself and what it follows; the rules are about bytes.
    @Test(arguments: [
        "refs/heads/.\u{301}a", "refs/heads/a/.\u{301}b", "refs/heads/-\u{301}a", "refs/heads/a..\u{301}b",
        "refs/heads/a.lock", "refs/heads/@\u{301}{", "refs/heads/a@{b", "refs/heads/a//b", "refs/heads/a.",
    ])
    func refused(name: String) {
        if name.contains("@\u{301}") {
            #expect(throws: Never.self) { try RefName(name) }  // a mark between the two is a byte between the two
        } else {
            #expect(throws: DecodeError(.badName, "'\(name)' is not the name of a ref")) { try RefName(name) }
        }
    }

    @Test func aMarkBehindASlashIsPartOfTheName() throws {
        let name = try RefName("refs/heads/a/\u{301}b")
        #expect(name.components.map { String(decoding: $0, as: UTF8.self) } == ["refs", "heads", "a", "\u{301}b"])
        #expect(name.short == "a/\u{301}b")
        let first = try RefName("refs/tags/\u{301}b")
        #expect(first.isTag && Array(first.short.utf8) == Array("\u{301}b".utf8))
    }

    @Test func whatLooksAlikeIsTwoNames() throws {
        let (whole, parts) = (try RefName.branch("caf\u{e9}"), try RefName.branch("cafe\u{301}"))
        #expect(whole != parts)
        #expect(Set([whole, parts]).count == 2)
        #expect(whole.text == parts.text)  // to Swift's String they are the same
        #expect(parts < whole)
    }

    @Test func oneIsTheFolderOfTheOther() throws {
        let (a, b, c) = (try RefName.branch("a"), try RefName.branch("a/b"), try RefName.branch("ab"))
        #expect(a.conflicts(with: b) && b.conflicts(with: a))
        #expect(!a.conflicts(with: c) && !a.conflicts(with: a))
    }
}
