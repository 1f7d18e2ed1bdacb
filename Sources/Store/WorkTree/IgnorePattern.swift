/// One line of an ignore file, with gitignore's meaning.
struct IgnorePattern: Hashable, Sendable {
    private let glob: [UInt8]
    /// The line starts with `!`: what it matches is not ignored after all.
    let isNegative: Bool
    /// The line ends with `/`: it matches folders only.
    private let foldersOnly: Bool
    /// The line has a slash in it: it speaks of a path from its own folder, and not of names anywhere below.
    private let isAnchored: Bool

    /// Nil for an empty line or a comment.
    init?(line: some Sequence<UInt8>) {
        var bytes = Array(line)
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        while bytes.last == UInt8(ascii: " "), bytes.dropLast().last != UInt8(ascii: "\\") { bytes.removeLast() }
        guard let first = bytes.first, first != UInt8(ascii: "#") else { return nil }
        isNegative = first == UInt8(ascii: "!")
        if isNegative { bytes.removeFirst() }
        foldersOnly = bytes.last == UInt8(ascii: "/")
        if foldersOnly { bytes.removeLast() }
        isAnchored = bytes.contains(UInt8(ascii: "/"))
        if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        guard !bytes.isEmpty else { return nil }
        glob = bytes
    }

    /// `path` is relative to the folder of the ignore file.
    func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if foldersOnly && !isFolder { return false }
        if isAnchored { return Self.match(glob[...], path) }
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path
        return Self.match(glob[...], name)
    }

    /// `*` and `?` stop at a slash, `**` between slashes does not; `[…]` is a set; a backslash takes the next as it is.
    static func match(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var pattern = pattern
        var text = text
        let slash = UInt8(ascii: "/")
        while let symbol = pattern.first {
            switch symbol {
            case UInt8(ascii: "*"):
                let stars = pattern.prefix { $0 == symbol }
                let isAcross = stars.count >= 2
                let before = stars.startIndex == pattern.startIndex
                pattern = pattern.dropFirst(stars.count)
                if isAcross, before, pattern.first == slash {
                    // `**/` stands for no folder, or any number of them.
                    let rest = pattern.dropFirst()
                    var candidate = text
                    while true {
                        if match(rest, candidate) { return true }
                        guard let next = candidate.firstIndex(of: slash) else { return false }
                        candidate = candidate[(next + 1)...]
                    }
                }
                if pattern.isEmpty { return isAcross || !text.contains(slash) }
                while true {
                    if match(pattern, text) { return true }
                    guard let unit = text.first, isAcross || unit != slash else { return false }
                    text = text.dropFirst()
                }
            case UInt8(ascii: "?"):
                guard let unit = text.first, unit != slash else { return false }
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            case UInt8(ascii: "["):
                guard let unit = text.first, unit != slash else { return false }
                guard let (isIn, rest) = set(pattern, unit) else { return false }
                guard isIn else { return false }
                pattern = rest
                text = text.dropFirst()
            case UInt8(ascii: "\\") where pattern.count > 1:
                guard text.first == pattern[pattern.startIndex + 1] else { return false }
                pattern = pattern.dropFirst(2)
                text = text.dropFirst()
            default:
                guard text.first == symbol else { return false }
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            }
        }
        return text.isEmpty
    }

    /// Whether `unit` is in the set that `pattern` starts with, and what follows; nil when the set does not end.
    private static func set(_ pattern: ArraySlice<UInt8>, _ unit: UInt8) -> (Bool, ArraySlice<UInt8>)? {
        var rest = pattern.dropFirst()
        let isNegative = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegative { rest = rest.dropFirst() }
        var isIn = false
        var isFirst = true
        while let low = rest.first, isFirst || low != UInt8(ascii: "]") {
            isFirst = false
            rest = rest.dropFirst()
            var bound = low
            if low == UInt8(ascii: "\\"), let escaped = rest.popFirst() { bound = escaped }
            var high = bound
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                high = end
                rest = rest.dropFirst(2)
            }
            if bound <= high, bound...high ~= unit { isIn = true }
        }
        guard rest.first == UInt8(ascii: "]") else { return nil }
        return (isIn != isNegative, rest.dropFirst())
    }
}
