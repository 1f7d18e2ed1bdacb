public import Objects

/// One request of a program that keeps the process running (docs/protocol.md §9): a verb and its arguments, on a line.
///
/// The last argument is the rest of the line. An argument that starts with `"` is a JSON string, so that a path may
/// contain a line feed.
public enum BatchRequest: Hashable, Sendable {
    /// The content of the file that an object represents.
    case contents(String)
    /// The kind of an object, and the length and the SHA-256 of its file.
    case info(String)
    /// The files of a revision whose paths match a pattern.
    case list(revision: String, pattern: String?)
    /// The history of a revision, newest first.
    case log(revision: String, limit: Int)
    /// How the file of a recipe is computed.
    case recipe(String)
    /// The branches and tags.
    case refs

    /// The maximum length of a line in bytes, without its end.
    public static let maximumLength = 1 << 16

    public init(parsing line: [UInt8]) throws(DecodeError) {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw DecodeError(.badText, "a request is UTF-8")
        }
        var rest = text.utf8[...]
        let verb = String(decoding: rest.prefix { $0 != Self.space }, as: UTF8.self)
        rest = rest.dropFirst(verb.utf8.count + 1)
        switch verb {
        case "contents": self = .contents(try Self.last(&rest, of: verb))
        case "info": self = .info(try Self.last(&rest, of: verb))
        case "recipe": self = .recipe(try Self.last(&rest, of: verb))
        case "list":
            let revision = try Self.word(&rest, of: verb)
            self = .list(revision: revision, pattern: rest.isEmpty ? nil : try Self.last(&rest, of: verb))
        case "log":
            let revision = try Self.word(&rest, of: verb)
            guard !rest.isEmpty else {
                self = .log(revision: revision, limit: .max)
                break
            }
            guard let limit = Int(try Self.last(&rest, of: verb)), limit >= 0 else {
                throw DecodeError(.outOfRange, "the limit of log is not a number from 0 up")
            }
            self = .log(revision: revision, limit: limit)
        case "refs":
            guard rest.isEmpty else { throw DecodeError(.trailingBytes, "refs takes no arguments") }
            self = .refs
        default:
            throw DecodeError(.syntax, "there is no request '\(verb.prefix(40))'")
        }
    }

    private static let space = UInt8(ascii: " ")
    private static let quote = UInt8(ascii: "\"")

    /// The argument up to the next space, and the space.
    private static func word(
        _ rest: inout Substring.UTF8View, of verb: String
    ) throws(DecodeError) -> String {
        if rest.first == quote {
            let end = try endOfString(rest)
            let word = rest[..<end]
            rest = rest[end...]
            guard rest.isEmpty || rest.popFirst() == space else {
                throw DecodeError(.syntax, "no space follows a quoted argument of \(verb)")
            }
            return try unquoted(word)
        }
        let word = rest.prefix { $0 != space }
        guard !word.isEmpty else { throw DecodeError(.missing, "\(verb) lacks an argument") }
        rest = rest.dropFirst(word.count + 1)
        return String(decoding: word, as: UTF8.self)
    }

    /// The argument that goes to the end of the line.
    private static func last(
        _ rest: inout Substring.UTF8View, of verb: String
    ) throws(DecodeError) -> String {
        defer { rest = rest[rest.endIndex...] }
        guard let first = rest.first else { throw DecodeError(.missing, "\(verb) lacks an argument") }
        return first == quote ? try unquoted(rest) : String(decoding: rest, as: UTF8.self)
    }

    /// The end of the JSON string at the start of `text`.
    private static func endOfString(_ text: Substring.UTF8View) throws(DecodeError) -> String.Index {
        var isEscaped = false
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let unit = text[index]
            index = text.index(after: index)
            if isEscaped {
                isEscaped = false
            } else if unit == UInt8(ascii: "\\") {
                isEscaped = true
            } else if unit == quote {
                return index
            }
        }
        throw DecodeError(.truncated, "a quoted argument has no end")
    }

    private static func unquoted(_ text: Substring.UTF8View) throws(DecodeError) -> String {
        guard case .string(let string) = try JSONValue(parsing: Array(text)) else {
            throw DecodeError(.syntax, "a quoted argument is not a JSON string")
        }
        return string.text
    }
}
