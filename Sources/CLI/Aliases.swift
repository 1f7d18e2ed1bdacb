import ArgumentParser
import Store

/// Commands that users give names of their own: `alias.NAME` in the user's settings has the words that NAME stands for.
///
/// The settings of a repository do not count, since what a word does must not depend on where it is typed.
enum Aliases {
    /// An alias may stand for another one, up to this depth.
    private static let maximumDepth = 16

    /// The words of the call, with the command spelled out where it is an alias. No alias takes the place of a command.
    static func expand(_ words: [String]) throws -> [String] {
        var words = words
        var seen: [String] = []
        while let place = commandPlace(in: words), !isCommand(words[place]) {
            let name = words[place]
            guard let text = try? UserConfiguration.readTolerantly()["alias.\(name)"] else { return words }
            guard !seen.contains(name), seen.count < maximumDepth else {
                throw CommandError(
                    .usage, "the alias '\(seen[0])' leads back to itself: \((seen + [name]).joined(separator: " → "))")
            }
            seen.append(name)
            guard let spelledOut = split(text), let first = spelledOut.first, !first.hasPrefix("!") else {
                throw CommandError(
                    .usage, "the alias '\(name)' is no command of at1: \(text)",
                    hint: "an alias is the words of an at1 command; quotes keep blanks together")
            }
            words.replaceSubrange(place...place, with: spelledOut)
        }
        return words
    }

    /// Where the command is named: the first word that is no option, nor the value of one.
    private static func commandPlace(in words: [String]) -> Int? {
        var index = 0
        while index < words.count, words[index].hasPrefix("-") {
            index += GlobalOptions.withValue.contains(words[index]) ? 2 : 1
        }
        return index < words.count ? index : nil
    }

    private static func isCommand(_ word: String) -> Bool {
        word == "help" || At1.configuration.subcommands.contains { At1.name(of: $0) == word }
    }

    /// Words as a shell splits them: at blanks, except within quotes; nil where a quote does not end.
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
