import ArgumentParser
import Engine
import Objects

/// `at1 git track`: says which files at1 filters.
struct GitTrackCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "track", abstract: "Filter the files that match a pattern, from the next 'git add' on.",
        discussion: """
            Adds lines to .gitattributes in the current folder, and the pre-push hook if the repository has none. \
            Without patterns, lists the existing ones.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "Patterns as in .gitattributes: *.npy, data/**.", transform: Word.path) var patterns: [String] = []

    var isAction: Bool { !patterns.isEmpty }

    private static let file = ".gitattributes"
    private static let attributes = "filter=at1 diff=at1 merge=at1 -text"

    func execute(_ console: Console) throws -> ExitStatus {
        _ = try GitWorkspace(options)
        var text = try Self.read()
        var tracked = text.split(separator: "\n").compactMap(Self.pattern)
        guard !patterns.isEmpty else {
            if report.json {
                console.print(["patterns": .array(tracked.map { .string($0) })])
            } else {
                for pattern in tracked { console.print(pattern) }
            }
            return .done
        }
        for pattern in patterns where !tracked.contains(pattern) {
            if !text.isEmpty, text.last != "\n" { text += "\n" }
            text += try "\(Self.word(for: pattern)) \(Self.attributes)\n"
            tracked.append(pattern)
        }
        let output = try OutputFile(Self.file, replacing: true)
        try text.utf8CString.dropLast().withUnsafeBytes { bytes in try output.write(bytes.bytes) }
        try output.commit()
        _ = try PushHook.find()?.install(replacing: false)
        if report.json { console.print(["patterns": .array(tracked.map { .string($0) })]) }
        console.message("tracking \(patterns.joined(separator: ", ")); 'git add .gitattributes' keeps that")
        return .done
    }

    private static func read() throws -> String {
        guard let input = try? InputFile(file) else { return "" }
        guard input.length <= 1 << 20 else { throw CommandError(.refused, "'\(file)' has more than 1 MiB") }
        return try TextInput.read(file)
    }

    /// The pattern of a line that assigns at1's filter.
    private static func pattern(_ line: Substring) -> String? {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = words.first, !first.hasPrefix("#"), words.dropFirst().contains("filter=at1") else {
            return nil
        }
        return String(first.replacing("[[:space:]]", with: " "))
    }

    /// A pattern in the syntax of .gitattributes, where a space ends it.
    private static func word(for pattern: String) throws -> String {
        guard pattern.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), !pattern.hasPrefix("#"), !pattern.hasPrefix("\""),
            !pattern.hasPrefix("!"), !pattern.hasPrefix("[attr]")
        else { throw CommandError(.usage, "'\(pattern)' is not a pattern that .gitattributes can hold") }
        return pattern.replacing(" ", with: "[[:space:]]")
    }
}
