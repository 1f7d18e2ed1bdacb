import ArgumentParser
import Objects

/// Arguments that are checked when they are parsed.
enum Word {
    /// The name of a file or a folder. An empty one is an error, and must not come to mean everything.
    static func path(_ text: String) throws -> String {
        guard !text.isEmpty else { throw ValidationError("an empty string is not a path; '.' is the current folder") }
        return text
    }

    /// A single line of text for a file or a list, without control characters.
    static func line(_ text: String) throws -> String {
        guard !text.hasControlCharacters else {
            throw ValidationError("it must be one line, without tabs and other control characters")
        }
        return text
    }
}
