import ArgumentParser
import Objects

/// Words of the call that are checked where they are parsed.
enum Word {
    /// The name of a file or a folder. An empty one names nothing, and must not come to mean everything.
    static func path(_ text: String) throws -> String {
        guard !text.isEmpty else { throw ValidationError("an empty string is not a path; '.' is the current folder") }
        return text
    }

    /// Text that a file or a list has on one line, with nothing that a terminal takes for an order.
    static func line(_ text: String) throws -> String {
        guard !text.hasControlCharacters else {
            throw ValidationError("it must be one line, without tabs and other control characters")
        }
        return text
    }
}
