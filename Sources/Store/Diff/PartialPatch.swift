/// Some of the changes between two texts: what `add -p` and `restore -p` are about.
public struct PartialPatch: Sendable {
    private let old: [ArraySlice<UInt8>]
    /// The changes, in order. A change may be divided with ``split(_:)``.
    public private(set) var hunks: [UnifiedDiff.Hunk]

    /// Nil when one of the texts is none, or they are too long to compare, or are the same.
    public init?(from old: [UInt8], to new: [UInt8]) {
        guard let difference = UnifiedDiff(from: old, to: new), !difference.hunks.isEmpty else { return nil }
        self.old = UnifiedDiff.lines(old)
        hunks = difference.hunks
    }

    /// The old text with the changes in it that are chosen.
    ///
    /// - Parameter chosen: whether each of ``hunks`` is.
    public func text(_ chosen: [Bool]) -> [UInt8] {
        var text: [UInt8] = []
        var at = 0
        for (hunk, isChosen) in zip(hunks, chosen) where isChosen {
            for line in old[at..<max(at, hunk.oldStart)] { text += line }
            at = max(at, hunk.oldStart)
            var place = hunk.oldStart
            for edit in hunk.edits {
                switch edit.mark {
                case UInt8(ascii: "+"): text += edit.line
                case UInt8(ascii: "-"):
                    place += 1
                    at = place
                default:
                    // Two parts of one change have lines around them in common.
                    if place >= at {
                        text += edit.line
                        at = place + 1
                    }
                    place += 1
                }
            }
        }
        for line in old[min(at, old.count)...] { text += line }
        return text
    }

    /// The parts that a change can be divided into: one for each run of changed lines.
    private func parts(_ number: Int) -> [UnifiedDiff.Hunk] {
        let hunk = hunks[number]
        let space = UInt8(ascii: " ")
        var runs: [Range<Int>] = []
        for (index, edit) in hunk.edits.enumerated() where edit.mark != space {
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs.indices.map { run in
            // With all the lines between the runs before and behind it.
            let start = run == 0 ? 0 : runs[run - 1].upperBound
            let end = run == runs.count - 1 ? hunk.edits.count : runs[run + 1].lowerBound
            let before = hunk.edits[..<start]
            return UnifiedDiff.Hunk(
                Array(hunk.edits[start..<end]),
                oldStart: hunk.oldStart + before.count { $0.mark != UInt8(ascii: "+") },
                newStart: hunk.newStart + before.count { $0.mark != UInt8(ascii: "-") })
        }
    }

    /// Whether a change can be divided.
    public func canSplit(_ number: Int) -> Bool { parts(number).count > 1 }

    /// Divides a change.
    ///
    /// - Returns: how many it has become.
    public mutating func split(_ number: Int) -> Int {
        let parts = parts(number)
        hunks.replaceSubrange(number...number, with: parts)
        return parts.count
    }
}
