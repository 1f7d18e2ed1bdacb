internal import Objects

/// Settings in git's syntax: `[section]` or `[section "name"]`, then `key = value` (docs/format.md §10).
///
/// A setting is called `section.key` or `section.name.key`; section and key are case-insensitive. The text is preserved
/// as it was read, including comments; changing a setting changes its line.
public struct Configuration: Sendable {
    private var lines: [Line] = []

    fileprivate struct Line: Sendable {
        var text: String
        /// The line if it is not UTF-8, to be written back as it is.
        var raw: [UInt8]?
        /// The section that the line is in, or starts.
        var section: String
        var setting: (key: String, value: String)?
        /// The folder that the line comes from, if that belongs to another user.
        var foreignFolder: String?
        /// The setting with a malformed value.
        var brokenKey: String?
        /// Where the line was read.
        var place: Place?

        var key: String? { setting?.key ?? brokenKey }

        var isHeader: Bool { text.trimmingSpaces.hasPrefix("[") }
    }

    /// A line of a settings file.
    public struct Place: Hashable, Sendable, CustomStringConvertible {
        public let path: String
        public let line: Int
        /// Whether the file is the user's, and not a repository's.
        public let isUsers: Bool

        public var description: String { "'\(path)', line \(line)" }
    }

    /// Malformed lines, and what is wrong with them.
    public private(set) var problems: [(place: Place, what: String)] = []

    public init() {}

    /// - Throws: ``ConfigurationError/line(_:what:)`` for the first malformed line.
    package init(parsing bytes: [UInt8], path: String, isUsers: Bool = false) throws {
        self.init(tolerating: bytes, path: path, isUsers: isUsers)
        if let (place, what) = problems.first { throw ConfigurationError.line(place, what: what) }
    }

