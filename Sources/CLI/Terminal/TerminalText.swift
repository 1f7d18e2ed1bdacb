/// Text from others, made safe for a terminal and fitted to its width.
enum TerminalText {
    /// The text on one line, without control characters and characters that change the direction of writing.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    /// The bytes of lines, made safe for a terminal: control characters, characters that change the direction of
    /// writing, and invalid UTF-8 are written as in git's quoted names, a backslash and three octal digits for each
    /// byte. Tabs and line ends stay.
    static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { ($0 < 0x20 && $0 != 0x0a && $0 != 0x09) || $0 >= 0x7f }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let (length, isSafe) = character(bytes[at...])
            for byte in bytes[at..<(at + length)] { result += isSafe ? [byte] : octal(byte) }
            at += length
        }
        return result
    }

    /// The same for JSON, which has escapes of its own.
    static func escapedJSON(_ bytes: [UInt8]) -> [UInt8] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
            if character(Array(String(scalar).utf8)[...]).isSafe { return Array(String(scalar).utf8) }
            let digits = String(scalar.value, radix: 16)
            return Array("\\u".utf8) + Array(String(repeating: "0", count: 4 - digits.count).utf8) + Array(digits.utf8)
        }
    }

    /// The same for text that must stay on one line.
    static func oneLine(_ text: String) -> String {
        String(
            decoding: escaped(Array(text.utf8)).flatMap { $0 == 0x0a || $0 == 0x09 ? octal($0) : [$0] }, as: UTF8.self)
    }

    private static func octal(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "\\")] + [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
    }

    /// The length of the first character in bytes, and whether it is safe for a terminal.
    private static func character(_ bytes: ArraySlice<UInt8>) -> (length: Int, isSafe: Bool) {
        let first = bytes[bytes.startIndex]
        if first < 0x80 {
            // Some systems write a carriage return at the end of a line.
            let isLineEnd = first == 0x0d && bytes.dropFirst().first == 0x0a
            return (1, isLineEnd || first == 0x0a || first == 0x09 || 0x20..<0x7f ~= first)
        }
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self), let scalar = text.unicodeScalars.first
        else { return (1, false) }
        switch scalar.value {
        case 0x80...0x9f, 0x61c, 0x200e...0x200f, 0x2028...0x2029, 0x202a...0x202e, 0x2066...0x2069:
            return (length, false)
        default: return (length, true)
        }
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }

    /// The safe text in at most `width` columns, with `…` if it was cut.
    static func fitted(_ text: String, _ width: Int) -> String {
        let text = safe(text)
        guard columns(text) > width else { return text }
        var fitted = ""
        var used = 0
        for character in text {
            let columns = columns(of: character)
            guard used + columns < width else { break }
            fitted.append(character)
            used += columns
        }
        return fitted + "…"
    }

    /// The safe text in at most `lines` lines of `width` columns, broken at spaces, with `…` if it was cut.
    static func wrapped(_ text: String, _ width: Int, lines limit: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var words = safe(text).split(separator: " ")[...]
        while let word = words.first {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if columns(longer) <= width || line.isEmpty {
                line = longer
                words.removeFirst()
            } else if lines.count == limit - 1 {
                return lines + [fitted("\(line) \(words.joined(separator: " "))", width)]
            } else {
                lines.append(fitted(line, width))
                line = ""
            }
        }
        return line.isEmpty ? lines : lines + [fitted(line, width)]
    }

    /// The safe text, padded with spaces to `width` columns.
    static func padded(_ text: String, _ width: Int) -> String {
        let text = fitted(text, width)
        return text + String(repeating: " ", count: max(0, width - columns(text)))
    }

    static func columns(_ text: String) -> Int {
        text.reduce(0) { $0 + columns(of: $1) }
    }

    private static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            return 2
        default: return character.unicodeScalars.contains { $0.value == 0xfe0f } ? 2 : 1
        }
    }
}
