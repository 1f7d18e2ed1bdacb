import ArgumentParser
import Objects
import Store

/// Which commits a listing shows.
struct CommitFilter: ParsableArguments {
    @Option(
        name: [.customLong("since"), .customLong("after")], help: "Only commits since this date.")
    var since: String?
    @Option(
        name: [.customLong("until"), .customLong("before")], help: "Only commits until this date.")
    var until: String?
    @Option(help: "Only commits whose author has this text in name or address.") var author: String?
    @Option(help: "Only commits that have this text in the message.") var grep: String?
    @Flag(name: [.customShort("i"), .customLong("regexp-ignore-case")], help: "Ignore case.")
    var ignoreCase = false
    @Flag(inversion: .prefixedNo, help: "Only merge commits; with --no-merges, only the others.") var merges: Bool?

    /// Returns whether a commit is wanted.
    func matcher() throws -> (Commit) -> Bool {
        let (since, until) = (try since.map(Self.date), try until.map(Self.date))
        func folded(_ text: String) -> String { ignoreCase ? text.lowercased() : text }
        let (author, grep) = (author.map(folded), grep.map(folded))
        let merges = merges
        return { commit in
            if let since, commit.date.seconds < since { return false }
            if let until, commit.date.seconds > until { return false }
            if let author, !folded("\(commit.author.name) <\(commit.author.email)>").contains(author) { return false }
            if let grep, !folded(commit.message).contains(grep) { return false }
            if let merges, (commit.parents.count > 1) != merges { return false }
            return true
        }
    }

    private static func date(_ text: String) throws -> Int64 {
        if let seconds = RelativeDate.seconds(before: text) { return Timestamp.now.seconds - seconds }
        do {
            return try Timestamp(userText: text).seconds
        } catch {
            throw CommandError(
                .usage, "'\(text)' is not a date", hint: "write 2026-11-29, 2026-11-29T12:00:00Z, or '2 weeks ago'")
        }
    }
}

/// Times such as `2 weeks ago`, and `yesterday`.
enum RelativeDate {
    private static let units: [(name: String, seconds: Int64)] = [
        ("second", 1), ("minute", 60), ("hour", 3600), ("day", 86_400), ("week", 7 * 86_400), ("month", 30 * 86_400),
        ("year", 365 * 86_400),
    ]

    /// How many seconds ago it was; nil for other texts.
    static func seconds(before text: String) -> Int64? {
        if text == "yesterday" { return 86_400 }
        let words = text.split { $0 == " " || $0 == "." }
        guard words.count == 3, words[2] == "ago", let count = Int64(words[0]), count >= 0, count < 1 << 20,
            let unit = units.first(where: { words[1] == $0.name || words[1] == $0.name + "s" })
        else { return nil }
        return count * unit.seconds
    }
}