    /// Preserves malformed lines, and lists them in ``problems``.
    init(tolerating bytes: [UInt8], path: String, isUsers: Bool = false) {
        /// Nil below a malformed header.
        var section: String? = ""
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, bytes) in lines.enumerated() {
            let place = Place(path: path, line: number + 1, isUsers: isUsers)
            let text = String(validating: bytes, as: UTF8.self)
            var line = Line(
                text: text ?? "", raw: text == nil ? Array(bytes) : nil, section: section ?? "", place: place)
            let problem = text == nil ? "it is not UTF-8 text" : line.parse(&section)
            if let problem { problems.append((place, problem)) }
            self.lines.append(line)
        }
        while let last = self.lines.last, last.text.isEmpty, last.raw == nil { self.lines.removeLast() }
    }

    /// The bytes of the file.
    package var bytes: [UInt8] { lines.flatMap { ($0.raw ?? Array($0.text.utf8)) + "\n".utf8 } }

    /// All settings, in order.
    public var all: [(key: String, value: String)] { lines.compactMap(\.setting) }

    /// The same settings, marked as those of a folder that belongs to another user.
    func ofAnotherUser(in folder: String) -> Configuration {
        var result = self
        for index in lines.indices { result.lines[index].foreignFolder = folder }
        return result
    }

    /// The folder of another user that the value of `key` comes from; nil if it is the user's own.
    func folderOfAnotherUser(setting key: String) -> String? {
        let key = Self.normal(key)
        return lines.last { $0.setting?.key == key }?.foreignFolder
    }

    /// Adds a value to a setting.
    public mutating func add(_ value: String, to key: String) {
        guard let key = Self.normal(key) else { return }
        guard let last = lines.lastIndex(where: { $0.setting?.key == key }) else { return self[key] = value }
        var line = lines[last]
        line.text = "    \(key.split(separator: ".").last!) = \(Self.quote(value))"
        line.setting = (key, value)
        lines.insert(line, at: last + 1)
    }

    /// The names of all settings, and where each was read; nil for one that was not read.
    var names: [(key: String, place: Place?)] { lines.compactMap { line in line.setting.map { ($0.key, line.place) } } }

    /// Where the value in force for `key` was read.
    func place(of key: String) -> Place? {
        let key = Self.normal(key)
        return lines.last { $0.setting?.key == key }?.place
    }

    /// The last value given for `key`.
    public subscript(key: String) -> String? {
        get {
            let key = Self.normal(key)
            return lines.last { $0.setting?.key == key }?.setting?.value
        }
        set {
            guard let key = Self.normal(key), let dot = key.lastIndex(of: ".") else { return }
            let section = String(key[..<dot])
            let last = lines.lastIndex { $0.key == key }
            guard let newValue else {
                lines.removeAll { $0.key == key }
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

    /// Removes the headers of a section, `remote.origin`, that no longer contains anything, not even a comment.
    package mutating func removeIfEmpty(section: String) {
        guard lines.allSatisfy({ $0.section != section || $0.isHeader }) else { return }
        lines.removeAll { $0.section == section }
    }

    /// Whether `key` is a valid name for a setting.
    public static func isValid(_ key: String) -> Bool { normal(key) != nil }

    /// The settings of `other` after these, so that they take precedence.
    public func overlaid(with other: Configuration) -> Configuration {
        var result = self
        result.lines += other.lines
        result.problems += other.problems
        return result
    }

    // MARK: Grammar

    static func normal(_ key: String) -> String? {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let first = parts.first, let last = parts.last else { return nil }
        let section = first.lowercased()
        let name = last.lowercased()
        guard isKey(section), isKey(name) else { return nil }
        let middle = parts.dropFirst().dropLast().joined(separator: ".")
        guard parts.count == 2 || !middle.isEmpty, !middle.contains("\n") else { return nil }
        return parts.count == 2 ? "\(section).\(name)" : "\(section).\(middle).\(name)"
    }

    fileprivate static func isKey(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "-")
            }
    }

    fileprivate static func section(_ text: String) -> String? {
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
        let name = section[section.index(after: dot)...].unicodeScalars.map {
            $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)"
        }.joined()
        return "[\(section[..<dot]) \"\(name)\"]"
    }

    /// Decodes quotes and escapes; nil if a quotation is not closed. A comment ends an unquoted value. Works on
    /// scalars: a quote and a combining character after it are one Character.
    fileprivate static func unquote(_ text: String) -> String? {
        var result = ""
        var isQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case "\"": isQuoted.toggle()
            case "\\":
                switch scalars.next() {
                case "n": result.append("\n")
                case "t": result.append("\t")
                case let next?: result.unicodeScalars.append(next)
                case nil: return nil
                }
            case "#" where !isQuoted, ";" where !isQuoted: return result.trimmingSpaces
            default: result.unicodeScalars.append(scalar)
            }
        }
        return isQuoted ? nil : result
    }

    private static func quote(_ value: String) -> String {
        let plain =
            !value.isEmpty && value == value.trimmingSpaces
            && !value.unicodeScalars.contains { "\"\\#;\n\t".unicodeScalars.contains($0) }
        guard !plain else { return value }
        let escaped = value.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\t": "\\t"
            default: "\(scalar)"
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension Configuration.Line {
    /// Parses the line.
    ///
    /// - Parameter section: the section that the line is in; set to the one that it starts. Nil if that is unknown.
    /// - Returns: what is wrong with the line; nil if nothing is.
    fileprivate mutating func parse(_ section: inout String?) -> String? {
        let trimmed = text.trimmingSpaces
        if trimmed.hasPrefix("[") {
            section = Configuration.section(trimmed)
            self.section = section ?? ""
            return section == nil ? "a section is '[name]' or '[name \"more\"]'" : nil
        }
        guard let section, !trimmed.isEmpty, !trimmed.hasPrefix("#"), !trimmed.hasPrefix(";") else { return nil }
        guard !section.isEmpty else { return "a setting before the first [section]" }
        let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = parts[0].trimmingSpaces.lowercased()
        guard Configuration.isKey(key) else { return "'\(key)' is not a name for a setting" }
        guard let value = parts.count == 1 ? "true" : Configuration.unquote(parts[1].trimmingSpaces) else {
            brokenKey = "\(section).\(key)"
            return "a quote does not end"
        }
        setting = ("\(section).\(key)", value)
        return nil
    }
}

extension StringProtocol {
    /// Without blanks and tabs at either end.
    package var trimmingSpaces: String {
        var view = Substring(self)
        while view.first == " " || view.first == "\t" || view.first == "\r" { view.removeFirst() }
        while view.last == " " || view.last == "\t" || view.last == "\r" { view.removeLast() }
        return String(view)
    }
}
