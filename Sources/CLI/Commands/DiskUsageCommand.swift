import ArgumentParser
import Objects
import Store

/// `at1 du`: the sizes of files, stored and in the working tree.
struct DiskUsageCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "du", abstract: "Show the size of files in the store and in the working tree.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Print only the totals.") var summarize = false
    @Option(help: ArgumentHelp("Show the files of this commit instead of the index.", valueName: "revision"))
    var revision: String?
    @Argument(help: "Files and folders; all by default.", transform: Word.path) var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let word = revision ?? (repository.isBare ? "HEAD" : nil)
        let tree = try word.map { try repository.peel(repository.resolve($0), to: .tree) }
        let usage = try DiskUsage(repository, tree: tree, within: access.paths(paths))
        let rows = usage.rows
        let length = rows.total(\.length)
        let stored = rows.total(\.stored)
        let present = rows.filter(\.isPresent)
        if report.json {
            var object: JSONObject = [
                "files": .integer(UInt64(rows.count)), "stored": .integer(stored), "materialised": .integer(length),
                "packs": .integer(usage.packs), "present": .integer(UInt64(present.count)),
                "present_bytes": .integer(present.total(\.length)),
                "away": .integer(UInt64(rows.count { $0.isAway })),
            ]
            if !summarize {
                object["paths"] = .array(
                    rows.map { row in
                        var object: JSONObject = [
                            "kind": .string(row.kind.rawValue), "stored": .integer(row.stored),
                            "materialised": .integer(row.length), "present": .bool(row.isPresent),
                            "away": .bool(row.isAway),
                        ]
                        row.path.add(to: &object)
                        return .object(object)
                    })
            }
            console.print(.object(object))
            return .done
        }
        if !summarize {
            for row in rows {
                let notes = [
                    row.kind.rawValue, row.isPresent ? nil : "not in the working tree", row.isAway ? "absent" : nil,
                ]
                console.print(
                    "\(pad(Figures.short(row.stored))) \(pad(Figures.short(row.length)))  \(row.path.quoted) (\(notes.compactMap { $0 }.joined(separator: ", ")))"
                )
            }
        }
        console.print(
            "\(pad(Figures.short(stored))) \(pad(Figures.short(length)))  \(Figures.count(rows.count, "file")): stored, and as files"
        )
        console.print("\(pad(Figures.short(usage.packs)))           all packs, with history")
        return .done
    }

    private func pad(_ text: String) -> String {
        String(repeating: " ", count: max(0, 8 - text.count)) + text
    }
}
