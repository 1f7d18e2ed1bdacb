/// One line of an ignore file, with gitignore's semantics.
struct IgnorePattern: Hashable, Sendable {
    private let glob: Glob
    /// The line without trailing spaces.
    let text: String
    /// The line starts with `!`: what it matches is not ignored after all.
    let isNegative: Bool
    /// The line ends with `/`: it matches folders only.
    private let foldersOnly: Bool
    /// The line contains a slash: it applies to a path from its own folder, and not to names anywhere below.
    private let isAnchored: Bool

    /// Nil for an empty line or a comment.
    init?(line: some Sequence<UInt8>) {
        var bytes = Array(line)
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        bytes.removeLast(bytes.count - Self.trimmedLength(bytes))
        guard let first = bytes.first, first != UInt8(ascii: "#") else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
        isNegative = first == UInt8(ascii: "!")
        if isNegative { bytes.removeFirst() }
        foldersOnly = bytes.last == UInt8(ascii: "/")
        if foldersOnly { bytes.removeLast() }
        isAnchored = bytes.contains(UInt8(ascii: "/"))
        if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        guard !bytes.isEmpty else { return nil }
        glob = Glob(bytes)
    }

    /// `path` is relative to the folder of the ignore file.
    func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if foldersOnly && !isFolder { return false }
        if isAnchored { return glob.matches(path) }
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path
        return glob.matches(name)
    }

    /// The length of a line without its trailing spaces; one after a backslash stays.
    private static func trimmedLength(_ line: [UInt8]) -> Int {
        var length = 0
        var isEscaped = false
        for (index, unit) in line.enumerated() {
            if isEscaped || unit != UInt8(ascii: " ") { length = index + 1 }
            isEscaped = !isEscaped && unit == UInt8(ascii: "\\")
        }
        return length
    }
}
