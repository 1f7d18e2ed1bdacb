import Objects
import Store

/// The questions about the hunks of one file, with git's letters.
struct HunkQuestions {
    private let console: Console
    private let editor: HunkEditor
    private let verb: String
    private let place: String

    init(_ console: Console, _ editor: HunkEditor, _ verb: String, _ place: String) {
        self.console = console
        self.editor = editor
        self.verb = verb
        self.place = place
    }

    private static let help: [(letter: Character, text: String)] = [
        ("y", "take this hunk"), ("n", "do not take this hunk"),
        ("q", "quit; do not take this hunk or any of the remaining ones"),
        ("a", "take this hunk and all later hunks in the file"),
        ("d", "do not take this hunk or any of the later hunks in the file"),
        ("j", "leave this hunk undecided, see the next undecided hunk"),
        ("J", "leave this hunk undecided, see the next hunk"),
        ("k", "leave this hunk undecided, see the previous undecided hunk"),
        ("K", "leave this hunk undecided, see the previous hunk"),
        ("g", "select a hunk to go to"), ("/", "search for a hunk that has a text"),
        ("s", "split this hunk into smaller hunks"), ("e", "edit this hunk in your editor, and take the result"),
        ("?", "print help"),
    ]

    /// - Returns: whether each hunk was chosen, and whether the user wants to hear of no other file.
    func ask(_ patch: inout PartialPatch) throws -> (chosen: [Bool], isEnd: Bool) {
        var decided = [Bool?](repeating: nil, count: patch.hunks.count)
        var at = 0
        var isShown = false
        while decided.contains(nil) {
            if !isShown { Self.print(patch.hunks[at], console) }
            isShown = false
            let before = decided[..<at].lastIndex { $0 == nil }
            let after = decided[(at + 1)...].firstIndex { $0 == nil }
            var letters = "ynqad"
            if before != nil { letters += "k" }
            if at > 0 { letters += "K" }
            if after != nil { letters += "j" }
            if at + 1 < decided.count { letters += "J" }
            if decided.count > 1 { letters += "g/" }
            if patch.canSplit(at) { letters += "s" }
            letters += "e"
            let list = letters.map(String.init).joined(separator: ",")
            let line = try Self.read(
                "(\(at + 1)/\(decided.count)) \(verb) this hunk\(place) [\(list),?]? ", console)
            guard let line else { return (decided.map { $0 ?? false }, true) }
            if line.isEmpty { continue }
            guard let letter = line.first, letters.contains(letter) else {
                isShown = true
                if let letter = line.first, letter != "?", Self.help.contains(where: { $0.letter == letter }) {
                    console.print(Self.refusal(letter))
                } else {
                    for (letter, text) in Self.help where letters.contains(letter) || letter == "?" {
                        console.print("\(letter) - \(text)")
                    }
                }
                continue
            }
            switch letter {
            case "y", "n":
                decided[at] = letter == "y"
                // As git: from the first one again, decided or not.
                at = after ?? 0
            case "e":
                guard try edit(at, of: &patch) else { continue }
                decided[at] = true
                at = after ?? 0
            case "a", "d":
                for index in at..<decided.count where decided[index] == nil { decided[index] = letter == "a" }
                at = 0
            case "q": return (decided.map { $0 ?? false }, true)
            case "j": at = after ?? at
            case "k": at = before ?? at
            case "J": at += 1
            case "K": at -= 1
            case "g": at = try number(line.dropFirst(), decided.count, patch) ?? at
            case "/": at = try search(line.dropFirst(), patch, from: at) ?? at
            case "s":
                let count = patch.split(at)
                // Each part is decided as the whole was, or not at all.
                decided.replaceSubrange(at...at, with: repeatElement(decided[at], count: count))
                console.print("Split into \(count) hunks.")
            default: break
            }
        }
        return (decided.map { $0 ?? false }, false)
    }

    /// - Returns: whether the change is now as the user wrote it.
    private func edit(_ number: Int, of patch: inout PartialPatch) throws -> Bool {
        do {
            while let text = try editor.edit(patch.hunks[number]) {
                if patch.replace(number, by: text) { return true }
                let again = try Self.answer(
                    "The edited hunk does not apply. Edit it again [y,n,?]? ", allowed: "yn", console)
                guard again == "y" else { break }
            }
        } catch let error as CommandError {
            console.message("\(error.message)")
        }
        return false
    }

    private static func refusal(_ letter: Character) -> String {
        switch letter {
        case "j", "J": "No next hunk"
        case "k", "K": "No previous hunk"
        case "g": "No other hunks to goto"
        case "/": "No other hunks to search"
        default: "Sorry, cannot split this hunk"
        }
    }

    /// The hunk that the user names by its number.
    private func number(_ word: Substring, _ count: Int, _ patch: PartialPatch) throws -> Int? {
        var word = word.filter { $0 != " " }
        if word.isEmpty {
            for (index, hunk) in patch.hunks.enumerated() { console.print("\(index + 1): \(hunk.header)") }
            guard let line = try Self.read("go to which hunk? ", console) else { return nil }
            word = line.filter { $0 != " " }
        }
        guard let number = Int(word) else {
            console.print("Invalid number: '\(word)'")
            return nil
        }
        guard (1...count).contains(number) else {
            console.print("Sorry, only \(Figures.count(count, "hunk")) available.")
            return nil
        }
        return number - 1
    }

    /// The first hunk that has a text in it, from `start` on.
    private func search(_ word: Substring, _ patch: PartialPatch, from start: Int) throws -> Int? {
        var text = String(word)
        if text.isEmpty {
            guard let line = try Self.read("search for text? ", console) else { return nil }
            text = line
        }
        for step in 0..<patch.hunks.count {
            let index = (start + step) % patch.hunks.count
            let lines = patch.hunks[index].lines.map { String(decoding: $0, as: UTF8.self) }
            if lines.contains(where: { $0.contains(text) }) { return index }
        }
        console.print("No hunk matches the given text")
        return nil
    }

    // MARK: The terminal

    static func print(_ hunk: UnifiedDiff.Hunk, _ console: Console) {
        console.print(hunk.header, .place)
        for line in hunk.lines {
            console.print(
                line, line.first == UInt8(ascii: "+") ? .added : line.first == UInt8(ascii: "-") ? .removed : nil)
        }
    }

    /// Asks until one of the letters is the answer; `q` at the end of the input.
    static func answer(_ question: String, allowed: String, _ console: Console) throws -> Character {
        while true {
            guard let line = try read(question, console) else { return "q" }
            if let letter = line.first, allowed.contains(letter) { return letter }
            for (letter, text) in help where allowed.contains(letter) { console.print("\(letter) - \(text)") }
        }
    }

    /// The next line of the answers, nil at their end.
    private static func read(_ question: String, _ console: Console) throws -> String? {
        try console.write(Array(question.utf8))
        guard let line = readLine() else {
            console.print("")
            return nil
        }
        return line
    }
}
