import TestSupport
import Testing

@testable import Store

/// Lines of two texts, matched by their bytes.
@Suite struct LineDifferenceTests {
    @Test func linesBeginAfterLineEnds() {
        for (text, count) in [("", 0), ("a", 1), ("a\n", 1), ("\n", 1), ("a\nb", 2), ("a\n\nb\n", 3)] {
            let lines = TextLines(Array(text.utf8))
            #expect(lines.count == count, "\(text)")
            #expect((0..<lines.count).flatMap { lines[$0] } == Array(text.utf8), "\(text)")
        }
    }

    @Test func aRunEndsWhereLinesDiffer() {
        func run(_ a: String, _ b: String) -> Int {
            TextLines(Array(a.utf8)).run(from: 0, in: TextLines(Array(b.utf8)), from: 0)
        }
        #expect(run("a\nb\nc\n", "a\nb\nd\n") == 2)
        #expect(run("a\nb", "a\nb") == 2)
        // The end of a line counts.
        #expect(run("a\nb", "a\nb\n") == 1 && run("a\nb\n", "a\nb") == 1)
        #expect(run("a\nb", "a\nbc\n") == 1 && run("a\nbc", "a\nb") == 1)
        #expect(run("", "a\n") == 0 && run("0123456789\n", "0123456788\n") == 0)
        #expect(run("0123456789\n01234567\n", "0123456789\n01234567\n") == 2)
    }

    /// Equal lines in order, and as many of them as the standard library finds between the equal lines at both ends.
    @Test func itIsAsShortAsThatOfTheStandardLibrary() {
        var random = SeededGenerator(printingSeedOf: "LineDifferenceTests")
        for _ in 0..<500 {
            let alphabet = Int.random(in: 1...12, using: &random)
            func text() -> [String] {
                (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    "line \(Int.random(in: 0..<alphabet, using: &random))"
                }
            }
            let old = text()
            var new = old
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    new.insert(
                        "line \(Int.random(in: 0..<alphabet, using: &random))",
                        at: Int.random(in: 0...new.count, using: &random))
                case 1 where !new.isEmpty: new.remove(at: Int.random(in: 0..<new.count, using: &random))
                default: if Int.random(in: 0..<6, using: &random) == 0 { new = text() }
                }
            }
            let end = Bool.random(using: &random) ? "\n" : ""
            let a = TextLines(Array((old.joined(separator: "\n") + (old.isEmpty ? "" : end)).utf8))
            let b = TextLines(Array((new.joined(separator: "\n") + (new.isEmpty ? "" : end)).utf8))
            let found = LineDifference(from: a, to: b).oldLine
            let lines = (a.lines, b.lines)
            #expect(found.count == b.count)
            for (line, oldLine) in found.enumerated() {
                if let oldLine {
                    #expect(lines.0[oldLine] == lines.1[line], "\(old) \(new), AT1_TEST_SEED=\(random.seed)")
                }
            }
            let matched = found.compactMap(\.self)
            #expect(zip(matched, matched.dropFirst()).allSatisfy(<), "\(old) \(new), AT1_TEST_SEED=\(random.seed)")
            let expected = Self.count(lines.0, lines.1)
            #expect(matched.count == expected, "\(old) \(new), AT1_TEST_SEED=\(random.seed)")
        }
    }

    private static func count(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> Int {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let added = Array(new[head..<new.count - tail])
        return new.count - added.difference(from: Array(old[head..<old.count - tail])).insertions.count
    }
}
