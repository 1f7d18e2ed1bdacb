/// Splits Python source into tokens, including indentation (The Python Language Reference, §2).
struct Lexer {
    private let text: [UInt8]
    private var at = 0
    private var line = 1
    private var depth = 0
    private var indents = [0]
    private var tokens: [Token] = []

    /// The maximum length of a source in bytes, and the maximum indentation.
    static let maximumLength = 4 << 20
    private static let maximumIndents = 64

    private init(_ text: String) {
        self.text = Array(text.utf8)
    }

    static func tokens(_ text: String) throws(SourceError) -> [Token] {
        guard text.utf8.count <= maximumLength else {
            throw SourceError(1, "the source is longer than \(maximumLength) bytes")
        }
        var lexer = Lexer(text)
        try lexer.run()
        return lexer.tokens
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        at + offset < text.count ? text[at + offset] : 0
    }

    private mutating func add(_ kind: Token.Kind) {
        tokens.append(Token(kind: kind, line: line))
    }

    private mutating func run() throws(SourceError) {
        var isLineStart = true
        while at < text.count {
            if isLineStart, depth == 0 {
                isLineStart = false
                if try readIndent() { continue }
            }
            switch byte() {
            case UInt8(ascii: "\n"):
                if depth == 0 {
                    if let last = tokens.last?.kind, last != .newline, last != .indent, last != .dedent {
                        add(.newline)
                    }
                    isLineStart = true
                }
                line += 1
                at += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 12: at += 1
            case UInt8(ascii: "#"): while at < text.count, byte() != UInt8(ascii: "\n") { at += 1 }
            case UInt8(ascii: "\\"):
                at += 1
                if byte() == UInt8(ascii: "\r") { at += 1 }
                guard byte() == UInt8(ascii: "\n") else { throw SourceError(line, "a stray backslash") }
                at += 1
                line += 1
            default: try readToken()
            }
        }
        if let last = tokens.last?.kind, last != .newline { add(.newline) }
        while indents.count > 1 {
            indents.removeLast()
            add(.dedent)
        }
        add(.end)
    }

