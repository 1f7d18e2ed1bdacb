internal import Objects

/// A git commit, with what at1 imports of it: not the signature, which covers git's bytes.
struct GitCommitText {
    let tree: String
    let parents: [String]
    let author: Person
    let committer: Person
    let message: String

    init(_ bytes: [UInt8]) throws(DecodeError) {
        let header = try GitHeader(bytes)
        guard let tree = header.first("tree"), let author = header.first("author"),
            let committer = header.first("committer")
        else { throw DecodeError(.missing, "it lacks a tree, an author or a committer") }
        self.tree = tree
        // Git permits the same parent twice; it counts once.
        var parents: [String] = []
        for parent in header.all("parent") where !parents.contains(parent) { parents.append(parent) }
        self.parents = parents
        self.author = try GitHeader.person(author)
        self.committer = try GitHeader.person(committer)
        message = header.message
    }
}

/// An annotated git tag.
struct GitTagText {
    let object: String
    let name: String
    let tagger: Person?
    let message: String

    init(_ bytes: [UInt8]) throws(DecodeError) {
        let header = try GitHeader(bytes)
        guard let object = header.first("object"), let name = header.first("tag") else {
            throw DecodeError(.missing, "it lacks an object or a name")
        }
        self.object = object
        self.name = name
        if let tagger = header.first("tagger") { self.tagger = try GitHeader.person(tagger) } else { tagger = nil }
        message = header.message
    }
}

/// The header lines of a git commit or tag, and its message.
struct GitHeader {
    private var lines: [(key: String, value: String)] = []
    let message: String

    init(_ bytes: [UInt8]) throws(DecodeError) {
        var rest = bytes[...]
        var isLatin = false
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.first == UInt8(ascii: " ") { continue }  // the continuation of a signature
            let key = line.prefix { $0 != UInt8(ascii: " ") }
            let value = line.dropFirst(key.count + 1)
            let word = String(decoding: key, as: UTF8.self)
            if word == "encoding" { isLatin = Self.latin.contains(String(decoding: value, as: UTF8.self).lowercased()) }
            lines.append((word, Self.text(value)))
        }
        message = isLatin ? Self.latinText(rest) : Self.text(rest)
    }

    private static let latin: Set<String> = ["iso-8859-1", "iso8859-1", "latin1", "latin-1"]

    /// UTF-8 or, if it is invalid, Latin-1: as git's own tools guess.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self)?.replacing("\0", with: "") ?? latinText(bytes)
    }

    private static func latinText(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.filter { $0 != 0 }.map { Unicode.Scalar($0) }))
    }

    func first(_ key: String) -> String? { lines.first { $0.key == key }?.value }
    func all(_ key: String) -> [String] { lines.filter { $0.key == key }.map(\.value) }

    /// A person in git's history, which may be less tidy than at1 permits: characters that a name must not contain are
    /// removed, and an invalid time becomes the beginning of 1970.
    static func person(_ line: String) throws(DecodeError) -> Person {
        let open = line.firstIndex(of: "<") ?? line.endIndex
        let close = line.lastIndex(of: ">") ?? line.endIndex
        let name = tidy(line[..<open])
        let email = open < close ? tidy(line[line.index(after: open)..<close]) : ""
        let words = close == line.endIndex ? [] : line[line.index(after: close)...].split(separator: " ")
        let seconds = words.first.flatMap { Int64($0) } ?? 0
        var offset = 0
        if words.count > 1, words[1].utf8.count == 5, let zone = Int(words[1].dropFirst()), zone >= 0 {
            offset = zone / 100 * 60 + zone % 100
            if words[1].hasPrefix("-") { offset = -offset }
        }
        guard let date = Timestamp(seconds: seconds, offset: offset) ?? Timestamp(seconds: seconds, offset: 0) else {
            throw DecodeError(.outOfRange, "an invalid time")
        }
        return try Person(name: name, email: email, date: date)
    }

    private static func tidy(_ text: Substring) -> String {
        let kept = String(
            String.UnicodeScalarView(text.unicodeScalars.filter { !"<>\n\r\0".unicodeScalars.contains($0) }))
        var bytes = kept.utf8[...]
        while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
