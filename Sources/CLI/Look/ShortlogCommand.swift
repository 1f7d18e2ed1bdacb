import ArgumentParser
import Objects
import Store

/// `at1 shortlog`: commits by author.
struct ShortlogCommand: Command {
    static let configuration = CommandConfiguration(commandName: "shortlog", abstract: "List commits by author.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customShort("s"), .customLong("summary")], help: "Print only the numbers.") var summary = false
    @Flag(name: [.customShort("n"), .customLong("numbered")], help: "Sort by number of commits.") var numbered = false
    @OptionGroup var filter: CommitFilter
    @Argument(help: "Where to start; A..B for what B has and A lacks.", completion: Completion.revision) var revision =
        "HEAD"

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let range = revision.ends(between: "..")
        let start = try repository.resolveCommit(range?.1 ?? revision).id
        let hidden = try range.map { [try repository.resolveCommit($0.0).id] } ?? []
        let isWanted = try filter.matcher()
        var subjects: [String: [String]] = [:]
        var history = try History(repository, from: [start], hiding: hidden)
        while let (_, commit) = history.next() {
            guard isWanted(commit) else { continue }
            subjects[commit.author.name, default: []].append(commit.subject)
        }
        if let error = history.error { throw error }
        let authors = subjects.sorted {
            numbered && $0.value.count != $1.value.count ? $0.value.count > $1.value.count : $0.key < $1.key
        }
        if report.json {
            console.print(
                .array(
                    authors.map { name, subjects in
                        [
                            "author": .string(name), "count": .integer(subjects.count),
                            "subjects": .array(subjects.reversed().map { .string($0) }),
                        ]
                    }))
            return .done
        }
        for (name, subjects) in authors {
            if summary {
                console.print(
                    "\(String(repeating: " ", count: max(0, 6 - "\(subjects.count)".count)))\(subjects.count)\t\(name)")
            } else {
                console.print("\(name) (\(subjects.count)):")
                for subject in subjects.reversed() { console.print("      \(subject)") }
                console.print("")
            }
        }
        return .done
    }
}
