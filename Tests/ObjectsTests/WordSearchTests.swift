import TestSupport
import Testing

@testable import Objects

/// Words that are counted in one pass.
@Suite struct WordSearchTests {
    @Test func wordsAreCountedAsTheyStand() {
        let search = WordSearch(["ab", "abc", "ba", "xyz"].map { Array($0.utf8) })
        func counts(_ text: String) -> [Int] { search.counts(in: Array("--\(text)".utf8)[2...]) }
        #expect(counts("") == [0, 0, 0, 0] && counts("a") == [0, 0, 0, 0])
        #expect(counts("ab") == [1, 0, 0, 0] && counts("xy") == [0, 0, 0, 0])
        #expect(counts("abcabab xyz") == [3, 1, 1, 1])
        #expect(counts("xyzxyz") == [0, 0, 0, 2])
    }

    @Test func randomTextsHaveWhatASlowSearchFinds() {
        var random = SeededGenerator(printingSeedOf: "WordSearchTests")
        func text(_ length: ClosedRange<Int>) -> [UInt8] {
            (0..<Int.random(in: length, using: &random)).map { _ in UInt8.random(in: 97...99, using: &random) }
        }
        for _ in 0..<200 {
            let (words, bytes) = ((0..<5).map { _ in text(2...4) }, text(0...60))
            let slow = words.map { word in bytes.indices.count { bytes[$0...].starts(with: word) } }
            #expect(WordSearch(words).counts(in: bytes[...]) == slow, "AT1_TEST_SEED=\(random.seed)")
        }
    }
}
