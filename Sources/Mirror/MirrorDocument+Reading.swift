internal import Objects

extension MirrorDocument {
    /// Whether bytes in git are such a text.
    static func isDocument(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

    /// Reads a text, which must be exactly as it is written for the object.
    init(parsing bytes: [UInt8]) throws {
        let document = try Self.read(bytes)
        guard try document.text(limit: bytes.count) == bytes else {
            throw DecodeError(.notCanonical, "the text is not the one that is written for \(document.object.id)")
        }
        self = document
    }

    private static func read(_ bytes: [UInt8]) throws -> MirrorDocument {
        var lines = LineCursor(bytes)
        try lines.skip("{")
        let word = try lines.string("at1")
        _ = try lines.string("id")
        switch word {
        case "recipe":
            let payload = try lines.value("recipe")
            _ = try Recipe(payload: payload)
            return .recipe(payload)
        case "bundle":
            let payload = try lines.value("bundle")
            _ = try RerunBundle(payload: payload)
            return .bundle(payload)
        case "session": return .session(try session(bytes))
        case "output":
            try lines.skip("  \"objects\": [")
            var parts: [Part] = []
            while let line = lines.next(), !line.elementsEqual("  ],".utf8) { parts.append(try part(line)) }
            let payload = try lines.value("output")
            try check(payload, parts)
            return .output(payload, parts)
        case "blob": return .blob(try base64(&lines))
        case "chunks":
            let cuts = try lines.numbers("cuts")
            let content = try base64(&lines)
            let lengths = 1...Int(ChunkList.maximumChunkLength)
            guard cuts.count >= 2, cuts.allSatisfy({ lengths.contains($0) }), cuts.reduce(0, +) == content.count else {
                throw DecodeError(.outOfRange, "the cuts are not those of the content")
            }
            return .chunks(content, cuts: cuts)
        case "pointer":
            return .pointer(try pointer(bytes))
        default: throw DecodeError(.outOfRange, "'\(word.prefix(20))' is no kind of text")
        }
    }

    private static func pointer(_ bytes: [UInt8]) throws -> MirrorPointer {
        var lines = LineCursor(bytes)
        try lines.skip("{")
        _ = try lines.string("at1")
        guard let id = ObjectID(hex: try lines.string("id")),
            let kind = ObjectKind(rawValue: try lines.string("kind")), kind.isContent, kind != .recipe,
            kind != .output,
            let length = UInt64(try lines.string("length")), let sha256 = Digest(hex: try lines.string("sha256"))
        else { throw DecodeError(.syntax, "a pointer has kind, length and sha256") }
        return MirrorPointer(kind: kind, id: id, length: length, sha256: sha256)
    }

    /// The token is on the line before the last.
    private static func session(_ bytes: [UInt8]) throws -> [UInt8] {
        let head = Array("  \"token\": \"".utf8)
        let tail = Array("\"\n}\n".utf8)
        guard bytes.count > tail.count, bytes.suffix(tail.count).elementsEqual(tail) else {
            throw DecodeError(.truncated, "the text does not end with a token")
        }
        let rest = bytes.dropLast(tail.count)
        let start = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.startIndex
        guard rest[start...].starts(with: head) else { throw DecodeError(.missing, "there is no token") }
        var payload = Array(rest[(start + head.count)...])
        if payload.suffix(2).elementsEqual("\\n".utf8) {
            payload.removeLast(2)
            payload.append(UInt8(ascii: "\n"))
        }
        _ = try ReplaySession.sealed(inFile: payload)
        return payload
    }

    private static func base64(_ lines: inout LineCursor) throws -> [UInt8] {
        try lines.skip("  \"base64\": [")
        var content: [UInt8] = []
        while let line = lines.next(), !line.elementsEqual("  ]".utf8) {
            let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }
            let end = text.lastIndex(of: UInt8(ascii: "\"")) ?? text.endIndex
            guard let piece = Base64.decode(utf8: text[..<end]) else {
                throw DecodeError(.notCanonical, "the content is not canonical base64")
            }
            content += piece
        }
        return content
    }
}

/// Reads a text line by line.
private struct LineCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        defer { rest = rest[min(end + 1, rest.endIndex)...] }
        return rest[..<end]
    }

    mutating func skip(_ line: String) throws(DecodeError) {
        guard next()?.elementsEqual(line.utf8) == true else {
            throw DecodeError(.syntax, "the line '\(line)' is missing")
        }
    }

    /// The text of the member on the next line.
    mutating func string(_ key: String) throws(DecodeError) -> String {
        let line = String(decoding: next() ?? [], as: UTF8.self)
        let head = "  \"\(key)\": \""
        guard line.hasPrefix(head), let end = line.lastIndex(of: "\""), line.utf8.count > head.utf8.count else {
            throw DecodeError(.missing, "the line '\(key)' is missing")
        }
        let start = line.utf8.index(line.startIndex, offsetBy: head.utf8.count)
        return start <= end ? String(line[start..<end]) : ""
    }

    mutating func numbers(_ key: String) throws(DecodeError) -> [Int] {
        let line = String(decoding: next() ?? [], as: UTF8.self)
        guard line.hasPrefix("  \"\(key)\": ["), line.hasSuffix("],") else {
            throw DecodeError(.missing, "the line '\(key)' is missing")
        }
        let numbers = line.dropFirst("  \"\(key)\": [".count).dropLast(2).split(separator: ", ").map { Int($0) }
        guard !numbers.contains(nil) else { throw DecodeError(.syntax, "'\(key)' is no list of numbers") }
        return numbers.compactMap { $0 }
    }

    /// The last member, without white space.
    mutating func value(_ key: String) throws(DecodeError) -> [UInt8] {
        let head = Array("  \"\(key)\": ".utf8)
        let tail = Array("\n}\n".utf8)
        guard rest.starts(with: head), rest.count > head.count + tail.count, rest.suffix(3).elementsEqual(tail) else {
            throw DecodeError(.missing, "the member '\(key)' is missing")
        }
        return JSONLayout.compact(rest.dropFirst(head.count).dropLast(tail.count))
    }
}
