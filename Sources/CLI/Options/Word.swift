import ArgumentParser
import Objects
import Store

/// Arguments that are checked when they are parsed.
enum Word {
    /// The name of a file or a folder. An empty one is an error, and must not come to mean everything.
    static func path(_ text: String) throws -> String {
        guard !text.isEmpty else { throw ValidationError("an empty string is not a path; '.' is the current folder") }
        return text
    }

    /// Part of a file, in the notation of HTTP.
    static func range(_ text: String) throws -> ByteRange {
        guard let range = ByteRange(text) else {
            throw ValidationError("a range of bytes is 0-99, 100- or -100, its end not before its beginning")
        }
        return range
    }

    /// A single line of text for a file or a list, without control characters.
    static func line(_ text: String) throws -> String {
        guard !text.hasControlCharacters else {
            throw ValidationError("it must be one line, without tabs and other control characters")
        }
        return text
    }
}