    /// Reads the indentation of a line; true if the line is blank and was skipped.
    private mutating func readIndent() throws(SourceError) -> Bool {
        var width = 0
        while byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t") {
            width = byte() == UInt8(ascii: "\t") ? (width / 8 + 1) * 8 : width + 1
            at += 1
        }
        if at >= text.count || byte() == UInt8(ascii: "\n") || byte() == UInt8(ascii: "#")
            || byte() == UInt8(ascii: "\r")
        {
            return false
        }
        if width > indents[indents.count - 1] {
            guard indents.count < Self.maximumIndents else { throw SourceError(line, "indented too deep") }
            indents.append(width)
            add(.indent)
        }
        while width < indents[indents.count - 1] {
            indents.removeLast()
            add(.dedent)
        }
        guard width == indents[indents.count - 1] else { throw SourceError(line, "the indentation fits no block") }
        return false
    }

    private mutating func readToken() throws(SourceError) {
        let first = byte()
        if Self.isLetter(first) {
            let start = at
            while Self.isLetter(byte()) || Self.isDigit(byte()) { at += 1 }
            let word = String(decoding: text[start..<at], as: UTF8.self)
            if byte() == UInt8(ascii: "'") || byte() == UInt8(ascii: "\""), word.count <= 2,
                word.allSatisfy({ "rbfuRBFU".contains($0) })
            {
                return try readString(prefix: word.lowercased())
            }
            return add(.name(word))
        }
        if Self.isDigit(first) || first == UInt8(ascii: ".") && Self.isDigit(byte(1)) { return try readNumber() }
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") { return try readString(prefix: "") }
        for length in [3, 2, 1] where at + length <= text.count {
            let symbol = String(decoding: text[at..<at + length], as: UTF8.self)
            guard Self.symbols.contains(symbol) else { continue }
            if "([{".contains(symbol) { depth += 1 }
            if ")]}".contains(symbol) { depth = max(0, depth - 1) }
            at += length
            return add(.symbol(symbol))
        }
        throw SourceError(line, "a character that Python has no use for")
    }

    private static let symbols: Set<String> = [
        "**=", "//=", ">>=", "<<=", "...", "**", "//", "==", "!=", "<=", ">=", "->", "+=", "-=", "*=", "/=", "%=", "@=",
        "&=", "|=", "^=", "<<", ">>", ":=", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[",
        "]", "{", "}", ",", ":", ".", ";", "=",
    ]

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private mutating func readNumber() throws(SourceError) {
        if byte() == UInt8(ascii: "0"), let radix = [120: 16, 98: 2, 111: 8][Int(byte(1) | 0x20)] {
            at += 2
            var digits = ""
            while Self.isLetter(byte()) || Self.isDigit(byte()) {
                if byte() != UInt8(ascii: "_") { digits.unicodeScalars.append(Unicode.Scalar(byte())) }
                at += 1
            }
            guard let value = UInt64(digits, radix: radix) else {
                throw SourceError(line, "a number that is too large")
            }
            return add(.integer("\(value)"))
        }
        var digits = ""
        var isReal = false
        while true {
            let next = byte()
            if Self.isDigit(next) {
                digits.unicodeScalars.append(Unicode.Scalar(next))
            } else if next == UInt8(ascii: ".") && !isReal {
                isReal = true
                digits += "."
            } else if next | 0x20 == UInt8(ascii: "e"),
                Self.isDigit(byte(1)) || (byte(1) == 0x2b || byte(1) == 0x2d) && Self.isDigit(byte(2))
            {
                isReal = true
                digits += "e"
                at += 1
                digits.unicodeScalars.append(Unicode.Scalar(byte()))
            } else if next != UInt8(ascii: "_") {
                break
            }
            at += 1
        }
        guard byte() | 0x20 != UInt8(ascii: "j") else { throw SourceError(line, "complex numbers are not read") }
        guard isReal else {
            let trimmed = digits.drop { $0 == "0" }
            return add(.integer(trimmed.isEmpty ? "0" : String(trimmed)))
        }
        if digits.hasPrefix(".") { digits = "0" + digits }
        if digits.hasSuffix(".") { digits += "0" }
        digits = digits.replacing(".e", with: ".0e")
        guard let value = Double(digits) else { throw SourceError(line, "a number that cannot be read") }
        add(.float(value))
    }

    private mutating func readString(prefix: String) throws(SourceError) {
        let start = line
        let quote = byte()
        let isLong = byte(1) == quote && byte(2) == quote
        at += isLong ? 3 : 1
        var value: [UInt8] = []
        while true {
            guard at < text.count else { throw SourceError(start, "a string without an end") }
            let next = byte()
            if next == quote, !isLong || byte(1) == quote && byte(2) == quote {
                at += isLong ? 3 : 1
                break
            }
            if next == UInt8(ascii: "\n") {
                guard isLong else { throw SourceError(start, "a string without an end") }
                line += 1
            }
            if next == UInt8(ascii: "\\"), !prefix.contains("r") {
                at += 1
                try readEscape(into: &value)
            } else {
                value.append(next)
                at += 1
            }
        }
        if prefix.contains("b") { return tokens.append(Token(kind: .bytes(value), line: start)) }
        let string = String(decoding: value, as: UTF8.self)
        tokens.append(Token(kind: prefix.contains("f") ? .formatted(string) : .string(string), line: start))
    }

    private mutating func readEscape(into value: inout [UInt8]) throws(SourceError) {
        let next = byte()
        at += 1
        switch next {
        case UInt8(ascii: "n"): value.append(10)
        case UInt8(ascii: "t"): value.append(9)
        case UInt8(ascii: "r"): value.append(13)
        case UInt8(ascii: "0"): value.append(0)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): value.append(next)
        case UInt8(ascii: "\n"): line += 1
        case UInt8(ascii: "x"), UInt8(ascii: "u"):
            let count = next == UInt8(ascii: "x") ? 2 : 4
            guard at + count <= text.count,
                let code = UInt32(String(decoding: text[at..<at + count], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw SourceError(line, "an escape that cannot be read") }
            at += count
            value += Array(String(Character(scalar)).utf8)
        default: value += [UInt8(ascii: "\\"), next]
        }
    }
}
