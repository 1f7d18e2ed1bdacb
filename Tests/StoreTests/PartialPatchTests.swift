import Store
import TestSupport
import Testing

/// Some of the changes between two texts.
@Suite struct PartialPatchTests {
    private func text(_ lines: some Sequence<String>) -> [UInt8] { Array(lines.joined(separator: "\n").utf8) }

    @Test func allOrNothingIsEitherText() throws {
        var random = SeededGenerator(printingSeedOf: "PartialPatchTests")
        for round in 0..<200 {
            let what = "round \(round), AT1_TEST_SEED=\(random.seed)"
            let end = Bool.random(using: &random) ? [""] : []
            let old = (0..<Int.random(in: 0...40, using: &random)).map { _ in "\(Int.random(in: 0...9, using: &random))"
            }
            var new = old
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let at = Int.random(in: 0...new.count, using: &random)
                if Bool.random(using: &random), at < new.count {
                    new.remove(at: at)
                } else {
                    new.insert("x\(at)", at: at)
                }
            }
            let (a, b) = (text(old + end), text(new))
            guard var patch = PartialPatch(from: a, to: b) else {
                #expect(a == b, "\(what)")
                continue
            }
            for number in patch.hunks.indices.reversed() where Bool.random(using: &random) { _ = patch.split(number) }
            #expect(patch.text(patch.hunks.map { _ in false }) == a, "\(what)")
            #expect(patch.text(patch.hunks.map { _ in true }) == b, "\(what)")
            // One after the other gives the same as all at once: what the rest is of is the text with the first ones in it.
            let chosen = patch.hunks.map { _ in Bool.random(using: &random) }
            let middle = patch.text(chosen)
            let rest = PartialPatch(from: middle, to: b)
            #expect((rest.map { $0.text($0.hunks.map { _ in true }) } ?? middle) == b, "\(what)")
        }
    }

    @Test func aHunkIsEdited() throws {
        let old = text(["1", "2", "3", "4", "5", "6", ""])
        let new = text(["1", "2", "x", "4", "y", "5", "6", ""])
        for isReverse in [false, true] {
            let whole = try #require(PartialPatch(from: old, to: new, isReverse: isReverse))
            func edited(_ lines: [String]) -> [UInt8]? {
                var patch = whole
                return patch.replace(0, by: text(lines)) ? patch.text([true]) : nil
            }
            let (goes, comes) = isReverse ? ("+", "-") : ("-", "+")
            let base = isReverse ? ["1", "2", "x", "4", "y", "5", "6"] : ["1", "2", "3", "4", "5", "6"]
            func marked(_ lines: [String]) -> [String] { lines.map { " \($0)" } }
            // What a change takes away stays, what it brings becomes something else, and lines around it may be missing.
            #expect(
                edited(["@@ -9 +9 @@"] + marked(Array(base[1...3])) + ["\(comes)z", ""])
                    == text(base[...3] + ["z"] + base[4...] + [""]))
            #expect(edited(["\(goes)\(base[0])", ""]) == text(base[1...] + [""]))
            // An editor may have removed the end of the last line, or of what has none.
            #expect(edited(["\(goes)\(base[5])"]) == text(base[..<5] + base[6...] + [""]))
            #expect(
                edited(["\(comes)z", "\\ No newline at end of file", ""]) == text(["z" + base[0]] + base[1...] + [""]))
            // What is not there, changes nothing, is too much, or is no hunk.
            #expect(edited([" \(base[1])", "\(goes)\(base[0])", ""]) == nil)
            #expect(edited(marked(base) + [""]) == nil)
            #expect(edited(marked(base) + ["\(goes)7", ""]) == nil)
            #expect(edited(["\(goes)\(base[0])", "?", ""]) == nil)
            #expect(edited(["\\ No newline at end of file", ""]) == nil)
        }
    }

    @Test func whatIsNoTextHasNoParts() {
        #expect(PartialPatch(from: [0, 1], to: [0, 2]) == nil)
        #expect(PartialPatch(from: text(["a"]), to: text(["a"])) == nil)
    }
}
