extension UnifiedDiff.Hunk {
    /// More words than this are not compared one by one.
    private static let maximumWords = 40_000

    /// The lines with what changed in them marked word by word, as `git diff --word-diff` writes them: `[-old-]{+new+}`.
    public var wordLines: [[UInt8]] {
        var output = WordLines()
        var (old, new): ([UInt8], [UInt8]) = ([], [])
        func flush() {
            Self.compare(old: old, new: new, into: &output)
            (old, new) = ([], [])
        }
        for edit in edits {
            switch edit.mark {
            case UInt8(ascii: "-"): old += edit.line
            case UInt8(ascii: "+"): new += edit.line
            default:
                flush()
                output.put(edit.line)
            }
            // A line without an end is shown as one, as the others are.
            if edit.line.last != UInt8(ascii: "\n") {
                switch edit.mark {
                case UInt8(ascii: "-"): old.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "+"): new.append(UInt8(ascii: "\n"))
                default: output.put([UInt8(ascii: "\n")])
                }
            }
        }
        flush()
        return output.end()
    }

    private static func compare(old: [UInt8], new: [UInt8], into output: inout WordLines) {
        guard !new.isEmpty else { return output.put(old[...], between: "[-", and: "-]") }
        let (a, b) = (words(old), words(new))
        let (removed, inserted) = differing(a.map { old[$0] }, b.map { new[$0] })
        var (i, j, at) = (0, 0, 0)
        while i < a.count || j < b.count {
            guard removed.contains(i) || inserted.contains(j) else {
                i += 1
                j += 1
                continue
            }
            let (firstOld, firstNew) = (i, j)
            while removed.contains(i) { i += 1 }
            while inserted.contains(j) { j += 1 }
            let newStart = j > firstNew ? b[firstNew].lowerBound : firstNew > 0 ? b[firstNew - 1].upperBound : 0
            output.put(new[at..<max(at, newStart)])
            if i > firstOld { output.put(old[a[firstOld].lowerBound..<a[i - 1].upperBound], between: "[-", and: "-]") }
            if j > firstNew { output.put(new[newStart..<b[j - 1].upperBound], between: "{+", and: "+}") }
            at = max(at, j > firstNew ? b[j - 1].upperBound : newStart)
        }
        output.put(new[at...])
    }

    /// Which words of each text the other lacks.
    private static func differing(
        _ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]
    ) -> (removed: Set<Int>, inserted: Set<Int>) {
        guard a.count + b.count <= maximumWords else { return (Set(a.indices), Set(b.indices)) }
        var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
        for change in b.difference(from: a) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        return (removed, inserted)
    }

    /// Where the words are: runs of bytes that are not white space.
    private static func words(_ text: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for (index, byte) in text.enumerated() {
            if byte == 0x20 || (0x09...0x0d) ~= byte {
                if let first = start { words.append(first..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let start { words.append(start..<text.count) }
        return words
    }
}

/// Lines that are put together from pieces.
private struct WordLines {
    private var lines: [[UInt8]] = []
    private var line: [UInt8] = []

    /// Adds text; what there is of it on each line stands between two marks.
    mutating func put(_ text: ArraySlice<UInt8>, between before: String = "", and after: String = "") {
        let parts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, part) in parts.enumerated() {
            if number > 0 {
                lines.append(line)
                line = []
            }
            if !part.isEmpty { line += before.utf8 + part + after.utf8 }
        }
    }

    mutating func put(_ text: [UInt8]) { put(text[...]) }

    func end() -> [[UInt8]] { line.isEmpty ? lines : lines + [line] }
}
