/// The text of a `.gitattributes` file, changed line by line; what is not changed stays as it is, byte by byte.
package struct GitAttributesText: Hashable, Sendable {
    package private(set) var bytes: [UInt8]

    /// What is assigned to a pattern whose files at1 filters.
    package static let attributes = "filter=at1 diff=at1 merge=at1 -text"

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Assigns at1's filter, diff and merge wherever those of git-lfs are.
    package mutating func replaceLargeFileFilter() {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let changed = lines.map { line -> [UInt8] in
            guard line.first(where: { !Self.isSpace($0) }) != UInt8(ascii: "#") else { return Array(line) }
            var words = Self.words(line)
            for index in words.indices {
                guard let name = Self.replaced.first(where: { words[index].elementsEqual("\($0)=lfs".utf8) }) else {
                    continue
                }
                words[index] = Array("\(name)=at1".utf8)[...]
            }
            return Array(words.joined())
        }
        bytes = Array(changed.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// Adds a line for a pattern, unless the same line exists.
    ///
    /// - Parameter pattern: in the syntax of the file.
    package mutating func add(_ pattern: [UInt8]) {
        let line = pattern + Array(" \(Self.attributes)".utf8)
        guard !bytes.split(separator: UInt8(ascii: "\n")).contains(where: { $0.elementsEqual(line) }) else { return }
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        bytes += line + [UInt8(ascii: "\n")]
    }

    /// The pattern that matches one file of the folder, or everything in a folder of it, and nothing else.
    package static func pattern(_ name: [UInt8], isFolder: Bool) -> [UInt8] {
        var pattern = [UInt8(ascii: "/")]
        for byte in name {
            if isSpace(byte) || byte == UInt8(ascii: "\n") {
                pattern += "[[:space:]]".utf8
            } else {
                if #"*?[]\"#.utf8.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
                pattern.append(byte)
            }
        }
        return pattern + Array((isFolder ? "/**" : "").utf8)
    }

    private static let replaced = ["filter", "diff", "merge"]

    /// The words of a line and the spaces between them, in order.
    private static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        var rest = line
        while let first = rest.first {
            let end = rest.firstIndex { isSpace($0) != isSpace(first) } ?? rest.endIndex
            words.append(rest[..<end])
            rest = rest[end...]
        }
        return words
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0d].contains(byte) }
}

/// The text of a `.gitignore` file.
package enum GitIgnoreText {
    /// The same without the lines by which DVC ignores these names of the file's folder.
    package static func removing(_ names: [[UInt8]], from bytes: [UInt8]) -> [UInt8] {
        let lines = Set(
            names.flatMap { name -> [[UInt8]] in
                let slash = [UInt8(ascii: "/")]
                let escaped = name.flatMap { "[]!*#?".utf8.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
                return [slash + name, slash + escaped]
            })
        let kept = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).filter {
            !lines.contains(Array($0))
        }
        return Array(kept.joined(separator: [UInt8(ascii: "\n")]))
    }
}
