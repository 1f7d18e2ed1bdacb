/// Words that git's users type, in the form that the parser of the arguments takes.
enum GitSpelling {
    /// `log -3` is `log -n 3`.
    static func spellOut(_ words: [String]) -> [String] {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        guard let place = Aliases.commandPlace(in: words), words[place] == "log" else { return words }
        return words.enumerated().flatMap { place, word in
            place < end && word.wholeMatch(of: /-[0-9]+/) != nil ? ["-n", String(word.dropFirst())] : [word]
        }
    }
}
