/// Reads the text between the quotes of an f-string.
enum FormatReader {
    static func parts(_ text: String, line: Int) throws(SourceError) -> [Expression.FormatPart] {
        var parts: [Expression.FormatPart] = []
        var plain = ""
        let characters = Array(text)
        var at = 0
        while at < characters.count {
            let next = characters[at]
            if next == "{" || next == "}", at + 1 < characters.count, characters[at + 1] == next {
                plain.append(next)
                at += 2
                continue
            }
            guard next == "{" else {
                plain.append(next)
                at += 1
                continue
            }
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            let end = try end(of: characters, from: at + 1, line)
            parts.append(try field(characters[at + 1..<end], line))
            at = end + 1
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        return parts
    }

    private static func end(of characters: [Character], from start: Int, _ line: Int) throws(SourceError) -> Int {
        var depth = 0
        for at in start..<characters.count {
            if "([{".contains(characters[at]) { depth += 1 }
            if depth == 0, characters[at] == "}" { return at }
            if ")]}".contains(characters[at]) { depth -= 1 }
        }
        throw SourceError(line, "an f-string with an open brace")
    }

    private static func field(_ characters: ArraySlice<Character>, _ line: Int) throws(SourceError)
        -> Expression.FormatPart
    {
        var depth = 0
        var cut = characters.endIndex
        for at in characters.indices {
            if "([{".contains(characters[at]) { depth += 1 }
            if ")]}".contains(characters[at]) { depth -= 1 }
            if depth == 0, characters[at] == ":" {
                cut = at
                break
            }
        }
        var code = String(characters[..<cut])
        let specification = cut < characters.endIndex ? String(characters[(cut + 1)...]) : ""
        guard !specification.contains("{") else { throw SourceError(line, "nested fields in an f-string are not read") }
        let isRepresentation = code.hasSuffix("!r")
        if isRepresentation || code.hasSuffix("!s") { code = String(code.dropLast(2)) }
        return .value(
            try Parser.expression(code, line: line), specification: specification, isRepresentation: isRepresentation)
    }
}
