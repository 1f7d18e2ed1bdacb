import ArgumentParser
import Store

/// Commands with names that users choose: `alias.NAME` in the user's settings contains the words that NAME expands to.
///
/// A repository's settings do not count, since the effect of a word must not depend on where it is typed.
enum Aliases {
    /// An alias may expand to another one, up to this depth.
    private static let maximumDepth = 16

    /// The arguments, with an alias expanded. An alias never replaces a command.
    static func expand(_ words: [String]) throws -> [String] {
        var words = words
        var seen: [String] = []
        while let place = commandPlace(in: words), !isCommand(words[place]) {
            let name = words[place]
            guard let text = try? UserConfiguration.readTolerantly()["alias.\(name)"] else { return words }
            guard !seen.contains(name), seen.count < maximumDepth else {
                throw CommandError(
                    .usage, "the alias '\(seen[0])' refers to itself: \((seen + [name]).joined(separator: " → "))")
            }
            seen.append(name)
            guard let spelledOut = split(text), let first = spelledOut.first, !first.hasPrefix("!") else {
                throw CommandError(
                    .usage, "the alias '\(name)' is not an at1 command: \(text)",
                    hint: "an alias is the words of an at1 command; quotes keep blanks together")
            }
            words.replaceSubrange(place...place, with: spelledOut)
        }
        return words
    }

    /// The position of the command: the first word that is neither an option nor an option's value.
    static func commandPlace(in words: [String]) -> Int? {
        var index = 0
        while index < words.count, words[index].hasPrefix("-") {
            index += GlobalOptions.withValue.contains(words[index]) ? 2 : 1
        }
        return index < words.count ? index : nil
    }

    private static func isCommand(_ word: String) -> Bool {
        word == "help" || At1.configuration.subcommands.contains { At1.name(of: $0) == word }
    }

    /// Splits words as a shell does: at blanks, except within quotes; nil if a quotation is not closed.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character == " " || character == "\t" {
                if let done = word.take() { words.append(done) }
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        return word.map { words + [$0] } ?? words
    }
}
