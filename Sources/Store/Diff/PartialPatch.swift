/// Some of the changes between two texts: what `add -p` and `restore -p` are about.
public struct PartialPatch: Sendable {
    /// The lines of the text that chosen changes are made to.
    private let base: [ArraySlice<UInt8>]
    private let isReverse: Bool
    /// The changes, in order. A change may be divided with ``split(_:)``.
    public private(set) var hunks: [UnifiedDiff.Hunk]

    /// Nil when one of the texts is none, or they are too long to compare, or are the same.
    ///
    /// - Parameters:
    ///   - old: the text before the changes.
    ///   - new: the text after them.
    ///   - isReverse: whether a chosen change is taken back in the new text, and not made to the old one.
    public init?(from old: [UInt8], to new: [UInt8], isReverse: Bool = false) {
        guard let difference = UnifiedDiff(from: old, to: new), !difference.hunks.isEmpty else { return nil }
        base = UnifiedDiff.lines(isReverse ? new : old)
        self.isReverse = isReverse
        hunks = difference.hunks
    }

    /// The mark of lines that are in the text before a change is made to it, and not after.
    private var goes: UInt8 { UInt8(ascii: isReverse ? "+" : "-") }
    private var comes: UInt8 { UInt8(ascii: isReverse ? "-" : "+") }

    /// Where a change begins in the text that it is made to, in lines.
    private func start(_ hunk: UnifiedDiff.Hunk) -> Int { isReverse ? hunk.newStart : hunk.oldStart }

    /// The text with the changes made to it that are chosen.
    ///
    /// - Parameter chosen: whether each of ``hunks`` is.
    public func text(_ chosen: [Bool]) -> [UInt8] {
        var text: [UInt8] = []
        var at = 0
        for (hunk, isChosen) in zip(hunks, chosen) where isChosen {
            var place = start(hunk)
            for line in base[at..<max(at, place)] { text += line }
            at = max(at, place)
            for edit in hunk.edits {
                switch edit.mark {
                case comes: text += edit.line
                case goes:
                    place += 1
                    at = max(at, place)
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
        for line in base[min(at, base.count)...] { text += line }
        return text
    }

    /// Puts what the user wrote in the place of a change.
    ///
    /// - Parameters:
    ///   - number: the place of the change among ``hunks``.
    ///   - text: lines with ` `, `-` or `+` before them, as ``UnifiedDiff/Hunk/lines`` has them; a heading is passed over.
    /// - Returns: false, and nothing is changed, unless it changes something, and the lines that must be there are there, where
    ///   the change was.
    public mutating func replace(_ number: Int, by text: [UInt8]) -> Bool {
        guard let edits = Self.edits(text), edits.contains(where: { $0.mark != UInt8(ascii: " ") }) else {
            return false
        }
        let hunk = hunks[number]
        let wanted = edits.filter { $0.mark != comes }.map(\.line)
        let there = base[start(hunk)...].prefix(isReverse ? hunk.newCount : hunk.oldCount)
        guard wanted.count <= there.count,
            let shift = (0...there.count - wanted.count).first(where: {
                there.dropFirst($0).prefix(wanted.count).elementsEqual(wanted)
            })
        else { return false }
        hunks[number] = UnifiedDiff.Hunk(
            edits, oldStart: hunk.oldStart + (isReverse ? 0 : shift), newStart: hunk.newStart + (isReverse ? shift : 0))
        return true
    }

    private static func edits(_ text: [UInt8]) -> [UnifiedDiff.Hunk.Edit]? {
        var edits: [UnifiedDiff.Hunk.Edit] = []
        for line in UnifiedDiff.lines(text) {
            switch line.first {
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "+"):
                let isEnded = line.last == UInt8(ascii: "\n")
                edits.append(
                    UnifiedDiff.Hunk.Edit(
                        mark: line[line.startIndex], line: line.dropFirst() + (isEnded ? [] : [UInt8(ascii: "\n")])))
            // Editors remove blanks at the end of a line.
            case UInt8(ascii: "\n"): edits.append(UnifiedDiff.Hunk.Edit(mark: UInt8(ascii: " "), line: line))
            case UInt8(ascii: "@"): continue
            // The line before it has no end.
            case UInt8(ascii: "\\"):
                guard let last = edits.popLast() else { return nil }
                edits.append(UnifiedDiff.Hunk.Edit(mark: last.mark, line: last.line.dropLast()))
            default: return nil
            }
        }
        return edits
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
