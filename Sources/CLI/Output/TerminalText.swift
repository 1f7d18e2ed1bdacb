/// Text of others, made safe for a terminal and cut to its width.
enum TerminalText {
    /// The text on one line, without characters that steer a terminal or turn the text around them.
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

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }

    /// The safe text in at most `width` columns, with `…` where it was cut.
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

    /// The safe text over at most `lines` lines of `width` columns, broken at spaces, with `…` where it was cut.
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
