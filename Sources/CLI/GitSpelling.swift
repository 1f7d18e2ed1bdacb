/// Words that git's users type, in the form that the parser of the arguments takes.
enum GitSpelling {
    static func spellOut(_ words: [String]) -> [String] { count(lease(words)) }

    /// git accepts `push --force-with-lease` with or without a value; an option here always has one, or never.
    private static func lease(_ words: [String]) -> [String] {
        let flag = "--force-with-lease="
        return words.contains("push")
            ? words.map { $0.hasPrefix(flag) ? "--lease=" + $0.dropFirst(flag.count) : $0 } : words
    }

    /// `log -3` and `log -n3` are `log -n 3`.
    private static func count(_ words: [String]) -> [String] {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        guard let place = Aliases.commandPlace(in: words), words[place] == "log" else { return words }
        return words.enumerated().flatMap { place, word in
            place < end && word.wholeMatch(of: /-n?[0-9]+/) != nil
                ? ["-n", String(word.drop { $0 == "-" || $0 == "n" })] : [word]
        }
    }
}
