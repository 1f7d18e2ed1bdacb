internal import Objects

/// The part of YAML that DVC writes into a `.dvc` file: a mapping of scalars, and of lists of mappings of scalars.
struct DVCMapping {
    enum Value {
        case scalar(String)
        case list([[(key: String, value: String)]])
    }

    private(set) var members: [(key: String, value: Value)] = []

    private struct Line {
        let number: Int
        let indent: Int
        var text: Substring
    }

    init(_ bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count <= DVCFile.maximumLength else {
            throw DecodeError(.outOfRange, "it has more than \(DVCFile.maximumLength) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodeError(.notCanonical, "it is not UTF-8")
        }
        var lines = try Self.lines(text)[...]
        while let line = lines.popFirst() {
            guard line.indent == 0 else { throw Self.strange(line) }
            let (key, rest) = try Self.member(line)
            guard !members.contains(where: { $0.key == key }) else {
                throw DecodeError(.notCanonical, "line \(line.number) has '\(key)' a second time")
            }
            if rest.isEmpty {
                members.append((key, .list(try Self.list(&lines))))
            } else {
                members.append((key, .scalar(try Self.scalar(rest, line))))
            }
        }
    }

    private static func lines(_ text: String) throws(DecodeError) -> [Line] {
        var lines: [Line] = []
        for (index, whole) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let body = whole.drop { $0 == " " }
            if body.isEmpty || body.hasPrefix("#") { continue }
            let line = Line(number: index + 1, indent: whole.utf8.count - body.utf8.count, text: body)
            // A line feed after a carriage return is one character.
            guard body.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw strange(line) }
            lines.append(line)
        }
        return lines
    }

    /// The mappings of a list: `- key: value`, and further members below the first.
    private static func list(_ lines: inout ArraySlice<Line>) throws(DecodeError) -> [[(key: String, value: String)]] {
        var items: [[(key: String, value: String)]] = []
        guard let indent = lines.first?.indent else { return [] }
        while var line = lines.first, line.indent == indent, line.text.hasPrefix("- ") {
            lines.removeFirst()
            line.text = line.text.dropFirst(2)
            var item: [(key: String, value: String)] = []
            while true {
                let (key, rest) = try member(line)
                guard !rest.isEmpty, !item.contains(where: { $0.key == key }) else { throw strange(line) }
                item.append((key, try scalar(rest, line)))
                guard let next = lines.first, next.indent == indent + 2 else { break }
                line = next
                lines.removeFirst()
            }
            items.append(item)
        }
        return items
    }

    /// `key: value` or `key:`, with a key of letters, digits and underscores.
    private static func member(_ line: Line) throws(DecodeError) -> (key: String, rest: Substring) {
        let key = line.text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let rest = line.text.dropFirst(key.count)
        guard !key.isEmpty, rest.first == ":" else { throw strange(line) }
        let value = rest.dropFirst()
        guard value.isEmpty || value.first == " " else { throw strange(line) }
        return (String(key), value.drop { $0 == " " })
    }

    private static func scalar(_ text: Substring, _ line: Line) throws(DecodeError) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        guard let first = text.first else { throw strange(line) }
        if first == "'" {
            let inner = text.dropFirst().dropLast()
            let plain = String(inner).replacing("''", with: "\u{1}")
            guard text.count >= 2, text.last == "'", !plain.contains("'") else { throw strange(line) }
            return plain.replacing("\u{1}", with: "'")
        }
        if first == "\"" {
            // What JSON has of the escapes means the same in YAML.
            do throws(DecodeError) {
                guard case .string(let string) = try JSONValue(parsing: Array(text.utf8)) else { throw strange(line) }
                return string.text
            } catch { throw strange(line) }
        }
        // What begins like this is an anchor, a tag, a list, a block or another thing than text.
        let isText = !"&*!|>%@`{}[],?#-:".contains(first) || first == "-" && text.count > 1 && !text.hasPrefix("- ")
        guard isText, !text.contains(": "), !text.contains(" #"), text.last != ":"
        else { throw strange(line) }
        return String(text)
    }

    private static func strange(_ line: Line) -> DecodeError {
        DecodeError(
            .notCanonical,
            "line \(line.number) is more YAML than 'dvc add' writes: '\(line.text.prefix(60))'")
    }
}
