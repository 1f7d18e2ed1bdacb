/// The differing lines of two texts, as `diff -u` writes them.
public struct UnifiedDiff: Sendable {
    /// A run of differing lines with their context.
    public struct Hunk: Sendable {
        /// A line of either text, with its end, and ` `, `-` or `+` for where it is.
        public struct Edit: Sendable {
            public let mark: UInt8
            public let line: ArraySlice<UInt8>
        }

        /// `@@ -a,b +c,d @@`, lines from 1.
        public let header: String
        /// Each preceded by ` `, `-` or `+`, without its line end.
        public let lines: [[UInt8]]
        let edits: [Edit]
        /// The first line of it in each text, from 0.
        let (oldStart, newStart): (Int, Int)
        /// How many lines of it are in each text.
        let (oldCount, newCount): (Int, Int)

        init(_ edits: [Edit], oldStart: Int, newStart: Int) {
            self.edits = edits
            self.oldStart = oldStart
            self.newStart = newStart
            func span(from start: Int, count: Int) -> String {
                count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
            }
            oldCount = edits.count { $0.mark != UInt8(ascii: "+") }
            newCount = edits.count { $0.mark != UInt8(ascii: "-") }
            header = "@@ -\(span(from: oldStart, count: oldCount)) +\(span(from: newStart, count: newCount)) @@"
            var lines: [[UInt8]] = []
            for edit in edits {
                let isEnded = edit.line.last == UInt8(ascii: "\n")
                lines.append([edit.mark] + (isEnded ? edit.line.dropLast() : edit.line))
                if !isEnded { lines.append(Array("\\ No newline at end of file".utf8)) }
            }
            self.lines = lines
        }
    }

    public let hunks: [Hunk]

    /// Texts with more differing lines than this are not compared line by line.
    public static let maximumLines = 40_000
    private static let context = 3

    /// Nil if one of them is not text, or they are too long to compare.
    public init?(from old: [UInt8], to new: [UInt8]) {
        guard !old.prefix(8000).contains(0), !new.prefix(8000).contains(0) else { return nil }
        let a = Self.lines(old)
        let b = Self.lines(new)
        let head = zip(a, b).prefix { $0 == $1 }.count
        let tail = zip(a.dropFirst(head).reversed(), b.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let left = a[head..<a.count - tail]
        let right = b[head..<b.count - tail]
        guard left.count + right.count <= Self.maximumLines else { return nil }

        var edits: [(mark: UInt8, line: ArraySlice<UInt8>)] = a[..<head].map { (UInt8(ascii: " "), $0) }
        edits += Self.edits(from: Array(left), to: Array(right))
        edits += a[(a.count - tail)...].map { (UInt8(ascii: " "), $0) }
        hunks = Self.hunks(edits)
    }

    /// The lines of a file, each with its end.
    static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }

    private static func edits(from a: [ArraySlice<UInt8>], to b: [ArraySlice<UInt8>]) -> [(UInt8, ArraySlice<UInt8>)] {
        let difference = b.difference(from: a)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var edits: [(UInt8, ArraySlice<UInt8>)] = []
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if i < a.count, removed.contains(i) {
                edits.append((UInt8(ascii: "-"), a[i]))
                i += 1
            } else if j < b.count, inserted.contains(j) {
                edits.append((UInt8(ascii: "+"), b[j]))
                j += 1
            } else {
                edits.append((UInt8(ascii: " "), a[i]))
                i += 1
                j += 1
            }
        }
        return edits
    }

    private static func hunks(_ edits: [(mark: UInt8, line: ArraySlice<UInt8>)]) -> [Hunk] {
        let space = UInt8(ascii: " ")
        let changed = edits.indices.filter { edits[$0].mark != space }
        var ranges: [Range<Int>] = []
        for index in changed {
            let range = max(0, index - context)..<min(edits.count, index + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var hunks: [Hunk] = []
        var (oldLine, newLine, at) = (0, 0, 0)
        for range in ranges {
            for edit in edits[at..<range.lowerBound] {
                if edit.mark != UInt8(ascii: "+") { oldLine += 1 }
                if edit.mark != UInt8(ascii: "-") { newLine += 1 }
            }
            let inside = edits[range].map { Hunk.Edit(mark: $0.mark, line: $0.line) }
            let hunk = Hunk(inside, oldStart: oldLine, newStart: newLine)
            hunks.append(hunk)
            oldLine += hunk.oldCount
            newLine += hunk.newCount
            at = range.upperBound
        }
        return hunks
    }
}
