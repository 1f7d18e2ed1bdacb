internal import Objects

/// Settings in git's form: `[section]` or `[section "name"]`, then `key = value` (docs/format.md §10).
///
/// A setting is called `section.key` or `section.name.key`; section and key in any case of letters. The text is kept as
/// it was read, comments and all; changing a setting changes its line.
public struct Configuration: Sendable {
    private var lines: [Line] = []

    private struct Line: Sendable {
        var text: String
        /// The section that the line is in, or opens.
        var section: String
        var setting: (key: String, value: String)?

        var isHeader: Bool { text.trimmingSpaces.hasPrefix("[") }
    }

    public init() {}

    /// - Throws: ``RepositoryError/badConfiguration(_:)`` with the line's number.
    public init(parsing text: String, path: String) throws {
        var section = ""
        // By bytes: CR LF is one Character.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, bytes) in lines.enumerated() {
            let text = String(decoding: bytes, as: UTF8.self)
            func bad(_ what: String) -> RepositoryError { .badConfiguration("\(path), line \(number + 1): \(what)") }
            let trimmed = text.trimmingSpaces
            var line = Line(text: text, section: section)
            if trimmed.hasPrefix("[") {
                guard let name = Self.section(trimmed) else { throw bad("a section is '[name]' or '[name \"more\"]'") }
                section = name
                line.section = name
            } else if !trimmed.isEmpty, !trimmed.hasPrefix("#"), !trimmed.hasPrefix(";") {
                guard !section.isEmpty else { throw bad("a setting before the first [section]") }
                let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let key = parts[0].trimmingSpaces.lowercased()
                guard Self.isKey(key) else { throw bad("'\(key)' is not a name for a setting") }
                guard let value = parts.count == 1 ? "true" : Self.unquote(parts[1].trimmingSpaces) else {
                    throw bad("a quote does not end")
                }
                line.setting = ("\(section).\(key)", value)
            }
            self.lines.append(line)
        }
        while self.lines.last?.text.isEmpty == true { self.lines.removeLast() }
    }

    /// The text of the file.
    public var text: String {
        lines.map { $0.text + "\n" }.joined()
    }

    /// All settings, in order.
    public var all: [(key: String, value: String)] { lines.compactMap(\.setting) }

    /// The last value given for `key`.
    public subscript(key: String) -> String? {
        get {
            let key = Self.normal(key)
            return lines.last { $0.setting?.key == key }?.setting?.value
        }
        set {
            guard let key = Self.normal(key), let dot = key.lastIndex(of: ".") else { return }
            let section = String(key[..<dot])
            let last = lines.lastIndex { $0.setting?.key == key }
            guard let newValue else {
                lines.removeAll { $0.setting?.key == key }
                return
            }
            let text = "    \(key[key.index(after: dot)...]) = \(Self.quote(newValue))"
            let line = Line(text: text, section: section, setting: (key, newValue))
            if let last {
                lines[last] = line
            } else if let end = lines.lastIndex(where: { $0.section == section }) {
                lines.insert(line, at: end + 1)
            } else {
                lines.append(Line(text: Self.header(section), section: section))
                lines.append(line)
            }
        }
    }

    /// Takes away the headers of a section, `remote.origin`, that holds nothing any more, not even a comment.
    mutating func removeIfEmpty(section: String) {
        guard lines.allSatisfy({ $0.section != section || $0.isHeader }) else { return }
        lines.removeAll { $0.section == section }
    }

    /// Whether `key` has the form of a setting's name.
    public static func isValid(_ key: String) -> Bool { normal(key) != nil }

    /// The settings of `other` after these, so that they win.
    public func overlaid(with other: Configuration) -> Configuration {
        var result = self
        result.lines += other.lines
        return result
    }

    // MARK: Grammar

    private static func normal(_ key: String) -> String? {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let first = parts.first, let last = parts.last else { return nil }
        let section = first.lowercased()
        let name = last.lowercased()
        guard isKey(section), isKey(name) else { return nil }
        let middle = parts.dropFirst().dropLast().joined(separator: ".")
        guard parts.count == 2 || !middle.isEmpty, !middle.contains("\n") else { return nil }
        return parts.count == 2 ? "\(section).\(name)" : "\(section).\(middle).\(name)"
    }

    private static func isKey(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "-")
            }
    }

    private static func section(_ text: String) -> String? {
        guard text.hasSuffix("]") else { return nil }
        let inner = text.dropFirst().dropLast()
        guard let space = inner.firstIndex(of: " ") else {
            let name = inner.lowercased()
            return isKey(name) ? name : nil
        }
        let name = inner[..<space].lowercased()
        let quoted = String(inner[space...]).trimmingSpaces
        guard isKey(name), quoted.hasPrefix("\""), quoted.hasSuffix("\""), quoted.count >= 2, let rest = unquote(quoted)
        else { return nil }
        return "\(name).\(rest)"
    }

    private static func header(_ section: String) -> String {
        guard let dot = section.firstIndex(of: ".") else { return "[\(section)]" }
        let name = section[section.index(after: dot)...].map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        return "[\(section[..<dot]) \"\(name)\"]"
    }

    /// Takes quotes and escapes away; nil when a quote does not end. A comment ends an unquoted value.
    private static func unquote(_ text: String) -> String? {
        var result = ""
        var isQuoted = false
        var characters = text.makeIterator()
        while let character = characters.next() {
            switch character {
            case "\"": isQuoted.toggle()
            case "\\":
                switch characters.next() {
                case "n": result.append("\n")
                case "t": result.append("\t")
                case let next?: result.append(next)
                case nil: return nil
                }
            case "#" where !isQuoted, ";" where !isQuoted: return result.trimmingSpaces
            default: result.append(character)
            }
        }
        return isQuoted ? nil : result
    }

    private static func quote(_ value: String) -> String {
        let plain = !value.isEmpty && value == value.trimmingSpaces && !value.contains { "\"\\#;\n\t".contains($0) }
        guard !plain else { return value }
        let escaped = value.map { character in
            switch character {
            case "\"", "\\": "\\\(character)"
            case "\n": "\\n"
            case "\t": "\\t"
            default: "\(character)"
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension StringProtocol {
    /// Without blanks and tabs at both ends.
    package var trimmingSpaces: String {
        var view = Substring(self)
        while view.first == " " || view.first == "\t" || view.first == "\r" { view.removeFirst() }
        while view.last == " " || view.last == "\t" || view.last == "\r" { view.removeLast() }
        return String(view)
    }
}
