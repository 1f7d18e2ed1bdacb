/// A shell pattern with gitignore's semantics (git's wildmatch.c): `*` and `?` stop at a slash, `**` between slashes
/// does not; `[…]` is a set, with ranges and POSIX classes; a backslash takes the next byte literally.
struct Glob: Hashable, Sendable {
    private let pattern: [UInt8]
    /// How many bytes precede the first special one.
    private let literalLength: Int

    init(_ pattern: [UInt8]) {
        self.pattern = pattern
        literalLength = pattern.prefix { !#"*?[\"#.utf8.contains($0) }.count
    }

    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.starts(with: pattern.prefix(literalLength)) else { return false }
        var known: [Place: Answer] = [:]
        return match(literalLength, text.dropFirst(literalLength), &known) == .yes
    }

    /// A position in the pattern and in the text.
    private struct Place: Hashable {
        let pattern, text: Int
    }

    /// No match, and how far that extends: so that a star does not try in vain, and matching is never exponential.
    private enum Answer {
        case yes
        case no
        /// No match, however much the preceding star takes, unless it takes slashes.
        case noUpToSlash
        /// No match, however much any star takes.
        case noAtAll
    }

    private static let slash = UInt8(ascii: "/")
    private static let backslash = UInt8(ascii: "\\")

    private func match(_ start: Int, _ whole: ArraySlice<UInt8>, _ known: inout [Place: Answer]) -> Answer {
        // Positions after a star are remembered, or several stars would try them over and over.
        guard start > literalLength, pattern[start...].contains(UInt8(ascii: "*")) else {
            return walk(start, whole, &known)
        }
        let place = Place(pattern: start, text: whole.startIndex)
        if let answer = known[place] { return answer }
        let answer = walk(start, whole, &known)
        known[place] = answer
        return answer
    }

    private func walk(_ start: Int, _ whole: ArraySlice<UInt8>, _ known: inout [Place: Answer]) -> Answer {
        var at = start
        var text = whole
        while at < pattern.count {
            if pattern[at] == UInt8(ascii: "*") {
                switch star(&at, &text, &known) {
                case nil: continue
                case let answer?: return answer
                }
            }
            guard let unit = text.popFirst() else { return .noAtAll }
            switch pattern[at] {
            case UInt8(ascii: "?"):
                guard unit != Self.slash else { return .no }
            case UInt8(ascii: "["):
                guard let isIn = set(&at, unit) else { return .noAtAll }
                guard isIn, unit != Self.slash else { return .no }
            case Self.backslash:
                at += 1
                guard at < pattern.count, pattern[at] == unit else { return .no }
            default:
                guard pattern[at] == unit else { return .no }
            }
            at += 1
        }
        return text.isEmpty ? .yes : .no
    }

    /// Matches the stars at `at`, and everything that follows; nil if only a name was matched, up to the slash that
    /// follows.
    private func star(
        _ at: inout Int, _ text: inout ArraySlice<UInt8>, _ known: inout [Place: Answer]
    ) -> Answer? {
        let first = at
        let next = pattern[at...].firstIndex { $0 != UInt8(ascii: "*") } ?? pattern.count
        let rest = pattern[next...]
        let isAcross =
            next - first >= 2 && (first == literalLength || pattern[first - 1] == Self.slash)
            && (rest.isEmpty || rest.first == Self.slash || rest.starts(with: [Self.backslash, Self.slash]))
        // `**/` may match no folder at all.
        if isAcross, rest.first == Self.slash, match(next + 1, text, &known) == .yes { return .yes }
        if rest.isEmpty { return isAcross || !text.contains(Self.slash) ? .yes : .noUpToSlash }
        if !isAcross, rest.first == Self.slash {
            guard let slash = text.firstIndex(of: Self.slash) else { return .noAtAll }
            text = text[(slash + 1)...]
            at = next + 1
            return nil
        }
        while let unit = text.first {
            switch match(next, text, &known) {
            case .no: if !isAcross, unit == Self.slash { return .noUpToSlash }
            case .noUpToSlash where isAcross: break
            case let answer: return answer
            }
            text = text.dropFirst()
        }
        return .noAtAll
    }

    /// Whether `unit` is in the set that starts at `at`, which is advanced to its end; nil if the set is malformed.
    private func set(_ at: inout Int, _ unit: UInt8) -> Bool? {
        func next() -> UInt8? {
            at += 1
            return at < pattern.count ? pattern[at] : nil
        }
        var symbol = next()
        let isNegative = symbol == UInt8(ascii: "!") || symbol == UInt8(ascii: "^")
        if isNegative { symbol = next() }
        var isIn = false
        /// The last byte that a range may start with.
        var low: UInt8?
        repeat {
            guard var bound = symbol else { return nil }
            if bound == UInt8(ascii: "-"), let start = low, at + 1 < pattern.count, pattern[at + 1] != UInt8(ascii: "]")
            {
                guard var end = next() else { return nil }
                if end == Self.backslash {
                    guard let escaped = next() else { return nil }
                    end = escaped
                }
                if start <= end, start...end ~= unit { isIn = true }
                low = nil
            } else if bound == UInt8(ascii: "["), at + 1 < pattern.count, pattern[at + 1] == UInt8(ascii: ":") {
                guard let close = pattern[(at + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                if close > at + 2, pattern[close - 1] == UInt8(ascii: ":") {
                    guard let inClass = Self.isIn(pattern[(at + 2)..<(close - 1)], unit) else { return nil }
                    if inClass { isIn = true }
                    at = close
                    low = nil
                } else {
                    if unit == bound { isIn = true }
                    low = bound
                }
            } else {
                if bound == Self.backslash {
                    guard let escaped = next() else { return nil }
                    bound = escaped
                }
                if unit == bound { isIn = true }
                low = bound
            }
            symbol = next()
        } while symbol != UInt8(ascii: "]")
        return isIn != isNegative
    }

    /// Whether `unit` is in a POSIX class in the C locale; nil for an unknown class.
    private static func isIn(_ name: ArraySlice<UInt8>, _ unit: UInt8) -> Bool? {
        let isUpper = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= unit
        let isLower = UInt8(ascii: "a")...UInt8(ascii: "z") ~= unit
        let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= unit
        let isGraph = 0x21...0x7e ~= unit
        switch String(decoding: name, as: UTF8.self) {
        case "alnum": return isUpper || isLower || isDigit
        case "alpha": return isUpper || isLower
        case "blank": return unit == 0x20 || unit == 0x09
        case "cntrl": return unit < 0x20 || unit == 0x7f
        case "digit": return isDigit
        case "graph": return isGraph
        case "lower": return isLower
        case "print": return isGraph || unit == 0x20
        case "punct": return isGraph && !isUpper && !isLower && !isDigit
        case "space": return unit == 0x20 || 0x09...0x0d ~= unit
        case "upper": return isUpper
        case "xdigit": return isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= unit | 0x20
        default: return nil
        }
    }
}
