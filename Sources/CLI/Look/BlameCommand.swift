import ArgumentParser
import Objects
import Packs
import Store

/// `at1 blame`: who last changed each line.
struct BlameCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "blame", abstract: "Show which commit last changed each line of a file.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The file; or a revision, and the file.", transform: Word.path) var words: [String]

    var isPaged: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard (1...2).contains(words.count) else { throw CommandError(.usage, "blame takes a revision and a file") }
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let commit = try repository.resolveCommit(words.count == 2 ? words[0] : "HEAD").id
        guard let path = try access.path(words.last!) else { throw CommandError(.usage, "name a file") }
        let lines = try repository.blame(path, in: commit).lines
        let authors = try Dictionary(
            uniqueKeysWithValues: Set(lines.map(\.commit)).map { ($0, try repository.objects.commit($0).author) })
        if report.json {
            console.print(
                .array(
                    lines.enumerated().map { number, line in
                        [
                            "line": .integer(number + 1), "commit": .string(line.commit.hex),
                            "original_line": .integer(line.number), "original_path": .string("\(line.path)"),
                            "author": authors[line.commit]!.json,
                            "text": .string(String(decoding: line.text, as: UTF8.self)),
                        ]
                    }))
            return .done
        }
        let width = authors.values.map(\.name.count).max() ?? 0
        let digits = "\(lines.count)".count
        for (number, line) in lines.enumerated() {
            let author = authors[line.commit]!
            let name = author.name + String(repeating: " ", count: width - author.name.count)
            let count = String(repeating: " ", count: digits - "\(number + 1)".count) + "\(number + 1)"
            console.print(
                Array("\(line.commit.short) (\(name) \(author.date.isoText) \(count)) ".utf8) + line.text)
        }
        return .done
    }
}
