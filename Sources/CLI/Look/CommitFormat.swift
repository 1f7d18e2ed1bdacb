import Objects

/// One line per commit from a pattern, as in `git log --format`.
struct CommitFormat {
    private let pattern: String

    /// Also accepts `oneline` and `format:…`.
    init(_ pattern: String) {
        self.pattern = pattern.hasPrefix("format:") ? String(pattern.dropFirst("format:".count)) : pattern
    }

    func text(_ id: ObjectID, _ commit: Commit, _ decorations: RefDecorations) -> String {
        var text = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            guard character == "%", let letter = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch letter {
            case "H": text += id.hex
            case "h": text += id.short
            case "T": text += commit.tree.hex
            case "P": text += commit.parents.map(\.hex).joined(separator: " ")
            case "p": text += commit.parents.map(\.short).joined(separator: " ")
            case "s": text += commit.subject
            case "b": text += body(commit)
            case "B": text += commit.message
            case "n": text += "\n"
            case "%": text += "%"
            case "d": text += decorations.text(id)
            case "D": text += decorations.names(of: id).joined(separator: ", ")
            case "a", "c":
                let person = letter == "a" ? commit.author : commit.committer
                switch rest.popFirst() {
                case "n": text += person.name
                case "e": text += person.email
                case "d": text += person.date.gitText
                case "t": text += "\(person.date.seconds)"
                case "I": text += person.date.isoText
                case let other: text += "%\(letter)\(other.map(String.init) ?? "")"
                }
            default: text += "%\(letter)"
            }
        }
        return text
    }

    private func body(_ commit: Commit) -> String {
        let lines = commit.message.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        return lines.drop(while: \.isEmpty).joined(separator: "\n")
    }
}
