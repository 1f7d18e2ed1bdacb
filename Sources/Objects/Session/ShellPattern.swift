/// A pattern as Python's `fnmatch` reads it: `*` and `?` match a `/` too, `[a-z]` and `[!a-z]` a character of a set.
struct ShellPattern {
    private enum Part {
        case any
        case one
        case character(Unicode.Scalar)
        case set([ClosedRange<UInt32>], negated: Bool)
    }

    private let parts: [Part]

    init(_ pattern: String) {
        let scalars = Array(pattern.unicodeScalars)
        var parts: [Part] = []
        var at = 0
        while at < scalars.count {
            switch scalars[at] {
            case "*": parts.append(.any)
            case "?": parts.append(.one)
            case "[":
                if let (set, end) = Self.set(scalars, at + 1) {
                    parts.append(set)
                    at = end
                } else {
                    parts.append(.character("["))
                }
            default: parts.append(.character(scalars[at]))
            }
            at += 1
        }
        self.parts = parts
    }

    /// The set that starts after a `[`, and the position of its `]`; nil if there is none.
    private static func set(_ scalars: [Unicode.Scalar], _ start: Int) -> (Part, Int)? {
        var at = start
        let negated = at < scalars.count && scalars[at] == "!"
        if negated { at += 1 }
        // A ']' that comes first belongs to the set.
        let searched = at < scalars.count && scalars[at] == "]" ? at + 1 : at
        guard searched <= scalars.count, let end = scalars[searched...].firstIndex(of: "]") else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        while at < end {
            let low = scalars[at].value
            if at + 2 < end, scalars[at + 1] == "-" {
                let high = scalars[at + 2].value
                if low <= high { ranges.append(low...high) }
                at += 3
            } else {
                ranges.append(low...low)
                at += 1
            }
        }
        return (.set(ranges, negated: negated), end)
    }

    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var at = 0
        var part = 0
        var retry: (part: Int, at: Int)?  // after the last `*`, and how much it has taken
        while at < scalars.count {
            if part < parts.count, case .any = parts[part] {
                retry = (part + 1, at)
                part += 1
            } else if part < parts.count, Self.takes(parts[part], scalars[at]) {
                part += 1
                at += 1
            } else if let last = retry {
                retry = (last.part, last.at + 1)
                part = last.part
                at = last.at + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    private static func takes(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .any: false
        case .one: true
        case .character(let character): character == scalar
        case .set(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
        }
    }
}
